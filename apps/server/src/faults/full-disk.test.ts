import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownerClient } from "@typedo/db/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { accountOf, makeFolder, type OwnCluster, postmasterOf, useCluster, writeTo } from "./own-cluster.js";
import { SOON } from "./rig.js";
import { expectOnlyUnavailable, expectStoredOnce, type Writers } from "./writers.js";

const MEGABYTE = 1024 * 1024;

/** A disk of its own, of memory, where this may mount one. */
const mayMount = canMount();
if (!mayMount) process.stderr.write("The test of a full disk is SKIPPED: it takes the right to mount one\n");

/** A disk of so many megabytes, as a folder. */
function mountDisk(megabytes: number): string {
  const disk = join(makeFolder(), "disk");
  mkdirSync(disk);
  const options = ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", disk];
  expect(spawnSync("mount", options).status).toBe(0);
  onTestFinished(() => void spawnSync("umount", ["-l", disk]));
  return disk;
}

/** Leaves a megabyte. Gives what makes room again. */
function fill(disk: string): () => void {
  const ballast = join(disk, "ballast");
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, new Uint8Array(bavail * bsize - MEGABYTE));
  return () => rmSync(ballast);
}

function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  // In a namespace of its own, so that nothing of it stays.
  return spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;
}

/** Moves a cluster's database, but not its log, to another disk. */
async function moveTo(disk: string, cluster: OwnCluster): Promise<void> {
  const { uid, gid } = accountOf(cluster);
  const folder = join(disk, "tablespace");
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, uid, gid);
  const owner = ownerClient(cluster.database);
  await owner.unsafe(`create tablespace small location '${folder}'`);
  const elsewhere = new URL(cluster.database.owner.url);
  const name = elsewhere.pathname.slice(1);
  elsewhere.pathname = "/postgres";
  const maintainer = ownerClient({ ...cluster.database, owner: { ...cluster.database.owner, url: elsewhere.href } });
  await owner`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = ${name}`;
  await owner.end();
  await maintainer.unsafe(`alter database ${name} set tablespace small`);
  await maintainer.end();
}

async function goesOn(cluster: OwnCluster, writers: Writers): Promise<void> {
  const before = writers.acknowledged.length;
  await vi.waitFor(() => expect(writers.acknowledged.length).toBeGreaterThan(before + 50), SOON);
  await writers.stop();
  expectOnlyUnavailable(writers);
  const owner = ownerClient({ ...cluster.database });
  onTestFinished(async () => owner.end({ timeout: 0 }));
  await expectStoredOnce({ owner }, writers);
}

const untilRefused = async ({ statuses }: Writers) =>
  vi.waitFor(() => expect(statuses.get(503)).toBeGreaterThan(50), { ...SOON, timeout: 60_000 });

test.skipIf(!mayMount)(
  "the disk is full: reads go on, writes are 503, and go on when there is room; what was acknowledged is there",
  { timeout: 180_000 },
  async () => {
    const cluster = await useCluster(makeFolder());
    const disk = mountDisk(64);
    await moveTo(disk, cluster);
    const makeRoom = fill(disk);
    const { server, people, writers } = await writeTo(cluster);
    await untilRefused(writers);
    expect(server.output()).toContain("No space left on device");
    expect((await people[0]?.call("GET", "/api/tasks"))?.status).toBe(200);
    for (const path of ["/healthz", "/readyz"]) expect((await fetch(server.url + path)).status).toBe(200);
    makeRoom();
    await goesOn(cluster, writers);
  },
);

test.skipIf(!mayMount)(
  "the disk of the database's log is full: it ends, writes are 503; started again when there is room, it has lost nothing",
  { timeout: 180_000 },
  async () => {
    const disk = mountDisk(160);
    const cluster = await useCluster(join(disk, "database"));
    const { server, writers } = await writeTo(cluster);
    const makeRoom = fill(disk);
    // Needs another file of its log, and PostgreSQL ends where it can't have one: nobody is told of a commit that is not there.
    await ownerClient(cluster.database)`select pg_switch_wal()`.catch(() => {});
    await untilRefused(writers);
    await vi.waitFor(() => expect(() => postmasterOf(cluster)).toThrow("postmaster.pid"), SOON);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    makeRoom();
    await goesOn(await useCluster(cluster.home), writers);
  },
);
