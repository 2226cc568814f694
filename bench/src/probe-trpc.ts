import { isDeepStrictEqual } from "node:util";
import { createTRPCUntypedClient, httpBatchLink } from "@trpc/client";
import superjson from "superjson";
import { expect, type TaskAnswer } from "./probe.js";
import type { Target } from "./targets.js";

/** The same tasks by tRPC, with its own client: a list, and ten tasks in one batch. */
export async function probeTrpc(url: string, user: Target, listed: readonly TaskAnswer[]): Promise<void> {
  let calls = 0;
  const client = createTRPCUntypedClient({
    links: [
      httpBatchLink({
        url: `${url}/api/trpc`,
        transformer: superjson,
        headers: { authorization: `Bearer ${user.token}` },
        fetch: async (input, init) => {
          calls += 1;
          return fetch(input, { ...init, signal: null });
        },
      }),
    ],
  });
  const page = asJson(await client.query("tasks.list", { limit: 20 }));
  const isSame = typeof page === "object" && page !== null && isDeepStrictEqual(Reflect.get(page, "items"), listed);
  expect(isSame, `${url} lists other tasks by tRPC than by REST`);
  calls = 0;
  const ten = listed.slice(0, 10);
  const got = await Promise.all(ten.map(async ({ id }) => client.query("tasks.get", { id })));
  expect(isDeepStrictEqual(asJson(got), ten), `${url} gets other tasks by tRPC than by REST`);
  expect(calls === 1, "Ten gets did not go out as one batch");
}

/** With dates as REST has them. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
