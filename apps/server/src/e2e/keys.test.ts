import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callApi, type Person, readJson, signUp } from "./person.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;
/** Two servers on one database. */
let typedo: TypedoProcess;
let other: TypedoProcess;
let ada: Person;

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, { LOG_LEVEL: "warn", RATE_LIMIT_PER_MINUTE: "1000" });
  other = await startTypedo(data.path, { LOG_LEVEL: "warn", BETTER_AUTH_URL: typedo.url });
  ada = await signUp(typedo.url, "ada");
});

afterAll(async () => {
  await typedo.stop();
  await other.stop();
  await data.remove();
});

interface NewKey {
  readonly id: string;
  readonly key: string;
}

async function makeKey(fields: object): Promise<NewKey> {
  const answer = await ada.call("POST", "/api/me/keys", { name: "Script", ...fields });
  expect(answer.status).toBe(201);
  return readJson<NewKey>(answer);
}

const status = async (server: TypedoProcess, key: string, method = "GET", path = "/api/tasks", body?: object) =>
  (await callApi(server.url, key, method, path, body)).status;

describe("an API key", () => {
  test("calls in its maker's name, at both doors, within its scopes", async () => {
    const { key, id } = await makeKey({ scopes: ["tasks:read"] });
    expect(key).toMatch(/^typedo_[A-Za-z0-9]+$/);
    await ada.call("POST", "/api/tasks", { title: "Ada's" });
    const answer = await callApi(typedo.url, key, "GET", "/api/tasks");
    expect(await readJson(answer)).toMatchObject({ items: [{ title: "Ada's", userId: ada.userId }] });
    expect(answer.headers.get("ratelimit-policy")).toContain('"key"');
    expect(await status(typedo, key, "POST", "/api/tasks", { title: "B" })).toBe(403);
    expect(await status(typedo, key, "GET", "/api/me")).toBe(403);
    expect(await status(typedo, key, "GET", "/api/trpc/tasks.list?input=%7B%22json%22%3A%7B%7D%7D")).toBe(200);

    const listed = await readJson<{ items: object[] }>(await ada.call("GET", "/api/me/keys"));
    expect(listed.items).toMatchObject([{ id, name: "Script", scopes: ["tasks:read"], expiresAt: null }]);
    expect(JSON.stringify(listed)).not.toContain(key);
  });

  test("makes no key that may do more than itself", async () => {
    const { key } = await makeKey({ scopes: ["account", "tasks:read"] });
    expect(await status(typedo, key, "POST", "/api/me/keys", { name: "More" })).toBe(403);
    expect(await status(typedo, key, "POST", "/api/me/keys", { name: "Less", scopes: ["tasks:read"] })).toBe(201);
  });

  test("that was revoked at one server is refused by it at once, and by the other soon", async () => {
    const { key, id } = await makeKey({});
    expect([await status(typedo, key), await status(other, key)]).toEqual([200, 200]);
    expect((await ada.call("DELETE", `/api/me/keys/${id}`)).status).toBe(204);
    expect(await status(typedo, key)).toBe(401);
    await expect.poll(() => status(other, key), { interval: 200 }).toBe(401);
    expect((await ada.call("DELETE", `/api/me/keys/${id}`)).status).toBe(404);
  });

  test("goes with the key that it was made with, at both servers", async () => {
    const maker = await makeKey({ scopes: ["account", "tasks:read"] });
    const make = await callApi(typedo.url, maker.key, "POST", "/api/me/keys", { name: "Made", scopes: ["tasks:read"] });
    const made = await readJson<NewKey>(make);
    expect([await status(typedo, made.key), await status(other, made.key)]).toEqual([200, 200]);
    expect((await ada.call("DELETE", `/api/me/keys/${maker.id}`)).status).toBe(204);
    expect(await status(typedo, made.key)).toBe(401);
    await expect.poll(() => status(other, made.key), { interval: 200 }).toBe(401);
    const listed = await readJson<{ items: { id: string }[] }>(await ada.call("GET", "/api/me/keys"));
    expect(listed.items.map(({ id }) => id)).not.toContain(made.id);
  });

  test("of another user can't be seen or revoked", async () => {
    const { id, key } = await makeKey({});
    const eve = await signUp(typedo.url, "eve");
    expect(await readJson(await eve.call("GET", "/api/me/keys"))).toEqual({ items: [] });
    expect((await eve.call("DELETE", `/api/me/keys/${id}`)).status).toBe(404);
    expect(await status(typedo, key)).toBe(200);
  });

  test("goes with its user", async () => {
    const bob = await signUp(typedo.url, "bob");
    const { key } = await readJson<NewKey>(await bob.call("POST", "/api/me/keys", { name: "Bob's" }));
    await bob.call("POST", "/api/tasks", { title: "Bob's" });
    expect((await bob.call("POST", "/api/me/delete", { password: "wrong password" })).status).toBe(422);
    expect(await status(typedo, key)).toBe(200);
    expect((await bob.call("POST", "/api/me/delete", { password: bob.password })).status).toBe(204);
    expect([await status(typedo, key), (await bob.call("GET", "/api/tasks")).status]).toEqual([401, 401]);
  });
});
