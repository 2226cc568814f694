import { ownerClient } from "@typedo/db/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { signUp } from "../e2e/person.js";
import { startTypedo } from "../e2e/typedo-process.js";
import { openFaultProxy } from "./fault-proxy.js";
import { makeFolder, postmasterOf, socketOf, useCluster, useStandby } from "./own-cluster.js";
import { SOON, through } from "./rig.js";
import { expectOnlyUnavailable, expectStoredOnce, warm } from "./writers.js";

// It looks at what Linux tells of a process.
test.skipIf(process.platform !== "linux")(
  "the database is killed and its standby takes over: reads go on, writes are 503 until it is promoted, nothing is lost",
  { timeout: 180_000 },
  async () => {
    const primary = await useCluster(makeFolder());
    const standby = await useStandby(primary);
    const way = { path: socketOf(primary) };
    const proxy = await openFaultProxy(way);
    onTestFinished(() => proxy.close());
    const server = await startTypedo("nowhere", through(primary.database, proxy.port));
    onTestFinished(async () => {
      await server.stop("SIGKILL");
    });
    const people = [await signUp(server.url, "ada"), await signUp(server.url, "bob")];
    const writers = await warm({ server, people });

    way.path = socketOf(standby);
    process.kill(postmasterOf(primary), "SIGKILL");
    proxy.cut();
    const ask = async (method: string, body?: object) => (await people[0]?.call(method, "/api/tasks", body))?.status;
    await vi.waitFor(async () => {
      expect(await ask("GET")).toBe(200);
      expect(await ask("POST", { title: "Not now" })).toBe(503);
    }, SOON);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const owner = ownerClient(standby.database);
    expect(await owner`select pg_is_in_recovery() as standing_by`).toMatchObject([{ standing_by: true }]);

    const before = writers.acknowledged.length;
    await owner`select pg_promote()`;
    await vi.waitFor(() => expect(writers.acknowledged.length).toBeGreaterThan(before + 50), SOON);
    await writers.stop();
    expectOnlyUnavailable(writers);
    await expectStoredOnce({ owner }, writers);
  },
);
