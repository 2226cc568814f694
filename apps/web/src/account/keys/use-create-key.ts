import type { NewApiKey } from "@typedo/api";
import { trpc, type ApiInputs } from "../../api/trpc.js";

/** Makes a key. It is never sent twice: each call would make another. */
export function useCreateKey(onMade: (made: NewApiKey) => void) {
  const utils = trpc.useUtils();
  const create = trpc.me.keys.create.useMutation({
    networkMode: "always",
    // The answer holds the key: it is not kept in the cache.
    gcTime: 0,
    onSuccess: onMade,
    // Also where no answer came: the key may have been made.
    onSettled: () => void utils.me.keys.list.invalidate(),
  });
  return {
    busy: create.isPending,
    error: create.error,
    create: (input: ApiInputs["me"]["keys"]["create"]) => create.mutate(input),
    forget: create.reset,
  };
}
