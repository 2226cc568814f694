import { randomUUID } from "node:crypto";
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

test.skipIf(process.platform !== "linux")(
  "what a retry is told is stored is on the standby too, though the first COMMIT was ended while it waited for that",
  { timeout: 180_000 },
  async () => {
    const primary = await useCluster(makeFolder());
    const standby = await useStandby(primary);
    const { people, server, writers } = await writeTo(primary);
    await writers.stop();
    const [here, there] = [ownerClient(primary.database), ownerClient(standby.database)];
    const [row] = await there`select current_setting('primary_conninfo') as address`;
    const follow = async (address: string, followers: number) => {
      await there.unsafe(`alter system set primary_conninfo = '${address}'`);
      await there.unsafe("select pg_reload_conf()");
      await vi.waitFor(async () => expect(await here`select from pg_stat_replication`).toHaveLength(followers), SOON);
    };
    const [key, title] = [randomUUID(), "Precious"];
    const ask = async () => {
      const headers = {
        authorization: `Bearer ${people[0]?.token}`,
        "content-type": "application/json",
        "idempotency-key": key,
      };
      const answer = await fetch(`${server.url}/api/tasks`, {
        method: "POST",
        headers,
        body: JSON.stringify({ title }),
      });
      return answer.status;
    };

    await follow("", 0);
    expect(await ask()).toBe(503);
    const ended = await here`select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`;
    expect(ended).toHaveLength(1);
    await vi.waitFor(
      async () => expect(await here`select from app.tasks where title = ${title}`).toHaveLength(1),
      SOON,
    );
    expect(await ask()).toBe(503);
    expect(await there`select from app.tasks where title = ${title}`).toHaveLength(0);

    await follow(String(row?.["address"]), 1);
    await vi.waitFor(async () => expect(await ask()).toBe(201), SOON);
    await vi.waitFor(
      async () => expect(await there`select from app.tasks where title = ${title}`).toHaveLength(1),
      SOON,
    );
  },
);
