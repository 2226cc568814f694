import { randomUUID } from "node:crypto";
import { mintAccessToken } from "@typedo/auth";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
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
