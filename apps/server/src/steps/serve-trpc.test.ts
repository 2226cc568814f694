import { initTRPC } from "@trpc/server";
import { fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import { fastify } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { sendWhole } from "./serve-trpc.js";

test("an answer is JSON, sent as a whole, and one to a subscription is events", async () => {
  const { procedure, router } = initTRPC.create();
  const app = fastify();
  onTestFinished(() => app.close());
  app.addHook("onSend", sendWhole);
  await app.register(fastifyTRPCPlugin, {
    prefix: "/trpc",
    trpcOptions: {
      router: router({
        once: procedure.query(() => "once"),
        often: procedure.subscription(async function* often() {
          yield "often";
        }),
      }),
    },
  });
  const headersOf = async (path: string) => (await app.inject(`/trpc/${path}`)).headers;
  expect(await headersOf("once")).toMatchObject({ "content-type": "application/json", "content-length": "26" });
  const missing = await headersOf("nothing");
  expect(missing).toMatchObject({ "content-type": "application/json" });
  expect(Number(missing["content-length"])).toBeGreaterThan(0);
  const events = await headersOf("often");
  expect(events).toMatchObject({ "content-type": "text/event-stream" });
  expect(events["content-length"]).toBeUndefined();
});
