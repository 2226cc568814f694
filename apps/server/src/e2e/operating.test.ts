import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { expect, onTestFinished, test } from "vitest";
import { openFaultProxy } from "../faults/fault-proxy.js";
import { addressOf, asOwner, SECRET, through } from "../faults/rig.js";
import { signUp } from "./person.js";
import { newDataDirectory, run, startTypedo } from "./typedo-process.js";

async function newFolder() {
  const data = await newDataDirectory();
  onTestFinished(data.remove);
  return data.path;
}

async function runToEnd(program: string, environment: Record<string, string>, args: readonly string[] = []) {
  const command = run(program, environment, args);
  const code = await command.ended;
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}

test("a backup beside the running server, restored elsewhere: whoever was there signs in, and has their tasks", async () => {
  const [from, to] = [await newFolder(), await newFolder()];
  const file = join(from, "..", "all.backup");
  const first = await startTypedo(from);
  onTestFinished(async () => {
    await first.stop();
  });
  const ada = await signUp(first.url, "ada");
  await ada.call("POST", "/api/tasks", { title: "Kept" });

  expect(await runToEnd("backup/backup.js", { DATA_DIR: from }, [file])).toMatchObject({
    code: 0,
    stdout: `${file}\n`,
  });
  // Everybody's tasks and password hashes: for its owner alone.
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await runToEnd("backup/restore.js", { DATA_DIR: to }, [file])).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^\d+ rows restored\n$/),
  });
  expect(await runToEnd("backup/restore.js", { DATA_DIR: to }, [file])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("restore into an empty database. Nothing was changed"),
  });

  // Tokens and the private keys need the secret too.
  const secret = (await readFile(join(from, "secret"), "utf8")).trim();
  const second = await startTypedo(to, { BETTER_AUTH_SECRET: secret });
  onTestFinished(async () => {
    await second.stop();
  });
  const answer = await fetch(`${second.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: second.url },
    body: JSON.stringify({ email: "ada@example.com", password: ada.password }),
  });
  expect(answer.status).toBe(200);
  const cookie = answer.headers.getSetCookie().join("; ");
  const { token }: { token: string } = JSON.parse(
    await (await fetch(`${second.url}/api/auth/access-token`, { headers: { cookie } })).text(),
  );
  const list = await fetch(`${second.url}/api/tasks`, { headers: { authorization: `Bearer ${token}` } });
  expect(JSON.parse(await list.text())).toMatchObject({ items: [{ title: "Kept" }] });
  expect((await fetch(`${second.url}/api/auth/token`, { headers: { cookie } })).status).toBe(200);
});

test("what can't be backed up or restored says what to do", async () => {
  const data = await newFolder();
  for (const [program, args, message] of [
    ["backup/backup.js", ["a", "b"], "usage: pnpm db:backup [file]"],
    ["backup/restore.js", [], "usage: pnpm db:restore <file>"],
    ["backup/restore.js", ["/nowhere/at.all"], "There is no file /nowhere/at.all"],
    ["backup/backup.js", [], "There is nothing to back up: no server was ever started on this database"],
    ["rotate-keys.js", [], "The database has not been migrated yet: start the server, or run pnpm db:migrate"],
    ["migrate.js", [], ""],
    ["backup/backup.js", ["/nowhere/at.all"], "The backup can't be written (ENOENT: "],
    ["backup/backup.js", [dirname(data)], `${dirname(data)} can't be written (Error: EISDIR: `],
  ] as const) {
    const { code, stderr } = await runToEnd(program, { DATA_DIR: data }, args);
    expect(code).toBe(message === "" ? 0 : 1);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  }
});

