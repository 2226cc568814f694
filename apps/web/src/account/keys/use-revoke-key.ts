import { describeError } from "../../api/describe-error.js";
import { trpc } from "../../api/trpc.js";
import { newId } from "../../tasks/new-id.js";
import { retryDelay, shouldRetry } from "../../tasks/write-retry.js";
import { useToasts } from "../../ui/use-toasts.js";

/** Revokes a key, and tells what came of it; one that is not there any more is as good as revoked. */
export function useRevokeKey(onGone: () => void) {
  const utils = trpc.useUtils();
  const { show } = useToasts();
  const revoke = trpc.me.keys.revoke.useMutation({ networkMode: "always", retry: shouldRetry, retryDelay });

  return async ({ id, name }: { readonly id: string; readonly name: string }): Promise<void> => {
    const error = await revoke.mutateAsync({ id, idempotencyKey: newId() }).then(
      () => undefined,
      (failure: Exclude<typeof revoke.error, null>) => failure,
    );
    if (error && error.data?.code !== "not_found") {
      show({ tone: "error", message: `“${name}” was not revoked. ${describeError(error)}` });
      return;
    }
    utils.me.keys.list.setData({}, (list) => list && { items: list.items.filter((key) => key.id !== id) });
    show({ message: `“${name}” is revoked. Within seconds, every server refuses it.` });
    onGone();
    await utils.me.keys.list.invalidate();
  };
}
