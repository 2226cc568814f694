import { type Mutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../api/trpc.js";
import { cancelReads, reloadLists } from "./task-cache.js";
import { retryDelay, shouldRetry } from "./write-retry.js";

const SCOPE = { id: "tasks" };

/**
 * What all writes have in common. They go to the server one after the other (`scope`), in the order they were made: a
 * task ticked and unticked quickly would otherwise end as whichever request came last. Each carries an idempotency key
 * of its own, so that it can be sent again when its answer was lost.
 */
export function useTaskWrites() {
  const utils = trpc.useUtils();
  const client = useQueryClient();

  const isWrite = (mutation: Mutation) => mutation.options.scope?.id === SCOPE.id;
  const isLast = () => client.isMutating({ predicate: isWrite }) <= 1;

  return {
    utils,
    client,
    options: { scope: SCOPE, retry: shouldRetry, retryDelay },
    /** True in the callbacks of a write that no other waits behind: the server's answer is not old news then. */
    isLast,
    /** Before showing what is expected. */
    begin: () => cancelReads(utils),
    /** Not waited for: the next write need not wait for the lists. */
    settle: () => {
      if (isLast()) void reloadLists(utils);
    },
  };
}
