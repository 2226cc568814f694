import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi, readJson, type RestPage } from "./person.js";
import { newDataDirectory, run, startTypedo, type TypedoProcess } from "./typedo-process.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;
let password: string;

beforeAll(async () => {
  data = await newDataDirectory();
  const seeding = run("seed/seed.js", { DATA_DIR: data.path }, ["--users", "3", "--tasks", "150"]);
  expect([await seeding.ended, seeding.stderr()]).toEqual([0, expect.stringContaining("459 of 459 rows")]);
  password = /^password: (.*)$/m.exec(seeding.stdout())?.[1] ?? "";
  typedo = await startTypedo(data.path, { LOG_LEVEL: "warn" });
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

async function signIn(number: number): Promise<string> {
  const answer = await fetch(`${typedo.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: typedo.url },
    body: JSON.stringify({ email: `user-00000${number}@example.com`, password }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  return (
    await readJson<{ token: string }>(await fetch(`${typedo.url}/api/auth/access-token`, { headers: { cookie } }))
  ).token;
}

test("a seeded user can sign in, has that many tasks, and keeps working with them", async () => {
  const token = await signIn(2);
  const ids = new Set<string>();
  let cursor = "";
  do {
    const page = await readJson<RestPage>(
      await callApi(typedo.url, token, "GET", `/api/tasks?limit=100&sort=dueAt${cursor && `&cursor=${cursor}`}`),
    );
    for (const task of page.items) {
      ids.add(task.id);
      expect(task.userId).toBe("user-000002");
      expect(task.dueAt === null).toBe(task.dueDate === null);
    }
    cursor = page.nextCursor ?? "";
  } while (cursor !== "");
  expect(ids.size).toBe(150);

  const added = await callApi(typedo.url, token, "POST", "/api/tasks", { title: "One more" });
  expect(await readJson(added)).toMatchObject({ seq: "151", version: 1 });
});

test("what it derived is what the database would have: no row changes when it is written again", async () => {
  const token = await signIn(1);
  const page = await readJson<RestPage>(await callApi(typedo.url, token, "GET", "/api/tasks?limit=100"));
  for (const task of page.items.slice(0, 20)) {
    const written = await callApi(typedo.url, token, "PUT", `/api/tasks/${task.id}`, task);
    expect(await readJson(written)).toEqual(task);
  }
});

test("seeding a second time is refused, and changes nothing", async () => {
  const again = run("seed/seed.js", { DATA_DIR: data.path }, ["--users", "4", "--tasks", "1"]);
  expect(await again.ended).toBe(1);
  expect(again.stderr()).toContain("Some of these users are there already, and nothing was changed");
});
