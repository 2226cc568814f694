import { initTRPC } from "@trpc/server";
import { fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import { fastify } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { nameType } from "./serve-trpc.js";

test("an answer is JSON, and one to a subscription is events", async () => {
  const { procedure, router } = initTRPC.create();
  const app = fastify();
  onTestFinished(() => app.close());
  app.addHook("onSend", nameType);
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
  const typeOf = async (path: string, headers = {}) =>
    (await app.inject({ url: `/trpc/${path}`, headers })).headers["content-type"];
  expect(await typeOf("once")).toBe("application/json");
  expect(await typeOf("nothing")).toBe("application/json");
  expect(await typeOf("often")).toBe("text/event-stream");
});
