import { isRecord } from "./is-record.js";
import type { Draft } from "./draft.js";
import type { Operation } from "./open-api.js";
import { type Answer, type Exchange, fail, parseBody, type Wire } from "./wire.js";
import type { World } from "./world.js";

const get = (target: string): Wire => ({ method: "GET", target, headers: {} });

/** What must be so after a request was done: what it made is there, what it deleted is gone, what it wrote is kept. */
export async function followUp(
  world: World,
  operations: readonly Operation[],
  { operation, draft, exchange, token }: { operation: Operation; draft: Draft; exchange: Exchange; token: string },
): Promise<void> {
  const { wire, answer } = exchange;
  const path = wire.target.split("?", 1)[0] ?? "";
  const isServed = (target: string) => operations.some((one) => one.method === "GET" && matches(one.path, target));
  const call = async (request: Wire) => world.call(request, token);

  const { location, link } = answer.headers;
  if (location !== undefined) await leadsTo(location, answer, isServed(location), call, exchange);
  if (link !== undefined) {
    const [, next = ""] = /^<([^>]+)>; rel="next"$/.exec(link) ?? [];
    if ((await call(get(next))).status !== 200) fail(exchange, "The link leads nowhere");
  }
  if (operation.method === "GET") {
    const head = await call({ ...wire, method: "HEAD" });
    if (head.status !== answer.status || head.text !== "" || head.headers["etag"] !== answer.headers["etag"]) {
      fail(exchange, "HEAD is answered otherwise");
    }
    return;
  }
  // Whose account is gone, to him nothing is answered.
  if (draft.headers["Idempotency-Key"] !== undefined && operation.id !== "me-delete") {
    const again = await call(wire);
    const isReplay = again.headers["idempotency-replayed"] === "true";
    if (!isReplay || again.status !== answer.status || again.text !== answer.text) {
      fail({ wire, answer: again }, "The same call with the same key is not answered alike");
    }
  }
  if (operation.method === "DELETE" && isServed(path)) await isGone(path, draft, call, exchange);
  else if (answer.text !== "" && isServed(path) && operation.method !== "POST")
    await isKept(path, answer, call, exchange);
  if (operation.id === "me-delete" && (await call(get("/api/me"))).status !== 401)
    fail(exchange, "The account is there");
  checkKeptText(draft, exchange);
}

function matches(template: string, target: string): boolean {
  const parts = template.split("/");
  const given = target.split("?", 1)[0]?.split("/") ?? [];
  return given.length === parts.length && parts.every((part, index) => part.startsWith("{") || part === given[index]);
}

type Call = (wire: Wire) => Promise<Answer>;

async function leadsTo(location: string, answer: Answer, isServed: boolean, call: Call, exchange: Exchange) {
  if (isServed) {
    const found = await call(get(location));
    if (found.status !== 200 || found.text !== answer.text) fail(exchange, "The location does not lead to the thing");
    return;
  }
  const list = await call(get(location.slice(0, location.lastIndexOf("/"))));
  if (!idsOf(list).includes(location.slice(location.lastIndexOf("/") + 1))) fail(exchange, "It is not in the list");
}

async function isKept(path: string, answer: Answer, call: Call, exchange: Exchange) {
  const found = await call(get(path));
  if (found.status !== 200 || found.text !== answer.text)
    fail(exchange, `What is there is another thing: ${found.text}`);
  if (found.headers["etag"] !== answer.headers["etag"]) fail(exchange, "It has another ETag");
}

async function isGone(path: string, { query }: Draft, call: Call, exchange: Exchange) {
  const found = await call(get(path));
  if (found.status !== 404) fail({ ...exchange, answer: found }, "What was deleted is there");
  const parent = path.slice(0, path.lastIndexOf("/"));
  const id = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const [listed, trashed] = [
    await call(get(`${parent}?sort=-updatedAt&limit=100`)),
    await call(get(`${parent}?sort=-updatedAt&limit=100&trashed=true`)),
  ];
  if (idsOf(listed).includes(id)) fail(exchange, "What was deleted is in the list");
  const isInTrash = idsOf(trashed).includes(id);
  if (isInTrash === (query["permanent"] === true))
    fail(exchange, "The trash has what it must not have, or has not what it must");
}

function idsOf(answer: Answer): unknown[] {
  const body = parseBody(answer);
  const items = isRecord(body) && Array.isArray(body["items"]) ? body["items"] : [];
  return items.map((item: unknown) => (isRecord(item) ? item["id"] : undefined));
}

/** Texts come back as they were sent, to the last code unit; but for white space around them, and the case of ids. */
function checkKeptText({ body }: Draft, exchange: Exchange): void {
  if (exchange.answer.text === "" || !isRecord(body)) return;
  const answered = parseBody(exchange.answer);
  if (!isRecord(answered)) return;
  for (const field of [
    "title",
    "notes",
    "name",
    "dueDate",
    "dueTime",
    "timeZone",
    "priority",
    "position",
    "parentId",
  ]) {
    const [sent, kept] = [body[field], answered[field]];
    const isSame =
      sent === kept || (typeof sent === "string" && [sent.trim(), sent.toLowerCase()].includes(String(kept)));
    if (sent !== undefined && !isSame) fail(exchange, `${field} was not kept as it was sent`);
  }
}
