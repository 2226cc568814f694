import { connect } from "node:net";
import { lines, rawCodings } from "./raw-codings.js";

/** What came over a socket of its own, until the server closed it. */
export interface RawAnswer {
  /** Of each answer, in their order. */
  readonly statuses: readonly number[];
  readonly text: string;
}

/** Sends bytes as they are, says that no more will come, and reads until the end. */
export async function sendRaw(url: string, bytes: string): Promise<RawAnswer> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true }, () => {
      socket.end(bytes, "latin1");
    });
    const finish = () => {
      const text = Buffer.concat(chunks).toString();
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
      resolve({ statuses, text });
    };
    socket.setTimeout(5000, () => socket.destroy(new Error("The server hangs")));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", finish);
    // A server may close while we still write.
    socket.on("error", (error) => (error.message === "The server hangs" ? reject(error) : undefined));
  });
}

/** Bytes that are no good HTTP; `TOKEN` stands for a good token. */
export const rawRequests: readonly (readonly [name: string, bytes: string, status?: number])[] = [
  ["no HTTP at all", "hello\r\n\r\n"],
  ["TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"],
  ["HTTP/0.9", "GET /api/tasks\r\n\r\n"],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["HTTP/3.7", lines("GET /api/tasks HTTP/3.7", "Host: a", "", "")],
  ["no Host", lines("GET /healthz HTTP/1.1", "Connection: close", "", ""), 400],
  ["two Hosts", lines("GET /healthz HTTP/1.1", "Host: a", "Host: b", "Connection: close", "", ""), 400],
  ["the same Host twice", lines("GET /healthz HTTP/1.1", "Host: a", "hOST: a", "Connection: close", "", ""), 400],
  ["two Hosts at tRPC", lines("GET /api/trpc/a HTTP/1.1", "Host: a", "Host: b", "Connection: close", "", ""), 400],
  ["two Hosts of HTTP/1.0", lines("GET /healthz HTTP/1.0", "Host: a", "Host: b", "", ""), 400],
  ...["<script>", "a b", "a/b", "a@b", "a:b", "a, b", "[::1", "\u00e9"].map(
    (host) =>
      [
        `a Host that is ${JSON.stringify(host)}`,
        lines("GET /healthz HTTP/1.1", `Host: ${host}`, "Connection: close", "", ""),
        400,
      ] as const,
  ),
  ["an empty method", lines(" /api/tasks HTTP/1.1", "Host: a", "", "")],
  ["an unknown method", lines("FROBNICATE /api/tasks HTTP/1.1", "Host: a", "", "")],
  ["a method in lower case", lines("get /api/tasks HTTP/1.1", "Host: a", "", "")],
  ["CONNECT", lines("CONNECT example.com:443 HTTP/1.1", "Host: a", "", "")],
  [
    "an absolute target",
    lines("GET http://elsewhere.example/api/nothing HTTP/1.1", "Host: a", "Connection: close", "", ""),
  ],
  ["an asterisk", lines("OPTIONS * HTTP/1.1", "Host: a", "Connection: close", "", "")],
  ["a space in the path", lines("GET /api/tasks /x HTTP/1.1", "Host: a", "", "")],
  ["a NUL in the path", lines("GET /api/tasks\u0000 HTTP/1.1", "Host: a", "", "")],
  ["bytes above ASCII in the path", lines("GET /api/t\u00e9sks HTTP/1.1", "Host: a", "Connection: close", "", "")],
  ["a fragment", lines("GET /api/nothing#a HTTP/1.1", "Host: a", "Connection: close", "", "")],
  ["a bare line feed", "GET /api/nothing HTTP/1.1\nHost: a\nConnection: close\n\n"],
  ["a folded header", lines("GET /api/nothing HTTP/1.1", "Host: a", "X-A: a", " b", "Connection: close", "", "")],
  ["a header without a name", lines("GET /api/tasks HTTP/1.1", "Host: a", ": b", "", "")],
  ["a space before the colon", lines("GET /api/tasks HTTP/1.1", "Host: a", "X-A : b", "", "")],
  ["a NUL in a header", lines("GET /api/tasks HTTP/1.1", "Host: a", "X-A: \u0000", "", "")],
  ["headers of 100 kB", lines("GET /api/tasks HTTP/1.1", "Host: a", `X-A: ${"a".repeat(100_000)}`, "", "")],
  [
    "5,000 headers",
    lines("GET /api/tasks HTTP/1.1", "Host: a", ...Array.from({ length: 5000 }, (_, index) => `X-${index}: a`), "", ""),
  ],
  ["a path of 100 kB", lines(`GET /api/${"a".repeat(100_000)} HTTP/1.1`, "Host: a", "", "")],
  ["a length that is none", lines("POST /api/tasks HTTP/1.1", "Host: a", "Content-Length: a", "", "{}")],
  ["a negative length", lines("POST /api/tasks HTTP/1.1", "Host: a", "Content-Length: -1", "", "{}")],
  ["a length with a sign", lines("POST /api/tasks HTTP/1.1", "Host: a", "Content-Length: +2", "", "{}")],
  ["two lengths", lines("POST /api/tasks HTTP/1.1", "Host: a", "Content-Length: 2", "Content-Length: 3", "", "{}")],
  [
    "a length of more than there is",
    lines(
      "POST /api/tasks HTTP/1.1",
      "Host: a",
      "Authorization: Bearer TOKEN",
      "Content-Type: application/json",
      "Content-Length: 100",
      "",
      '{"title":"a"}',
    ),
  ],
  [
    "a length of less than there is",
    lines(
      "POST /api/tasks HTTP/1.1",
      "Host: a",
      "Authorization: Bearer TOKEN",
      "Content-Type: application/json",
      "Content-Length: 5",
      "",
      '{"title":"a"}',
    ),
  ],
  [
    "a length and chunks",
    lines("POST /api/tasks HTTP/1.1", "Host: a", "Content-Length: 5", "Transfer-Encoding: chunked", "", "0", "", ""),
  ],
  ["an unknown transfer encoding", lines("POST /api/tasks HTTP/1.1", "Host: a", "Transfer-Encoding: gzip", "", "{}")],
  ...rawCodings,
  ["chunked, spelt oddly", lines("POST /api/tasks HTTP/1.1", "Host: a", "Transfer-Encoding: xchunked", "", "{}")],
  [
    "chunked twice",
    lines("POST /api/tasks HTTP/1.1", "Host: a", "Transfer-Encoding: chunked, chunked", "", "0", "", ""),
  ],
  [
    "a chunk's size that is none",
    lines(
      "POST /api/tasks HTTP/1.1",
      "Host: a",
      "Authorization: Bearer TOKEN",
      "Content-Type: application/json",
      "Transfer-Encoding: chunked",
      "",
      "zz",
      "{}",
      "0",
      "",
      "",
    ),
  ],
  [
    "a chunk that is too short",
    lines(
      "POST /api/tasks HTTP/1.1",
      "Host: a",
      "Authorization: Bearer TOKEN",
      "Content-Type: application/json",
      "Transfer-Encoding: chunked",
      "",
      "ff",
      "{}",
      "0",
      "",
      "",
    ),
  ],
  [
    "a chunk's size of 2^64",
    lines(
      "POST /api/tasks HTTP/1.1",
      "Host: a",
      "Transfer-Encoding: chunked",
      "",
      "ffffffffffffffffff",
      "{}",
      "0",
      "",
      "",
    ),
  ],
  [
    "chunks that never end",
    lines(
      "POST /api/tasks HTTP/1.1",
      "Host: a",
      "Authorization: Bearer TOKEN",
      "Content-Type: application/json",
      "Transfer-Encoding: chunked",
      "",
      "1",
      "{",
      "",
    ),
  ],
  [
    "more chunks than are allowed",
    lines(
      "POST /api/tasks HTTP/1.1",
      "Host: a",
      "Authorization: Bearer TOKEN",
      "Content-Type: application/json",
      "Connection: close",
      "Transfer-Encoding: chunked",
      "",
      "180000",
      "x".repeat(0x180000),
      "0",
      "",
      "",
    ),
  ],
  [
    "a request behind one that is wrong",
    `${lines("POST /api/tasks HTTP/1.1", "Host: a", "Authorization: Bearer TOKEN", "Content-Type: application/json", "Content-Length: 1", "", "{")}${lines("GET /api/nothing HTTP/1.1", "Host: a", "Connection: close", "", "")}`,
  ],
  [
    "twenty at once, of nobody",
    `${lines("GET /api/tasks HTTP/1.1", "Host: a", "", "").repeat(19)}${lines("GET /api/tasks HTTP/1.1", "Host: a", "Connection: close", "", "")}`,
  ],
  [
    "an upgrade to what is not served",
    lines(
      "GET /api/nothing HTTP/1.1",
      "Host: a",
      "Connection: upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Key: AAAA",
      "",
      "",
    ),
  ],
  [
    "an expectation that nobody meets",
    lines(
      "POST /api/tasks HTTP/1.1",
      "Host: a",
      "Expect: the-impossible",
      "Content-Length: 2",
      "Connection: close",
      "",
      "{}",
    ),
  ],
  [
    "forwarded by whom nobody trusts",
    lines(
      "GET /api/nothing HTTP/1.1",
      "Host: a",
      "X-Forwarded-For: ' or 1=1, 10.0.0.1, ::::",
      'Forwarded: for="',
      "Connection: close",
      "",
      "",
    ),
  ],
  [
    "a request id with a line break in it",
    lines("GET /api/nothing HTTP/1.1", "Host: a", "X-Request-Id: a\\r\\nX: b", "Connection: close", "", ""),
  ],
];
