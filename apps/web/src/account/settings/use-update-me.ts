import { trpc, type ApiClientError, type ApiInputs } from "../../api/trpc.js";
import { newId } from "../../tasks/new-id.js";
import { retryDelay, shouldRetry } from "../../tasks/write-retry.js";
import { authClient } from "../auth-client.js";

export type Settings = Omit<ApiInputs["me"]["update"], "userId" | "idempotencyKey">;

/** Changes the user's own settings. One offline is told so at once: a form is there to send it again. */
export function useUpdateMe() {
  const utils = trpc.useUtils();
  const update = trpc.me.update.useMutation({
    networkMode: "always",
    scope: { id: "me" },
    retry: shouldRetry,
    retryDelay,
    onSuccess: (me, { name, timeZone }) => {
      utils.me.get.setData({}, me);
      if (name !== undefined) authClient.$store.notify("$sessionSignal");
      // Tasks without a zone of their own are due at another time now.
      if (timeZone !== undefined) void utils.tasks.invalidate();
    },
  });

  return {
    busy: update.isPending,
    isSaved: update.isSuccess,
    error: update.error,
    /** Resolves to the error, if the server refused. */
    save: async (settings: Settings): Promise<ApiClientError | undefined> =>
      update.mutateAsync({ ...settings, idempotencyKey: newId() }).then(
        () => undefined,
        (error: ApiClientError) => error,
      ),
  };
}
