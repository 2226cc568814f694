import { join } from "node:path";
import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { expect, onTestFinished, vi } from "vitest";
import { type Person, signUp } from "../e2e/person.js";
import { startTypedo, type TypedoProcess } from "../e2e/typedo-process.js";
import { type FaultProxy, openFaultProxy } from "./fault-proxy.js";

export const SECRET = "a secret of the tests, of more than 32 bytes";

/** A server of its own process, whose every word to the database goes through a proxy that can break. */
export interface Rig {
  readonly server: TypedoProcess;
  readonly proxy: FaultProxy;
  readonly people: readonly Person[];
  /** Past the proxy, and past every policy. */
  readonly owner: ReturnType<typeof ownerClient>;
  /** Seconds that a call took, with its answer's status; 0 where there was none. */
  time(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly seconds: number }>;
  close(): Promise<void>;
}

export async function openRig(environment: Record<string, string> = {}, names = ["ada", "bob"]): Promise<Rig> {
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of opened.splice(0).toReversed()) await one();
  };
  try {
    const database = await createTestDatabase();
    opened.push(() => database.close());
    const proxy = await openFaultProxy(addressOf(database));
    opened.push(() => proxy.close());
    const server = await startTypedo("nowhere", { ...through(database, proxy.port), ...environment });
    opened.push(() => server.stop("SIGKILL"));
    const people: Person[] = [];
    for (const name of names) people.push(await signUp(server.url, name));
    return {
      server,
      proxy,
      people,
      owner: ownerClient(database),
      time: (path, init) => time(server.url + path, init),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One that is gone again after the test. */
export async function useRig(environment?: Record<string, string>, names?: string[]): Promise<Rig> {
  const rig = await openRig(environment, names);
  onTestFinished(() => rig.close());
  return rig;
}

async function time(url: string, init?: RequestInit) {
  const begun = performance.now();
  const answer = await fetch(url, init).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return { status: answer?.status ?? 0, seconds: (performance.now() - begun) / 1000 };
}

/** The same, at a port of this machine. */
export function at(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return url.href;
}

/** The headers of the first of them. */
export function bearer({ people: [person] }: Rig): Record<string, string> {
  return { authorization: `Bearer ${person?.token}`, "content-type": "application/json" };
}

/** Callers who come together are all told, in the time that a statement may take. */
export async function expectUnavailable(rig: Rig): Promise<void> {
  const asked = Array.from({ length: 20 }, () => rig.time("/api/tasks", { headers: bearer(rig) }));
  for (const { status, seconds } of await Promise.all(asked)) {
    expect(status).toBe(503);
    expect(seconds).toBeLessThan(6);
  }
}

/** Within two seconds. */
export async function expectBack(rig: Rig): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await rig.time("/api/tasks", { headers: bearer(rig) })).toMatchObject({ status: 200 });
      expect(await rig.time("/readyz")).toMatchObject({ status: 200 });
    },
    { timeout: 2000, interval: 50 },
  );
}

export const SOON = { timeout: 20_000, interval: 50 };

/** What a server needs to know of a database that it reaches at another port of this machine. */
export function through(database: TestDatabase, port: number): Record<string, string> {
  return {
    APP_DATABASE_URL: at(database.app.url, port),
    AUTH_DATABASE_URL: at(database.auth.url, port),
    BETTER_AUTH_SECRET: SECRET,
    LOG_LEVEL: "error",
  };
}

/** For commands of the owner. */
export function asOwner({ owner }: TestDatabase, port: number): Record<string, string> {
  return { DATABASE_URL: at(owner.url, port), BETTER_AUTH_SECRET: SECRET };
}

export function addressOf({ app: { url, socketDirectory } }: TestDatabase) {
  const { hostname, port } = new URL(url);
  return socketDirectory === undefined
    ? { host: hostname, port: Number(port || 5432) }
    : { path: join(socketDirectory, `.s.PGSQL.${port || 5432}`) };
}
