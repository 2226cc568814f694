import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { bearer, openRig, type Rig, SOON } from "../faults/rig.js";

let rig: Rig;

beforeAll(async () => {
  rig = await openRig({ LOG_LEVEL: "info" }, ["ada"]);
});

afterAll(() => rig.close());

/** Sends requests ahead on one connection, and hangs up when the first of them is answered: they were read together. */
async function hangUpAfterFirst(...requests: readonly string[]): Promise<void> {
  const socket = connect({ port: Number(new URL(rig.server.url).port), host: "127.0.0.1" });
  socket.write(requests.join(""));
  await once(socket, "data");
  socket.destroy();
}

function write(line: string, body: string, headers: Record<string, string> = {}): string {
  const all = {
    host: new URL(rig.server.url).host,
    "content-type": "application/json",
    "content-length": String(body.length),
    ...headers,
  };
  const fields = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${fields.join("")}\r\n${body}`;
}

const healthz = () => write("GET /healthz", "");
const guess = (number: number) =>
  write("POST /api/auth/sign-in/email", JSON.stringify({ email: "ada@example.com", password: `guess ${number}` }), {
    origin: rig.server.url,
    "x-request-id": `guess-number-${number}`,
  });

interface Line {
  readonly msg: string;
  readonly status?: number;
  readonly address?: string;
  readonly requestId?: string;
}

const linesOf = (requestId: string) =>
  rig.server
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Line => JSON.parse(line))
    .filter((line) => line.requestId === requestId);

test("what is answered to requests sent ahead is told of once each", async () => {
  const socket = connect({ port: Number(new URL(rig.server.url).port), host: "127.0.0.1" });
  const ids = Array.from({ length: 15 }, (_, index) => `sent-ahead-${index}`);
  const asked = ids.map((id) => write("GET /api/tasks", "", { ...bearer(rig), "x-request-id": id }));
  socket.write([...asked, write("GET /healthz", "", { connection: "close" })].join(""));
  socket.resume();
  await once(socket, "close");
  for (const id of ids) {
    await vi.waitFor(() => expect(linesOf(id)).toMatchObject([{ msg: "answered", status: 200 }]), SOON);
  }
});

test("where each change of an account came from is told, at either door, and of no other that went well", async () => {
  const calls = {
    "delete-by-rest": ["POST", "/api/me/delete", { password: "guess" }],
    "keys-by-rest": ["DELETE", `/api/me/keys/${randomUUID()}`, undefined],
    "delete-by-trpc": ["POST", "/api/trpc/me.delete", { json: { password: "guess" } }],
    "batch-of-trpc": ["POST", "/api/trpc/tasks.create,me%2eupdate?batch=1", {}],
    "account-by-rest": ["GET", "/api/me", undefined],
    "tasks-by-rest": ["GET", "/api/tasks", undefined],
    "tasks-by-trpc": ["GET", "/api/trpc/tasks.list?input=%7B%22json%22%3A%7B%7D%7D", undefined],
  } as const;
  for (const [id, [method, path, body]] of Object.entries(calls)) {
    await fetch(rig.server.url + path, {
      method,
      headers: { ...bearer(rig), "x-request-id": id },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
  const told = () =>
    Object.keys(calls).flatMap((id) => linesOf(id).map(({ status, address }) => [id, status, address !== undefined]));
  await vi.waitFor(() => expect(told()).toHaveLength(7), SOON);
  expect(told()).toEqual([
    ["delete-by-rest", 422, true],
    ["keys-by-rest", 404, true],
    ["delete-by-trpc", 422, true],
    ["batch-of-trpc", 422, true],
    ["account-by-rest", 200, false],
    ["tasks-by-rest", 200, false],
    ["tasks-by-trpc", 200, false],
  ]);
});

test("who hangs up before the answer is in the log, with where they came from, and counted", async () => {
  const aborted = {
    msg: "aborted",
    method: "POST",
    route: expect.stringMatching(/^\/api\/auth\/(?:\*|sign-in\/email)$/),
    address: expect.stringMatching(/127\.0\.0\.1$|^::1$/),
  };
  const counted = async () => {
    const text = await (await fetch(`${rig.server.url}/metrics`)).text();
    const samples = text.matchAll(
      /^http_requests_total\{method="POST",route="\/api\/auth\/.*",status="499"\} (\d+)$/gm,
    );
    return [...samples].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  // Nothing is answered that asks the database.
  rig.proxy.set("silence");
  try {
    const alone = fetch(`${rig.server.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: rig.server.url, "x-request-id": "guess-number-1" },
      body: JSON.stringify({ email: "ada@example.com", password: "guess 1" }),
      signal: AbortSignal.timeout(300),
    });
    await expect(alone).rejects.toThrow();
    // Behind another that waits, its answer never has a turn.
    await hangUpAfterFirst(healthz(), write("GET /api/tasks", "", bearer(rig)), guess(2), guess(3));
    for (const number of [1, 2, 3]) {
      await vi.waitFor(() => expect(linesOf(`guess-number-${number}`)).toMatchObject([aborted]), SOON);
    }
    expect(linesOf("guess-number-1")[0]).not.toHaveProperty("status");
    expect(await counted()).toBe(3);
  } finally {
    rig.proxy.cut();
    rig.proxy.set("none");
  }
});
