import { expect, test, vi } from "vitest";
import { callApi, type Person, readJson } from "../e2e/person.js";
import { makeMovableClock } from "./moved-clock.js";
import { bearer, type Rig, SOON, useRig } from "./rig.js";
import { expectStoredOnce, warm } from "./writers.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** High enough that nobody is refused, so that what is counted has to be forgotten in time. */
const LIMITS = { RATE_LIMIT_PER_MINUTE: "100000", AUTH_RATE_LIMIT_PER_MINUTE: "1000" };

async function open() {
  const clock = makeMovableClock();
  const rig = await useRig({ ...clock.environment, ...LIMITS });
  const [ada] = rig.people;
  if (!ada) throw new Error("Nobody is there");
  const move = async (ahead: number) => {
    clock.set(rig.server.process, ahead);
    await vi.waitFor(async () => {
      const { expiresAt } = await mint(rig, ada);
      expect(Math.abs(Date.parse(expiresAt) - Date.now() - ahead)).toBeLessThan(20 * 60_000);
    }, SOON);
  };
  const list = async (token: string) => (await callApi(rig.server.url, token, "GET", "/api/tasks")).status;
  return { rig, ada, move, list };
}

async function mint({ server }: Rig, { cookie }: Person): Promise<{ token: string; expiresAt: string }> {
  const answer = await fetch(`${server.url}/api/auth/access-token`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  return readJson(answer);
}

async function makeKey(ada: Person): Promise<string> {
  const answer = await ada.call("POST", "/api/me/keys", { name: "Key", scopes: ["tasks:read"] });
  expect(answer.status).toBe(201);
  const { key }: { key: string } = await readJson(answer);
  return key;
}

test(
  "a clock that goes wrong by an hour or a day, either way, and right again, locks nobody out and lets nothing in",
  { timeout: 180_000 },
  async () => {
    const { rig, ada, move, list } = await open();
    const key = await makeKey(ada);
    const writers = await warm(rig, 8);
    for (const ahead of [HOUR, -HOUR, DAY, -DAY]) {
      await move(ahead);
      // Who is signed in gets a token that is good by the wrong clock, and keys know no clock.
      const { token } = await mint(rig, ada);
      expect([await list(token), await list(key)]).toEqual([200, 200]);
      expect(await list(ada.token)).toBe(401);
      await move(0);
      expect([await list(ada.token), await list(key)]).toEqual([200, 200]);
      // It is from the future, or has long expired, though it was taken for good a moment ago.
      expect(await list(token)).toBe(401);
      expect(await rig.time("/readyz")).toMatchObject({ status: 200 });
      const before = writers.acknowledged.length;
      await vi.waitFor(() => expect(writers.acknowledged.length).toBeGreaterThan(before + 20), SOON);
    }
    await writers.stop();
    expect([...writers.statuses.keys()].filter((status) => ![200, 201, 401, 503].includes(status))).toEqual([]);
    await expectStoredOnce(rig, writers);
  },
);

test("a key that is revoked after the clock was set back is refused in time all the same", async () => {
  const { rig, ada, move, list } = await open();
  const key = await makeKey(ada);
  expect(await list(key)).toBe(200);
  await move(-DAY);
  // As another process does it.
  await rig.owner`update auth.apikey set enabled = false`;
  await vi.waitFor(async () => expect(await list(key)).toBe(401), SOON);
  expect(await rig.time("/api/tasks", { headers: bearer(rig) })).toMatchObject({ status: 401 });
});