test("whoever restores is told, in one line, when the server ends the connection in the middle", async () => {
  const [source, target] = [await createTestDatabase(), await createTestDatabase()];
  onTestFinished(async () => {
    await source.close();
    await target.close();
  });
  const file = join(await newFolder(), "..", "one.backup");
  const insert = `insert into auth."user" (id, name, email) values ('ada', 'Ada', 'ada@example.com')`;
  await ownerClient(source).unsafe(insert);
  const environmentOf = async (database: TestDatabase) => {
    const proxy = await openFaultProxy(addressOf(database));
    onTestFinished(() => proxy.close());
    return asOwner(database, proxy.port);
  };
  expect(await runToEnd("backup/backup.js", await environmentOf(source), [file])).toMatchObject({ code: 0 });

  const environment = await environmentOf(target);
  const owner = ownerClient(target);
  const restored = await owner.begin(async (transaction) => {
    // It waits for who has the same user.
    await transaction.unsafe(insert);
    const ending = runToEnd("backup/restore.js", environment, [file]);
    const end = () => owner`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event = 'transactionid'`;
    await expect.poll(end).toHaveLength(1);
    return { ended: await ending };
  });
  expect(restored.ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^The (?:database does not answer|connection to the database was lost).*\n$/),
  });
});

test("backups that the server ends in the middle leave no half of one behind", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const proxy = await openFaultProxy(addressOf(database));
  onTestFinished(() => proxy.close());
  const file = join(await newFolder(), "..", "half.backup");
  const owner = ownerClient(database);
  await owner.begin(async (transaction) => {
    // It waits for who has the table.
    await transaction.unsafe("lock table app.tasks");
    const end = () => owner`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event = 'relation'`;
    // By chance some end where nobody can catch it.
    for (let backup = 0; backup < 5; backup += 1) {
      const ending = runToEnd("backup/backup.js", asOwner(database, proxy.port), [file]);
      await expect.poll(end).toHaveLength(1);
      expect(await ending).toMatchObject({ code: 1 });
    }
  });
  expect((await readdir(dirname(file))).filter((name) => name.startsWith("half"))).toEqual([]);
});

test("of two backups that are made at once under one name, neither spoils the other's", async () => {
  const data = await newFolder();
  expect(await runToEnd("migrate.js", { DATA_DIR: data })).toMatchObject({ code: 0 });
  const file = join(data, "..", "nightly.backup");
  const both = await Promise.all([1, 2].map(() => runToEnd("backup/backup.js", { DATA_DIR: data }, [file])));
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect((await readdir(dirname(file))).filter((name) => name.startsWith("nightly"))).toEqual(["nightly.backup"]);
});

test("the doctor finds what is well, and says what to do of the rest", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const proxy = await openFaultProxy(addressOf(database));
  onTestFinished(() => proxy.close());
  const environment = through(database, proxy.port);
  const well = await runToEnd("doctor/doctor.js", environment);
  expect(well.code).toBe(0);
  expect(well.stdout).toContain("ok    The login bypasses no policy");
  expect(well.stdout).toContain("It can serve\n");
  expect(well.stdout).not.toContain(SECRET);

  const owner = ownerClient(database);
  await owner.unsafe("alter table app.tasks no force row level security");
  const open = await runToEnd("doctor/doctor.js", environment);
  expect(open.code).toBe(1);
  expect(open.stdout).toMatch(/^FAIL {2}Without row-level security: tasks\. Run pnpm db:migrate/m);
  await owner.unsafe("alter table app.tasks force row level security");

  const published = await runToEnd("doctor/doctor.js", { ...environment, BETTER_AUTH_URL: "http://tasks.example.com" });
  expect(published.stdout).toMatch(/^warn {2}http:\/\/tasks\.example\.com is not encrypted/m);

  const alone = await runToEnd("doctor/doctor.js", { ...environment, REDIS_URL: "redis://127.0.0.1:1" });
  expect(alone.stdout).toMatch(/^FAIL {2}REDIS_URL does not keep the limits \(.*\): start Redis there, or correct it/m);
  expect(alone.stdout).toMatch(/^1 to be mended$/m);

  proxy.set("refusal");
  const away = await runToEnd("doctor/doctor.js", environment);
  expect(away.code).toBe(1);
  expect(away.stdout).toContain("FAIL  The database does not answer");
  expect(away.stdout).toMatch(/^[12] to be mended$/m);
});
