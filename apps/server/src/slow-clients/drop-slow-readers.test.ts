import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fastify } from "fastify";
import { expect, onTestFinished, test, vi } from "vitest";
import { dropSlowReaders } from "./drop-slow-readers.js";
import { PATIENCE, type Patience } from "./patience.js";

const MIB = 1024 * 1024;
/** More than the system takes off our hands for a client that reads nothing. */
const LARGE = Buffer.alloc(16 * MIB, "x");
const GET = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
const SHORT: Patience = {
  ...PATIENCE,
  answer: 1000,
  // Two seconds more for what is asked for here.
  bytesASecond: 8 * MIB,
  check: 50,
  mostWaiting: 1024 * MIB,
};

/** A server with an answer that is large; its patience is short, so that a test need not be long. */
async function serve(patience: Partial<Patience> = {}) {
  const app = fastify({ forceCloseConnections: true });
  dropSlowReaders(app, { ...SHORT, ...patience });
  let asked = 0;
  app.get("/large", async () => {
    asked += 1;
    return LARGE;
  });
  const address = await app.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => app.close());
  const open = () => new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)));
  return { port: Number(new URL(address).port), address, open, asked: () => asked };
}

/** Connects, sends this much, and reads nothing unless it is told to. */
async function send(port: number, text: string): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" }).pause();
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(text);
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

const many = async (port: number, text: string) =>
  Promise.all(Array.from({ length: 20 }, async () => send(port, text)));

test.each([
  ["their answer", GET],
  ["twenty answers that they asked for at once", GET.repeat(20)],
])("clients that never read %s are cut off, and nobody waits for them", async (_, text) => {
  const { address, open, port } = await serve();
  await many(port, text);
  const answer = await fetch(`${address}/large`);
  expect((await answer.arrayBuffer()).byteLength).toBe(LARGE.length);
  await vi.waitFor(async () => expect(await open()).toBeLessThanOrEqual(1), { timeout: 20_000, interval: 50 });
});

test("who reads slowly, but reads, gets all of it", async () => {
  const { port } = await serve({ answer: 0, bytesASecond: MIB });
  const socket = await send(port, GET);
  let read = 0;
  for (let time = 0; time < 8; time += 1) {
    await pause(100);
    for (let taken = 0; taken < 2 * MIB;) {
      const chunk: unknown = socket.read();
      if (!Buffer.isBuffer(chunk)) {
        if (socket.readableEnded || socket.destroyed) break;
        await pause(2);
        continue;
      }
      taken += chunk.length;
      read += chunk.length;
      if (read > LARGE.length) break;
    }
  }
  expect(read).toBeGreaterThan(LARGE.length);
});

test("what waits for those who don't read is bounded, whatever time they have", async () => {
  const { address, asked, open, port } = await serve({ answer: 600_000, mostWaiting: 100 * MIB });
  await many(port, GET);
  await vi.waitFor(() => expect(asked()).toBe(20), { timeout: 20_000, interval: 5 });
  await vi.waitFor(async () => expect(await open()).toBeLessThanOrEqual(8), { timeout: 20_000, interval: 50 });
  expect((await fetch(`${address}/large`)).status).toBe(200);
});
