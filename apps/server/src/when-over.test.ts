import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { fastify } from "fastify";
import { expect, onTestFinished, test, vi } from "vitest";
import { whenOver } from "./when-over.js";

/** Sends GETs together, hangs up when `isEnough`, and gives what was told of them. */
async function ask(paths: readonly string[], isEnough: (answers: string) => boolean) {
  const told: (readonly [url: string, status: number | undefined])[] = [];
  const app = fastify({
    serverFactory: (handle) =>
      createServer((request, response) => {
        // As one that has to wait for a place, and gets it too late.
        if (request.url === "/late") request.socket.once("close", () => setImmediate(handle, request, response));
        else handle(request, response);
      }),
  });
  onTestFinished(() => app.close());
  const asked = vi.fn<() => void>();
  app.addHook("onRequest", (request, reply, done) => {
    whenOver(request, reply, (status) => told.push([request.url, status]));
    asked();
    done();
  });
  app.get("/answered", async () => "");
  app.get("/slow", async () => new Promise(() => {}));
  app.get("/late", async () => "");
  const socket = connect(Number(new URL(await app.listen({ port: 0, host: "127.0.0.1" })).port), "127.0.0.1");
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(""));
  await vi.waitFor(() => expect(asked).toHaveBeenCalled(), SOON);
  let answers = "";
  while (!isEnough(answers)) answers += String((await once(socket, "data"))[0]);
  socket.destroy();
  await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(paths.length), SOON);
  return told;
}

const SOON = { timeout: 20_000 };

const none = () => true;
const answered = (count: number) => (answers: string) => answers.split("HTTP/1.1 200").length > count;

test("each that is answered is told of once, with its status", async () => {
  const paths = Array.from({ length: 20 }, () => "/answered");
  expect(await ask([...paths, "/nothing"], answered(20))).toEqual([
    ...paths.map((path) => [path, 200]),
    ["/nothing", 404],
  ]);
});

test("who hangs up before is told of once, wherever in the line they were, and without one if there was none", async () => {
  expect(await ask(["/slow"], none)).toEqual([["/slow", undefined]]);
  expect(await ask(["/answered", "/slow", "/answered", "/slow", "/late"], answered(1))).toEqual([
    ["/answered", 200],
    ["/slow", undefined],
    ["/answered", 200],
    ["/slow", undefined],
    ["/late", undefined],
  ]);
});
