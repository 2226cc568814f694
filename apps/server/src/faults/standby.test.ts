import { ownerClient } from "@typedo/db/testing";
import { expect, test, vi } from "vitest";
import { makeFolder, postmasterOf, socketOf, useCluster, useStandby, writeTo } from "./own-cluster.js";
import { SOON } from "./rig.js";
import { expectOnlyUnavailable, expectStoredOnce } from "./writers.js";

// It looks at what Linux tells of a process.
test.skipIf(process.platform !== "linux")(
  "the database is killed and its standby takes over: reads go on, writes are 503 until it is promoted, nothing is lost",
  { timeout: 180_000 },
  async () => {
    const primary = await useCluster(makeFolder());
    const standby = await useStandby(primary);
    const { people, proxy, server, way, writers } = await writeTo(primary);

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
