import fc from "fast-check";
import { NO_TIME_ZONES, TIME_ZONES } from "./beyond-schema.js";
import type { Operation } from "./open-api.js";
import type { Known } from "./schema-arbitrary.js";
import { A_KEY, A_PASSWORD, IDS } from "./world.js";

const LETTERS = fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "😀", "é"), minLength: 1, maxLength: 12 });

/** Whose own id is a good one. */
interface Caller {
  readonly ada: { readonly userId: string };
}

/** Values for fields whose schema says less than there is to know. */
export function knownValues({ ada }: Caller, operation: Pick<Operation, "method" | "path">): Known {
  const taskId = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...Object.values(IDS)) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.values(IDS)).map((id) => id.toUpperCase()) },
    { weight: 1, arbitrary: fc.uuid() },
  );
  const isOfKeys = operation.path.includes("/keys");
  const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    id: isOfKeys ? fc.oneof(fc.constant(A_KEY), fc.uuid()) : taskId,
    parentId: fc.oneof(
      { weight: 3, arbitrary: fc.constant(operation.method === "GET" ? "none" : null) },
      { weight: 2, arbitrary: taskId },
    ),
    userId: fc.oneof({ weight: 8, arbitrary: fc.constant(ada.userId) }, { weight: 1, arbitrary: LETTERS }),
    timeZone: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...TIME_ZONES) },
      { weight: 1, arbitrary: fc.constantFrom(...NO_TIME_ZONES) },
    ),
    password: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("wrong", "🔑") },
      { weight: 1, arbitrary: fc.constant(A_PASSWORD) },
    ),
    cursor: fc.constantFrom("AAAA", "a cursor", "not+one", "e30"),
    "If-Match": fc.constantFrom("*", '"1"', 'W/"1"', '"1", "2", "3"', '"x"', ', "7" ,', '"999999999"', '""'),
    "If-None-Match": operation.method === "GET" ? fc.constantFrom("*", '"1"', 'W/"1"', "nonsense") : fc.constant("*"),
    "Idempotency-Key": fc.oneof(fc.uuid(), fc.constantFrom("used-before", '~!"#')),
  };
  return (field) => values[field];
}

/** As `knownValues`, but of those that nothing is wrong with: what is then spoiled, is spoiled by that alone. */
export function goodValues(world: Caller, operation: Pick<Operation, "method" | "path">): Known {
  const known = knownValues(world, operation);
  const date = fc.constantFrom("2026-11-25", "2024-02-29", "1999-12-31");
  const instant = fc.constantFrom("2026-11-25T12:00:00Z", "2027-01-01T00:00:00.123+05:30");
  const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    title: LETTERS,
    name: LETTERS,
    notes: fc.option(LETTERS),
    labels: fc.array(LETTERS, { maxLength: 3 }),
    label: fc.array(LETTERS, { maxLength: 3 }),
    q: LETTERS,
    dueDate: date,
    dueTime: fc.constant(null),
    userId: fc.constant(world.ada.userId),
    timeZone: fc.constantFrom(...TIME_ZONES),
    password: fc.constant("wrong"),
    sort: fc.constantFrom("title", "-dueAt"),
    expiresAt: fc.constant("2999-01-01T00:00:00Z"),
    dueAfter: instant,
    dueBefore: instant,
  };
  return (field) => values[field] ?? known(field);
}
