import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { readSoak } from "./env.js";
import { openRig } from "./rig.js";
import { expectOnlyUnavailable, expectStoredOnce, startWriters } from "./writers.js";

const USERS = 20;
const CONNECTIONS = 200;

const { minutes } = readSoak();

/**
 * Many users at once over few connections to the database, which end at random: what was one user's a moment ago is
 * another's now, and some of it never came to its end. Each reader looks for a row that is not theirs.
 */
test(
  `${CONNECTIONS} connections of ${USERS} users, with backends terminated at random: never a row of another's`,
  { timeout: minutes * 60_000 + 180_000 },
  async () => {
    const names = Array.from({ length: USERS }, (_, index) => `user${index}`);
    const rig = await openRig({ DATABASE_POOL_SIZE: "10" }, names);
    onTestFinished(() => rig.close());
    const writers = startWriters(() => rig.server.url, rig.people, CONNECTIONS);
    const until = performance.now() + minutes * 60_000;
    let ended = 0;
    while (performance.now() < until) {
      const rows = await rig.owner`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and usename = 'typedo_app' order by random() limit 1`;
      ended += rows.length;
      await pause(Math.random() * 400);
    }
    await writers.stop();
    expect(ended).toBeGreaterThan(minutes * 60);
    expect(writers.statuses.get(200)).toBeGreaterThan(100);
    expectOnlyUnavailable(writers);
    await expectStoredOnce(rig, writers);
  },
);
