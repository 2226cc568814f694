import { asWritingUser, userState } from "@typedo/db";
import { eq } from "drizzle-orm";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { faultOf } from "./testing/callers.js";
import { recording } from "./testing/explain.js";
import { setUpApi } from "./testing/set-up-api.js";
import { timeZoneName } from "./time-zone.js";

const { testApi, ada } = setUpApi();

/** Names that we take, and PostgreSQL has among its abbreviations of fixed offsets, in upper and lower case. */
let names: readonly string[];

beforeAll(async () => {
  const abbreviations = await testApi.owner<{ abbrev: string }[]>`select abbrev from pg_timezone_abbrevs`;
  names = abbreviations
    .flatMap(({ abbrev }) => [abbrev.toUpperCase(), abbrev.toLowerCase()])
    .filter((name) => timeZoneName.safeParse(name).success);
});

const DAYS = ["2027-01-15", "2027-07-15"] as const;

/** What clocks show there, as JavaScript has it. */
function clockIn(timeZone: string, at: Date | null): string {
  return new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at ?? 0);
}

test("a task is due at its time by a zone whose name is an abbreviation too, in winter and in summer", async () => {
  expect(names).toEqual(expect.arrayContaining(["CET", "cet", "MET", "EET", "WET", "EST", "UTC"]));
  for (const timeZone of names) {
    for (const dueDate of DAYS) {
      const { dueAt, ...task } = await ada.api.tasks.create({ title: "A", dueDate, dueTime: "12:00", timeZone });
      expect([timeZone, clockIn(timeZone, dueAt)]).toEqual([timeZone, `${dueDate} 12:00`]);
      // As it was chosen: so that what is read can be sent.
      expect(task.timeZone).toBe(timeZone);
    }
  }
});

test("so it is where that is the user's own zone", async () => {
  const { principal, api } = await testApi.newUser();
  for (const dueDate of DAYS) await api.tasks.create({ title: dueDate, dueDate, dueTime: "12:00" });
  for (const timeZone of names) {
    await asWritingUser(testApi.database, principal, (transaction) =>
      transaction.update(userState).set({ timeZone }).where(eq(userState.userId, principal.userId)),
    );
    const { items } = await api.tasks.list({ sort: "title" });
    const clocks = items.map(({ title, dueAt }) => [timeZone, title, clockIn(timeZone, dueAt)]);
    expect(clocks).toEqual(DAYS.map((day) => [timeZone, day, `${day} 12:00`]));
  }
});

test("so does today begin there", async () => {
  const { database, sent } = recording(testApi.database);
  await testApi.callAs({ principal: ada.principal, database }).tasks.list({ due: "today" });
  const asked = sent.find(({ statement }) => statement.includes("timezone("));
  expect(asked?.statement).toContain("from (select app.zone(");
});

test("a name that is a link alone is read as the zone to which it links, now as ever", async () => {
  const told = Intl.supportedValuesOf("timeZone");
  const read = await testApi.owner<{ name: string; isLink: boolean }[]>`
    select name, app.zone(name) <> name as "isLink", timezone(app.zone(name), now())
    from jsonb_array_elements_text(${testApi.owner.json(told)}) as told (name)`;
  expect(read).toHaveLength(told.length);
  const links = read.filter(({ isLink }) => isLink).map(({ name }) => name);
  expect(links).toEqual(expect.arrayContaining(["Asia/Calcutta", "Europe/Kiev", "America/Buenos_Aires"]));
  // Where it has them.
  const apart = await testApi.owner`
    select name, day from pg_timezone_names,
      generate_series(timestamp '1970-01-01 12:00', '2037-12-31', '1 week') as day
    where app.zone(name) <> name and name not in (select abbrev from pg_timezone_abbrevs)
      and timezone(name, day) <> timezone(app.zone(name), day)`;
  expect(apart).toEqual([]);
});

test("a zone that the database does not know is refused when it is chosen", async () => {
  const { api } = await testApi.newUser();
  const before = await api.tasks.create({ title: "A", timeZone: "Asia/Tokyo" });
  const [was] = await testApi.owner`select pg_get_functiondef('app.zone(text)'::regprocedure) as definition`;
  onTestFinished(async () => void (await testApi.owner.unsafe(was?.["definition"])));
  await testApi.owner.unsafe(`create or replace function app.zone(name text) returns text language sql immutable
    return case name when 'Asia/Tokyo' then 'Mars/Olympus' else name end`);

  const { id } = await api.tasks.create({ title: "B" });
  for (const choose of [
    () => api.me.update({ timeZone: "Asia/Tokyo" }),
    () => api.tasks.create({ title: "C", timeZone: "Asia/Tokyo" }),
    () => api.tasks.create({ title: "C", timeZone: "Asia/Tokyo", dueDate: "2027-01-15" }),
    () => api.tasks.update({ id, timeZone: "Asia/Tokyo" }),
  ]) {
    expect(await faultOf(choose())).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/timeZone", code: "unknown_time_zone" }],
    });
  }
  // Of a task without a date, one from before keeps nobody from changing all else.
  expect(await api.tasks.update({ id: before.id, completed: true })).toMatchObject({ timeZone: "Asia/Tokyo" });
  const same = { id: before.id, title: "D", timeZone: "Asia/Tokyo" };
  expect(await api.tasks.replace(same)).toMatchObject(same);
});
