import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { INSIDE } from "../contract/testing/answer-checks.js";
import { readEffort } from "../contract/testing/env.js";
import { isRecord } from "../contract/testing/is-record.js";
import { goodValues } from "../contract/testing/known-values.js";
import { listRoutes, type RestRoute } from "../contract/testing/procedure-routes.js";
import { callRest, callTrpc, type Outcome } from "../contract/testing/two-doors.js";
import { openRig, type Rig } from "../faults/rig.js";
import { INJECTIONS } from "./testing/injections.js";
import { textPlaces, type TextPlace } from "./testing/text-places.js";

// Every field of every procedure that takes text, at both doors, with text that means something else elsewhere: it is
// kept as it is, or refused by name. Fields and procedures are the router's: a new one is tried by itself.

let rig: Rig;
/** Who calls, and who is not to notice. */
let ada: Rig["people"][number];
let before: unknown;
/** Places where some of it was taken, and those where it was found again in the answer. */
const taken = new Set<string>();
const kept = new Set<string>();

beforeAll(async () => {
  rig = await openRig();
  const [first, second] = rig.people;
  if (!first || !second) throw new Error("Two are needed");
  ada = first;
  await second.call("POST", "/api/tasks", { title: "Bob's own", notes: "Bob's own", labels: ["bob"] });
  before = await rowsOfOthers();
});

afterAll(() => rig.close());

/** All that is not the caller's, and what there is to hold it. */
async function rowsOfOthers(): Promise<unknown> {
  const { userId } = ada;
  return {
    tasks: [...(await rig.owner`select * from app.tasks where user_id <> ${userId} order by id`)],
    states: [...(await rig.owner`select * from app.user_state where user_id <> ${userId} order by user_id`)],
    users: [...(await rig.owner`select * from auth."user" where id <> ${userId} order by id`)],
    passwords: [...(await rig.owner`select * from auth.account order by id`)],
    tables: [...(await rig.owner`select schemaname, tablename, rowsecurity from pg_tables order by 1, 2`)],
  };
}

const routes = listRoutes();

function placesOf(route: RestRoute): TextPlace[] {
  const known = goodValues({ ada }, { method: route.method, path: route.path });
  return textPlaces(route.input, { document: route.document, known, seed: readEffort().seed ?? 1 });
}

const doors = [callRest, callTrpc];

/** Characters that a URL or a header can have with the rest of a request. */
const LONGEST_IN_HEAD = 1000;

/**
 * What is tried at a place: where a form or a choice is asked for, some of it, at the two doors by turns, which share
 * what reads it; where any text is good, all of it at both.
 */
function callsAt({ isFree, name }: TextPlace, route: RestRoute, index: number) {
  const isInHead = route.isQuery || route.method === "DELETE" || route.headers[name] !== undefined;
  const texts = INJECTIONS.filter((text) => !isInHead || text.length <= LONGEST_IN_HEAD);
  // Each password costs a hash.
  const isTriedInFull = isFree && !name.startsWith("operations") && name !== "password";
  return texts.flatMap((text, number) =>
    doors.filter((_, door) => isTriedInFull || (number + index + 2 * door) % 4 === 0).map((door) => ({ text, door })),
  );
}

/** Undefined where it can't be sent: no URL holds half a character, and no header a line break. */
async function send(door: (typeof doors)[number], route: RestRoute, input: unknown): Promise<Outcome | undefined> {
  if (!isRecord(input)) throw new TypeError("An input is an object");
  try {
    return await door(rig.server.url, route, input, ada.token);
  } catch (error) {
    const isUnsent =
      error instanceof URIError || (error instanceof Error && "code" in error && error.code === "ERR_INVALID_CHAR");
    if (isUnsent) return undefined;
    throw error;
  }
}

/** What a task, the first of a batch or whatever came back has by that name; undefined of what is not in an answer. */
function keptAt(output: unknown, name: string): unknown {
  if (!isRecord(output)) return undefined;
  const inBatch = name.replace(/^operations\[\]\./, "");
  if (inBatch !== name) {
    const [first]: unknown[] = [output["results"]].flat();
    return isRecord(first) ? keptAt(first["task"], inBatch) : undefined;
  }
  const [field = ""] = name.split("[]");
  return output[field];
}

function expectKept(output: unknown, { name }: TextPlace, text: string): void {
  const found = keptAt(output, name);
  if (found === undefined) return;
  kept.add(name);
  if (name.endsWith("[]")) expect(found).toEqual([text.trim()]);
  else expect([text, text.trim()]).toContain(found);
}

/** Where both doors have a place, as the answer says it. */
function pointerTo({ name }: TextPlace, { fieldsOfPath, headers, method }: RestRoute): string {
  const [field = ""] = name.split(/[.[]/);
  if (fieldsOfPath.includes(field)) return `path.${field}`;
  if (headers[field] !== undefined) return `header.${headers[field]}`;
  if (method === "GET" || method === "DELETE") return `query.${field}`;
  return `/${name.replaceAll("[]", "/0").replaceAll(".", "/")}`;
}

/** Beside any text: the caller's own is never sent, or there would be no caller. */
const WRONG_PASSWORD = "/password";

function expectRefused({ code, errors = [], status }: Outcome, place: TextPlace, route: RestRoute, what: string): void {
  expect([status, code], what).toEqual([expect.toSatisfy((one) => one >= 400 && one < 500), expect.any(String)]);
  if (code !== "validation_failed") return;
  const wrong = [pointerTo(place, route), ...(route.name === "me.delete" ? [WRONG_PASSWORD] : [])];
  expect(errors, what).not.toEqual([]);
  for (const error of errors) expect(wrong, what).toContain(isRecord(error) && error["pointer"]);
}

describe("text that means something elsewhere is kept as it is, or refused by name:", () => {
  test.each(routes)("$name", async (route) => {
    for (const [index, place] of placesOf(route).entries()) {
      await Promise.all(
        callsAt(place, route, index).map(async ({ text, door }) => {
          const outcome = await send(door, route, place.put(text));
          if (!outcome) return;
          const what = `${route.name} ${place.name} ${JSON.stringify(text.slice(0, 40))}`;
          if (outcome.status === undefined) {
            taken.add(place.name);
            expectKept(outcome.output, place, text);
          } else expectRefused(outcome, place, route, what);
          expect(JSON.stringify([outcome.message, outcome.errors]), what).not.toMatch(INSIDE);
        }),
      );
    }
    expect(await rowsOfOthers()).toEqual(before);
  });

  test("some of it is taken, where any text is, and was seen to be kept where it is stored", () => {
    const stored = ["title", "notes", "labels[]"];
    const ofBatch = stored.map((name) => `operations[].${name}`);
    expect([...kept]).toEqual(expect.arrayContaining([...stored, ...ofBatch, "name"]));
    expect([...taken]).toEqual(expect.arrayContaining([...kept, "q", "label[]"]));
  });

  test("and the server has logged no fault of its own", async () => {
    expect(rig.server.output()).not.toMatch(/"level":[56]0/);
    expect((await fetch(`${rig.server.url}/readyz`)).status).toBe(200);
  });
});
