import { QueryClient } from "@tanstack/react-query";
import { httpBatchLink, splitLink } from "@trpc/client";
import superjson from "superjson";
import { obtainToken } from "../account/obtain-token.js";
import { browserClocks } from "../account/stopwatch.js";
import { createTokenKeeper } from "../account/token-keeper.js";
import { createAuthorizedFetch } from "./authorized-fetch.js";
import { isTransient } from "./describe-error.js";
import { trpc } from "./trpc.js";

/** The server takes no more calls than this in one request. */
const MAX_BATCH = 10;

/** Milliseconds: the server takes up to two minutes for an account of very many tasks. */
const DELETION = 150_000;

/** One user's cache, token and connection to the API. Another user gets others, so nothing can pass from one to the next. */
export function createClients(userId: string, onSessionEnded: () => void) {
  const tokens = createTokenKeeper({ userId, obtain: obtainToken, clocks: browserClocks });
  const authorizing = (timeout?: number) =>
    createAuthorizedFetch({
      tokens,
      fetch: (input, init) => fetch(input, init),
      onSessionEnded,
      ...(timeout !== undefined && { timeout }),
    });
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry: (failures, error) => failures < 2 && isTransient(error) },
      // What is written is sent again only where the call says that it may be.
      mutations: { retry: false, retryDelay: 1000 },
    },
  });
  const batching = (timeout?: number) =>
    httpBatchLink({ url: "/api/trpc", maxItems: MAX_BATCH, transformer: superjson, fetch: authorizing(timeout) });
  const trpcClient = trpc.createClient({
    // The account is asked for by itself: no list of tasks waits for it, nor fails with it.
    links: [
      splitLink({
        condition: ({ path }) => path === "me.delete",
        true: batching(DELETION),
        false: splitLink({ condition: ({ path }) => path.startsWith("me."), true: batching(), false: batching() }),
      }),
    ],
  });
  return { tokens, queryClient, trpcClient };
}
