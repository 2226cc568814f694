import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { expect, vi } from "vitest";
import type { Person } from "../e2e/person.js";
import { type Rig, SOON } from "./rig.js";

/** Milliseconds that a request may take, all in all. */
const PATIENCE = 15_000;

/** Milliseconds until a writer gives up a task that the server never acknowledged. */
const PERSISTENCE = 60_000;

/** Milliseconds that a token is used: it is good for 15 minutes. */
const TOKEN_AGE = 10 * 60_000;

interface Written {
  readonly userId: string;
  readonly title: string;
}

/** People who create tasks as fast as they can, each under a key, and ask again until they are told that it is there. */
export interface Writers {
  readonly acknowledged: readonly Written[];
  /** What they stopped asking for: it may be there, or not. */
  readonly givenUp: readonly Written[];
  /** How often each status was answered; 0 where there was no answer. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Lets each finish what it has begun. */
  stop(): Promise<void>;
}

async function untilGiven(person: Person): Promise<string> {
  for (;;) {
    try {
      return await person.newToken();
    } catch {
      await pause(100);
    }
  }
}

/** `rest`: milliseconds between two tasks of one writer. */
export function startWriters(urlOf: () => string, people: readonly Person[], writers = 16, rest = 0): Writers {
  const acknowledged: Written[] = [];
  const givenUp: Written[] = [];
  const statuses = new Map<number, number>();
  const foreign: string[] = [];
  let stopping = false;

  const ask = async (path: string, init: RequestInit) => {
    try {
      const answer = await fetch(urlOf() + path, { ...init, signal: AbortSignal.timeout(PATIENCE) });
      const body: unknown = await answer.json();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      return { status: answer.status, body };
    } catch {
      statuses.set(0, (statuses.get(0) ?? 0) + 1);
      return { status: 0, body: undefined };
    }
  };

  const started = performance.now();
  const tokens = new Map(people.map((person) => [person, { token: Promise.resolve(person.token), since: started }]));
  const tokenOf = async (person: Person): Promise<string> => {
    const known = tokens.get(person);
    if (known && performance.now() - known.since < TOKEN_AGE) return known.token;
    // One of a person's writers asks for all of them, until there is one.
    const token = untilGiven(person);
    tokens.set(person, { token, since: performance.now() });
    return token;
  };

  const write = async (person: Person) => {
    const { userId } = person;
    const token = await tokenOf(person);
    const title = `${userId} ${randomUUID()}`;
    const init = {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
      },
      body: JSON.stringify({ title }),
    };
    const begun = performance.now();
    while (performance.now() - begun < PERSISTENCE) {
      const { status } = await ask("/api/tasks", init);
      if (status === 201) {
        acknowledged.push({ userId, title });
        return;
      }
      await pause(20 + Math.random() * 80);
    }
    givenUp.push({ userId, title });
  };

  const read = async (person: Person) => {
    const { userId } = person;
    const token = await tokenOf(person);
    const { status, body } = await ask("/api/tasks?limit=20", { headers: { authorization: `Bearer ${token}` } });
    if (status !== 200) return;
    const titles = JSON.stringify(body).match(/"title":"[^"]*"/g) ?? [];
    foreign.push(...titles.filter((title) => !title.startsWith(`"title":"${userId} `)));
  };

  const running = Array.from({ length: writers }, async (_, index) => {
    const person = people[index % people.length];
    if (!person) throw new Error("Nobody writes");
    while (!stopping) {
      await write(person);
      if (index % 4 === 0) await read(person);
      if (rest > 0) await pause(rest);
    }
  });
  return {
    acknowledged,
    givenUp,
    statuses,
    async stop() {
      stopping = true;
      await Promise.all(running);
      expect(foreign).toEqual([]);
    },
  };
}

/**
 * The oracle: what was acknowledged is there, once, and belongs to who wrote it; and nothing is there that nobody was
 * told of, but for what was no longer asked for.
 */
export async function expectStoredOnce(
  { owner }: Pick<Rig, "owner">,
  { acknowledged, givenUp = [] }: Pick<Writers, "acknowledged"> & Partial<Pick<Writers, "givenUp">>,
): Promise<void> {
  const rows = await owner<Written[]>`select user_id as "userId", title from app.tasks`;
  const nameOf = ({ userId, title }: Written) => `${userId}: ${title}`;
  const [stored, told] = [new Set(rows.map(nameOf)), new Set(acknowledged.map(nameOf))];
  const unknown = new Set(givenUp.map(nameOf));
  // Of an hour there are many: these are quick to compare, and say what is wrong.
  expect(rows.length).toBe(stored.size);
  expect([...told].filter((one) => !stored.has(one))).toEqual([]);
  expect([...stored].filter((one) => !told.has(one) && !unknown.has(one))).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(0);
  // Of an hour on a machine with other work, a few.
  expect(givenUp.length / acknowledged.length).toBeLessThan(0.001);
}

/** Only what it did, or that it can't just now: never "it failed" of what may have been stored. */
export function expectOnlyUnavailable({ statuses }: Writers): void {
  expect([...statuses.keys()].filter((status) => ![200, 201, 503].includes(status))).toEqual([]);
}

/** Writers who have begun. */
export async function warm({ server, people }: Pick<Rig, "server" | "people">, writers?: number): Promise<Writers> {
  const started = startWriters(() => server.url, people, writers);
  await vi.waitFor(() => expect(started.acknowledged.length).toBeGreaterThan(20), SOON);
  return started;
}
