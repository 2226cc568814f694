import { mintAccessToken } from "@typedo/auth";
import { readFile } from "node:fs/promises";
import { type Person, signUp } from "../../e2e/person.js";
import { newDataDirectory, startTypedo } from "../../e2e/typedo-process.js";
import type { OpenApi, Operation } from "./open-api.js";
import { type Answer, parseBody, send, type Wire } from "./wire.js";

export const SCOPES = ["tasks:read", "tasks:write", "account"] as const;

/** Ids of tasks, by what they are whenever a request is sent that names them. */
export const IDS = {
  existing: "e0000000-0000-4000-8000-000000000001",
  parent: "e0000000-0000-4000-8000-000000000002",
  trashed: "70000000-0000-4000-8000-000000000001",
  deleted: "d0000000-0000-4000-8000-000000000001",
  foreign: "f0000000-0000-4000-8000-000000000001",
  absent: "a0000000-0000-4000-8000-000000000001",
} as const;

/** In the place of a key's id, which the server chooses. */
export const A_KEY = "an-existing-key";
/** In the place of the password of someone whose account may be deleted. */
export const A_PASSWORD = "the-right-password";

const SENTINEL = "50000000-0000-4000-8000-000000000001";

interface Tally {
  readonly changes: number;
  readonly keys?: readonly string[];
  readonly me?: string;
}

interface Disposable {
  readonly token: string;
  readonly password: string;
}

/** A running server, and people who call it. */
export interface World {
  readonly url: string;
  readonly secret: string;
  readonly document: OpenApi;
  /** Whose requests are tried. */
  readonly ada: Person;
  /** Calls as Ada, unless a token is given. */
  call(wire: Wire, token?: string): Promise<Answer>;
  /** A token of Ada's with these scopes alone. */
  tokenWith(scopes: readonly string[]): Promise<string>;
  /** Someone whose account may be deleted. */
  disposable(): Promise<Disposable>;
  /** Brings the things that a request names to what their ids say, and puts in the ids that the server chose. */
  prepare(wire: Wire): Promise<Wire>;
  /** What an operation could change: the user's change number, settings and keys. The same twice: it changed nothing. */
  tally(operation: Pick<Operation, "scope">): Promise<Tally>;
  output(): string;
  stop(): Promise<void>;
}

export async function openWorld(environment: Record<string, string> = {}): Promise<World> {
  const data = await newDataDirectory();
  const typedo = await startTypedo(data.path, { LOG_LEVEL: "warn", ...environment });
  const { url } = typedo;
  const secret = (await readFile(`${data.path}/secret`, "utf8")).trim();
  const [ada, bob] = [await signUp(url, "tester"), await signUp(url, "other")];
  const tokens = new Map<string, Promise<string>>();
  const tokenWith = async (scopes: readonly string[], userId = ada.userId) => {
    const name = `${userId} ${scopes.join(" ")}`;
    const made =
      tokens.get(name) ??
      mintAccessToken({ secret, baseUrl: url, userId, scopes: SCOPES.filter((scope) => scopes.includes(scope)) }).then(
        ({ token }) => token,
      );
    tokens.set(name, made);
    return made;
  };
  const call = async (wire: Wire, token?: string) => send(url, wire, token ?? (await tokenWith(SCOPES)));
  const callJson = async (method: string, target: string, body?: object, token?: string) =>
    call(
      {
        method,
        target,
        headers: body ? { "content-type": "application/json" } : {},
        ...(body && { body: JSON.stringify(body) }),
      },
      token,
    );

  const put = async (id: string, token?: string) => {
    const body = { title: "As it was", dueDate: "2026-11-25" };
    const answer = await callJson("PUT", `/api/tasks/${id}`, body, token);
    if (answer.status === 404) {
      await callJson("POST", `/api/tasks/${id}/restore`, undefined, token);
      await callJson("PUT", `/api/tasks/${id}`, body, token);
    }
  };
  const bring: Record<string, () => Promise<unknown>> = {
    [IDS.existing]: () => put(IDS.existing),
    [IDS.parent]: () => put(IDS.parent),
    async [IDS.trashed]() {
      await put(IDS.trashed);
      await callJson("DELETE", `/api/tasks/${IDS.trashed}`);
    },
    async [IDS.deleted]() {
      await put(IDS.deleted);
      await callJson("DELETE", `/api/tasks/${IDS.deleted}?permanent=true`);
    },
    // What a request made of it is Ada's own, and is taken away.
    async [IDS.foreign]() {
      await callJson("DELETE", `/api/tasks/${IDS.foreign}?permanent=true`);
      await put(IDS.foreign, await tokenWith(SCOPES, bob.userId));
    },
    [IDS.absent]: () => callJson("DELETE", `/api/tasks/${IDS.absent}?permanent=true`),
  };
  const newKey = async () => {
    const { items } = readKeys(await callJson("GET", "/api/me/keys"));
    for (const { id } of items.slice(0, Math.max(0, items.length - 40))) await callJson("DELETE", `/api/me/keys/${id}`);
    const made = parseBody(await callJson("POST", "/api/me/keys", { name: "To be revoked" }));
    return typeof made === "object" && made !== null && "id" in made ? String(made.id) : "none";
  };

  await callJson("PUT", `/api/tasks/${SENTINEL}`, { title: "Not touched yet" });
  let people = 0;
  let touches = 0;
  return {
    url,
    secret,
    document: readDocument(await send(url, { method: "GET", target: "/api/openapi.json", headers: {} })),
    ada,
    call,
    tokenWith,
    async disposable() {
      people += 1;
      const name = `disposable${people}`;
      return { token: (await signUp(url, name)).token, password: `${name}-password` };
    },
    async prepare(wire) {
      const text = `${wire.target} ${wire.body?.toString().slice(0, 100_000) ?? ""}`.toLowerCase();
      for (const [id, become] of Object.entries(bring)) if (text.includes(id)) await become();
      return wire.target.includes(A_KEY) ? { ...wire, target: wire.target.replace(A_KEY, await newKey()) } : wire;
    },
    async tally(operation) {
      touches += 1;
      const touched = await callJson("PATCH", `/api/tasks/${SENTINEL}`, { title: `Touched ${touches}` });
      const { seq }: { seq: string } = JSON.parse(touched.text);
      const changes = Number(seq) - touches;
      if (operation.scope !== "account") return { changes };
      const { items } = readKeys(await callJson("GET", "/api/me/keys"));
      // When a key was used last is nothing that the request changes.
      return { changes, keys: items.map(({ id }) => id), me: (await callJson("GET", "/api/me")).text };
    },
    output: () => typedo.output(),
    async stop() {
      await typedo.stop();
      await data.remove();
    },
  };
}

function readDocument({ text }: Answer): OpenApi {
  return JSON.parse(text);
}

function readKeys({ text }: Answer): { items: { id: string }[] } {
  return JSON.parse(text);
}
