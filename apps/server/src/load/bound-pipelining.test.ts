import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { boundPipelining } from "./bound-pipelining.js";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** A server that answers when it is told to, and a connection to it. */
async function openConnection() {
  const asked: ServerResponse[] = [];
  const server = createServer(boundPipelining((_request, response) => void asked.push(response)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const socket = connect(port, "127.0.0.1");
  const chunks: string[] = [];
  socket.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  socket.on("error", () => {});
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  return { asked, socket, answers: () => chunks.join("").match(/HTTP\/1\.1 200/g)?.length ?? 0 };
}

test("who asks ahead and takes the answers is served, however much they ask", async () => {
  const { asked, socket, answers } = await openConnection();
  let asks = 0;
  for (let round = 1; round <= 5; round += 1) {
    socket.write(GET.repeat(60));
    asks += 60;
    await vi.waitFor(() => expect(asked).toHaveLength(60));
    for (const response of asked.splice(0)) response.end();
    await vi.waitFor(() => expect(answers()).toBe(asks));
  }
  expect(socket.destroyed).toBe(false);
});

test("who asks ahead without an end is cut off, and little of it is kept", async () => {
  const { asked, socket } = await openConnection();
  // It is reset, as not all was read.
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(GET.repeat(20_000));
  await closed;
  // The one whose turn it is, and those that wait for theirs.
  expect(asked).toHaveLength(65);
});
