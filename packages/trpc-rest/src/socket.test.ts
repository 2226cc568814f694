import { afterAll, beforeAll, expect, it } from "vitest";
import { notes } from "./testing/notes.js";
import { serve, type Served } from "./testing/serve.js";
import { talk as talkTo } from "./testing/socket.js";

let served: Served;

beforeAll(async () => {
  served = await serve(notes, { bodyLimit: 1000 });
  await served.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => served.app.close());

const talk = (lines: readonly string[], until?: string) => talkTo(served.app, lines, until);

const to = (start: string, ...headers: string[]) => [
  `${start} HTTP/1.1`,
  "Host: x",
  "Authorization: alice",
  ...headers,
  "",
  "",
];

it("answers HEAD without a body, so that the next answer on the connection is read right", async () => {
  const received = await talk([
    ...to("HEAD /api/notes/x").slice(0, -1),
    ...to("DELETE /api/notes/x", "Connection: close"),
  ]);
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 204"]);
  expect(received).toMatch(/content-length: [1-9]/i);
  expect(received).not.toContain("{");
});

it("stops reading a streamed body that is too large", async () => {
  const chunk = `400\r\n${"a".repeat(1024)}\r\n`;
  const received = await talk([
    ...to("POST /api/notes", "Content-Type: application/json", "Transfer-Encoding: chunked").slice(0, -1),
    chunk,
  ]);
  expect(received).toMatch(/^HTTP\/1\.1 413/);
  expect(received).toContain('"code":"payload_too_large"');
});

it("answers who may not call before the body has come", async () => {
  const lines = [
    "POST /api/notes HTTP/1.1",
    "Host: x",
    "Content-Type: application/json",
    "Content-Length: 500",
    "",
    "",
  ];
  expect(await talk(lines, "}")).toMatch(/^HTTP\/1\.1 401/);
});

it("is not brought down by HTTP that is none", async () => {
  expect(await talk(["nonsense", "", ""])).toMatch(/^HTTP\/1\.1 400/);
  expect(await talk(to("GET /api/notes/x", "Connection: close"))).toMatch(/^HTTP\/1\.1 200/);
});

it("links to itself by path alone, whatever origin the request's target names", async () => {
  const received = await talk(to("GET http://elsewhere.example/api/notes?limit=2", "Connection: close"));
  expect(received).toMatch(/^HTTP\/1\.1 200/);
  expect(received).toContain('link: </api/notes?page=2>; rel="next"');
});
