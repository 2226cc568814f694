import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Person, signUp } from "../e2e/person.js";
import { openRig, type Rig } from "../faults/rig.js";
import { PATIENCE } from "../slow-clients/patience.js";
import { holdConnections } from "./testing/hold-connections.js";

let rig: Rig;
let url: string;
let ada: Person;

beforeAll(async () => {
  rig = await openRig({}, []);
  url = rig.server.url;
  ada = await signUp(url, "ada");
});

afterAll(async () => {
  await rig.close();
});

describe("hundreds of slow clients", () => {
  const hold = async (count: number, text: string, reads: boolean) => {
    const held = await holdConnections(url, count, text, reads);
    onTestFinished(() => held.end());
    return held;
  };
  /** Though it may be "come again in a second", until the server is done with what it can do for those. */
  const expectServed = async (timeout: number) => {
    const create = async () => (await ada.call("POST", "/api/tasks", { title: "In time" })).status;
    const list = async () => (await ada.call("GET", "/api/tasks")).status;
    const ready = async () => (await fetch(`${url}/readyz`)).status;
    const ask = async () => [await create(), await list(), await ready()];
    await vi.waitFor(async () => expect(await ask()).toEqual([201, 200, 200]), { timeout, interval: 500 });
  };

  test("hold up nobody while they send slowly, and not only when they are cut off", async () => {
    const json = `Content-Type: application/json\r\nContent-Length: 900000\r\nExpect: 100-continue\r\n\r\n{"title":"`;
    const held = [
      await hold(200, "", true),
      await hold(200, "GET /api/tasks HTTP/1.1\r\nX-A: ", true),
      await hold(200, `POST /api/tasks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ada.token}\r\n${json}`, true),
    ];
    // They are told to go on: the server has all of them.
    await held[2]?.begun();
    await expectServed(PATIENCE.head);
    expect(held.map(({ open }) => open())).toEqual([200, 200, 200]);
  });

  test("hold up nobody while they don't read", async () => {
    // Eight are more than the system takes off the server's hands, and so many clients more than are served at once.
    const read = `GET /docs/assets/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(8);
    await (await hold(100, read, false)).begun();
    await expectServed(PATIENCE.answer - 10_000);
  });
});
