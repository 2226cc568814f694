import fastify from "fastify";
import { expect, test } from "vitest";
import { watchForProxies } from "./watch-for-proxies.js";

/** What is logged of requests that come from an address. */
async function logOf(
  requests: readonly { readonly from: string; readonly headers?: Record<string, string> }[],
  trustProxy: string[] | false = false,
): Promise<unknown[]> {
  const told: unknown[] = [];
  const app = fastify({ trustProxy });
  const watch = watchForProxies({ warn: (about: unknown) => void told.push(about) });
  app.get("/", (request, reply) => {
    watch(request);
    return reply.send("");
  });
  for (const { from, headers = {} } of requests) await app.inject({ url: "/", headers, remoteAddress: from });
  return told;
}

const forwarded = { "x-forwarded-for": "198.51.100.7" };

test.each(["127.0.0.1", "172.18.0.1", "192.168.1.2", "::1", "fd00::1", "::ffff:10.0.0.1"])(
  "a proxy at %s that is not trusted is told of once",
  async (from) => {
    const request = { from, headers: forwarded };
    expect(await logOf([{ from }, request, request])).toEqual([{ proxy: from }]);
  },
);

test("one that is trusted is not, nor a client who makes it up from afar", async () => {
  expect(await logOf([{ from: "172.18.0.1", headers: forwarded }], ["172.18.0.1"])).toEqual([]);
  expect(await logOf([{ from: "203.0.113.9", headers: forwarded }])).toEqual([]);
});
