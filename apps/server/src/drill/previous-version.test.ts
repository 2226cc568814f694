import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { signUp } from "../e2e/person.js";
import { freePort, startTypedo } from "../e2e/typedo-process.js";
import { openFaultProxy } from "../faults/fault-proxy.js";
import { addressOf, through } from "../faults/rig.js";
import { expectOnlyUnavailable, expectStoredOnce, startWriters } from "../faults/writers.js";
import { asksForPreviousVersion } from "./env.js";
import { makeEveryCall } from "./every-call.js";
import { buildVersion, findPreviousVersion } from "./previous-version.js";

// The code of before the newest migration, against a database that has it: `PREVIOUS_VERSION=1 vitest run
// src/drill/previous-version.test.ts` in `apps/server`, after `pnpm build`. It takes half a minute to build that version,
// and a clone that has it.

describe.skipIf(!asksForPreviousVersion)("the version before the newest migration", () => {
  const opened: (() => unknown)[] = [];
  let database: TestDatabase;
  let origin: string;
  let [older, newer] = ["", ""];

  beforeAll(async () => {
    const version = await buildVersion(await findPreviousVersion());
    opened.push(() => version.remove());
    database = await createTestDatabase();
    opened.push(() => database.close());
    const proxy = await openFaultProxy(addressOf(database));
    opened.push(() => proxy.close());
    origin = `http://localhost:${await freePort()}`;
    const environment = { ...through(database, proxy.port), BETTER_AUTH_URL: origin };
    const serve = async (program?: string) => {
      const server = await startTypedo("nowhere", environment, program);
      opened.push(() => server.stop());
      return server.url;
    };
    older = await serve(version.main);
    newer = await serve();
  }, 600_000);

  afterAll(async () => {
    for (const close of opened.toReversed()) await close();
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
