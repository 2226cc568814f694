import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { freePort } from "./machine/free-port.js";
import { newId } from "./new-id.js";
import { probeReads, WrongAnswerError } from "./probe.js";

const instant = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, "0")}:00.000Z`;

const makeTask = (userId: string, minute: number) => ({
  id: newId(),
  title: "Plants",
  notes: null,
  completed: false,
  priority: "none",
  dueDate: null,
  dueTime: null,
  timeZone: null,
  labels: [],
  parentId: null,
  position: "a0",
  userId,
  completedAt: null,
  dueAt: null,
  createdAt: instant(minute),
  updatedAt: instant(minute),
  deletedAt: null,
  version: 1,
  seq: "1",
});

const ofAda = Array.from({ length: 25 }, (_, index) => makeTask("ada", 50 - index));
const ofBob = Array.from({ length: 25 }, (_, index) => makeTask("bob", 50 - index));
const target = (userId: string, own: readonly { id: string }[]) => ({
  userId,
  token: `${userId}-token`,
  taskIds: own.map(({ id }) => id),
});

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What was asked for: one task, or without an id a page; with a good token, or not. */
interface Asked {
  readonly id: string | undefined;
  readonly known: boolean;
}

function rightAnswer({ id, known }: Asked): Answer {
  if (!known) return { status: 401, body: {} };
  if (id === undefined) return { status: 200, body: { items: ofAda.slice(0, 20), nextCursor: "more" } };
  const found = ofAda.find((task) => task.id === id);
  return found ? { status: 200, body: found } : { status: 404, body: {} };
}

/** Probes a server that answers Ada from memory: rightly, unless `fault` has another answer. */
async function probe(fault: (asked: Asked) => Answer | undefined): Promise<unknown> {
  const port = await freePort();
  server = createServer((request, response) => {
    const id = /^\/api\/tasks\/(.+)$/.exec(request.url ?? "")?.[1];
    const asked = { id, known: request.headers.authorization === "Bearer ada-token" };
    const { status, body } = fault(asked) ?? rightAnswer(asked);
    response.writeHead(status).end(JSON.stringify(body));
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return probeReads(`http://127.0.0.1:${port}`, target("ada", ofAda), target("bob", ofBob));
}

const page = (items: readonly unknown[], nextCursor: string | null = "more") => ({
  status: 200,
  body: { items, nextCursor },
});
const listing = (answer: Answer) => (asked: Asked) => (asked.known && asked.id === undefined ? answer : undefined);
const getting = (answer: (task: (typeof ofAda)[number]) => Answer) => (asked: Asked) => {
  const found = [...ofAda, ...ofBob].find(({ id }) => id === asked.id);
  return found && answer(found);
};

test("right answers pass", async () => {
  await expect(probe(() => undefined)).resolves.toEqual(ofAda.slice(0, 20));
});

const [newest = makeTask("ada", 50), ...others] = ofAda.slice(0, 20);

test.each([
  ["lists another user's task", listing(page([...ofAda.slice(0, 19), ofBob[19]]))],
  ["lists the oldest first", listing(page(ofAda.slice(0, 20).toReversed()))],
  ["lists too few", listing(page(ofAda.slice(0, 19)))],
  ["says that there is no more", listing(page(ofAda.slice(0, 20), null))],
  ["leaves out a field", listing(page([{ ...newest, notes: undefined }, ...others]))],
  ["adds a field", listing(page([{ ...newest, state: 0 }, ...others]))],
  ["writes an instant otherwise", listing(page([{ ...newest, createdAt: "2026-01-01 00:50:00+00" }, ...others]))],
  ["gets a task otherwise than it lists it", getting((task) => ({ status: 200, body: { ...task, title: "Stones" } }))],
  ["gets another user's task", getting((task) => ({ status: 200, body: task }))],
  ["lets in who has no good token", (asked: Asked) => rightAnswer({ ...asked, known: true })],
  ["fails", listing({ status: 500, body: {} })],
])("a server that %s does not", async (_what, fault) => {
  await expect(probe(fault)).rejects.toThrow(WrongAnswerError);
});
