import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { openFrontDoor } from "./front-door.js";

test("a header that comes after a thousand others is there all the same", async () => {
  const open = openFrontDoor(undefined, () => () => {}, { baseUrl: "http://a" });
  const server = open((request, response) => void response.end(request.headers["if-match"]));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const socket = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  socket.write(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${"A:\r\n".repeat(3000)}If-Match: "77"\r\n\r\n`);
  expect(await text(socket)).toMatch(/\r\n\r\n"77"$/);
});
