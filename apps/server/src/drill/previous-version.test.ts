import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { signUp } from "../e2e/person.js";
import { freePort, startTypedo, type TypedoProcess } from "../e2e/typedo-process.js";
import { type FaultProxy, openFaultProxy } from "../faults/fault-proxy.js";
import { addressOf, through } from "../faults/rig.js";
import { expectOnlyUnavailable, expectStoredOnce, startWriters } from "../faults/writers.js";
import { asksForPreviousVersion } from "./env.js";
import { makeEveryCall } from "./every-call.js";
import { buildVersion, findPreviousVersion } from "./previous-version.js";

// The code of before the newest migration, against a database that has it: `PREVIOUS_VERSION=1 vitest run
// src/drill/previous-version.test.ts` in `apps/server`, after `pnpm build`. It takes half a minute to build that version.

const previous = asksForPreviousVersion ? await findPreviousVersion() : undefined;
if (asksForPreviousVersion && previous === undefined) {
  process.stderr.write("Skipped: the history that holds the version before is not here\n");
}

describe.skipIf(previous === undefined)("the version before the newest migration", () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  let origin: string;
  let version: Awaited<ReturnType<typeof buildVersion>>;
  let servers: readonly TypedoProcess[];
  let [older, newer] = ["", ""];

  beforeAll(async () => {
    version = await buildVersion(previous ?? "");
    database = await createTestDatabase();
    proxy = await openFaultProxy(addressOf(database));
    origin = `http://localhost:${await freePort()}`;
    const environment = { ...through(database, proxy.port), BETTER_AUTH_URL: origin };
    servers = await Promise.all([
      startTypedo("nowhere", environment, version.main),
      startTypedo("nowhere", environment),
    ]);
    [older = "", newer = ""] = servers.map(({ url }) => url);
  }, 600_000);

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await proxy.close();
    await database.close();
    version.remove();
  });

  test("does all that it does on a database that this version has migrated", async () => {
    await makeEveryCall(older, "older", origin);
    // The control: what is called is this version's too.
    await makeEveryCall(newer, "newer", origin);
  });

  test("and this one write at once, and each write is there once, whichever took it", async () => {
    const people = [await signUp(older, "ada", origin), await signUp(newer, "bob", origin)];
    let turn = 0;
    const writers = startWriters(() => ((turn += 1) % 2 === 0 ? older : newer), people, 8);
    await vi.waitFor(() => expect(writers.acknowledged.length).toBeGreaterThan(400), { timeout: 60_000 });
    await writers.stop();
    expectOnlyUnavailable(writers);
    await expectStoredOnce({ owner: ownerClient(database) }, writers);
  });
});
