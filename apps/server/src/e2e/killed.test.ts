import { randomUUID } from "node:crypto";
import { mintAccessToken } from "@typedo/auth";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { callApi, readJson, type RestPage, signUp } from "./person.js";
import { newDataDirectory, startTypedo } from "./typedo-process.js";

test("a server killed in the middle of writes has lost nothing that it acknowledged", async () => {
  const data = await newDataDirectory();
  const first = await startTypedo(data.path, { LOG_LEVEL: "warn" });
  const ada = await signUp(first.url, "ada");

  const acknowledged: string[] = [];
  let killed = false;
  const write = async () => {
    while (!killed) {
      const id = randomUUID();
      const answer = await ada.call("POST", "/api/tasks", { id, title: "A task" }).catch(() => undefined);
      if (answer?.status === 201) acknowledged.push(id);
    }
  };
  const writers = Array.from({ length: 8 }, write);
  while (acknowledged.length < 200) await new Promise((resolve) => setImmediate(resolve));
  const ended = first.stop("SIGKILL");
  killed = true;
  await Promise.all([...writers, ended]);

  const second = await startTypedo(data.path, { LOG_LEVEL: "warn" });
  const secret = (await readFile(`${data.path}/secret`, "utf8")).trim();
  const { token } = await mintAccessToken({ secret, baseUrl: second.url, userId: ada.userId });
  const stored = new Set<string>();
  let cursor = "";
  do {
    const page = await readJson<RestPage>(
      await callApi(second.url, token, "GET", `/api/tasks?limit=100${cursor && `&cursor=${cursor}`}`),
    );
    for (const task of page.items) stored.add(task.id);
    cursor = page.nextCursor ?? "";
  } while (cursor !== "");
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  await second.stop();
  await data.remove();
});

test.each([
  ["1", "Typedo is ready"],
  ["2", "with 2 workers"],
])("%s servers go on where the embedded database was killed", async (workers, ready) => {
  const data = await newDataDirectory();
  const typedo = await startTypedo(data.path, { WORKERS: workers });
  await vi.waitFor(() => expect(typedo.output()).toContain(ready), { timeout: 30_000 });
  const ada = await signUp(typedo.url, "ada");
  expect((await ada.call("POST", "/api/tasks", { title: "Before" })).status).toBe(201);
  for (let time = 0; time < 2; time += 1) {
    const killed = postmasterIn(data.path);
    process.kill(killed, "SIGKILL");
    await vi.waitFor(
      async () => {
        expect(postmasterIn(data.path)).not.toBe(killed);
        expect((await fetch(`${typedo.url}/readyz`)).status).toBe(200);
        expect((await ada.call("POST", "/api/tasks", { title: "After" })).status).toBe(201);
      },
      { timeout: 30_000, interval: 100 },
    );
  }
  const { items } = await readJson<RestPage>(await ada.call("GET", "/api/tasks"));
  expect(items.filter(({ title }) => title === "Before")).toHaveLength(1);
  const last = postmasterIn(data.path);
  expect(await typedo.stop()).toBe(0);
  await vi.waitFor(() => expect(() => process.kill(last, 0)).toThrow("ESRCH"), { timeout: 10_000 });
  await data.remove();
});

/** @throws where none has said yet that it is there */
function postmasterIn(folder: string): number {
  const [pid] = readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n");
  if (!pid) throw new Error("The lock file is empty");
  return Number(pid);
}
