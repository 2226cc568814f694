import type postgres from "postgres";
import type { Contraction } from "./contractions.js";
import { listGrowing, type Shape } from "./shape.js";

/** New, and it refuses what could be written before, or hides what could be seen. */
export async function findNarrowed(
  transaction: postgres.TransactionSql,
  before: Shape,
  after: Shape,
): Promise<Contraction[]> {
  const found: Contraction[] = [];
  const isOld = (table: string) => before.has(`table ${table}`);
  const growing = listGrowing(before);
  const restrictions = new Map(
    (await transaction.unsafe<Restriction[]>(RESTRICTIONS)).map((restriction) => [restriction.what, restriction]),
  );
  for (const [what, like] of after) {
    if (before.has(what)) continue;
    const [, kind, table = "", name = ""] = /^(column|constraint) (.+)\.([^.]+)$/.exec(what) ?? [];
    if (kind === "column" && isOld(table) && !after.has(`optional ${table}.${name}`)) {
      found.push({ what, why: "has to be given, and code that does not know of it gives none" });
    }
    const isUnique = /^CREATE UNIQUE INDEX .* ON (?:ONLY )?([\w."]+) USING /.exec(like)?.[1];
    const of = kind === "constraint" ? table : isUnique;
    const isRestriction = of !== undefined && isOld(of);
    if (isRestriction && !(await isHarmless(transaction, restrictions.get(what), like, before))) {
      found.push({ what, why: `refuses what could be written before (${like})` });
    } else if (growing.has(table) && /^(?:CHECK|FOREIGN KEY) /.test(like) && !like.endsWith(" NOT VALID")) {
      found.push({
        what,
        why: "has all rows looked at while nobody can write: make it NOT VALID, and validate it later",
      });
    }
    const [, restricted] = /^policy .* on (.+)$/.exec(what) ?? [];
    if (restricted !== undefined && isOld(restricted) && / f /.test(` ${like} `)) {
      found.push({ what, why: "hides rows that could be seen before" });
    }
  }
  return found;
}

/** What a constraint or a unique index looks at. */
interface Restriction {
  readonly what: string;
  /** Null for what is no column with a value of its own: a whole row, an expression, a generated column. */
  readonly columns: readonly (string | null)[];
  /** Those that are null in a row for which they are not given. */
  readonly leftNull: readonly string[] | null;
  /** Of a CHECK: asks whether it accepts a row of which none of its columns is given. */
  readonly probe: string | null;
}

const COLUMN = `case when a.attgenerated = '' then format('column %s.%I', a.attrelid::regclass, a.attname) end`;
const COLUMNS = `json_agg(${COLUMN}) as columns,
  json_agg(${COLUMN}) filter (where not a.attnotnull and not a.atthasdef and a.attidentity = '') as "leftNull"`;
const DEFAULTS = `string_agg(format('(%s)::%s as %I', coalesce(pg_get_expr(d.adbin, d.adrelid), 'null'),
  format_type(a.atttypid, a.atttypmod), a.attname), ', ') filter (where a.attname is not null)`;

const RESTRICTIONS = `
  select format('constraint %s.%I', k.conrelid::regclass, k.conname) as what, ${COLUMNS},
    format('select (%s) is not false as accepts from (select %s) as given', pg_get_expr(k.conbin, k.conrelid),
      ${DEFAULTS}) as probe
  from pg_constraint k cross join unnest(k.conkey) as key (attnum)
    left join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum and a.attnum > 0
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where k.contype in ('c', 'f', 'u', 'p', 'x')
  group by k.oid, k.conrelid, k.conname, k.conbin
  union all
  select format('index %s', x.indexrelid::regclass), ${COLUMNS}, null
  from pg_index x cross join unnest((x.indkey::int2[])[0:x.indnkeyatts - 1]) as key (attnum)
    left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = key.attnum and a.attnum > 0
  where x.indisunique
  group by x.indexrelid`;

/**
 * Whether a new constraint or unique index refuses nothing to code that does not know of the new columns, and so leaves
 * them as they are where they are not given.
 */
async function isHarmless(
  transaction: postgres.TransactionSql,
  restriction: Restriction | undefined,
  like: string,
  before: Shape,
): Promise<boolean> {
  // It looks at no column at all.
  if (!restriction) return false;
  const { columns, leftNull, probe } = restriction;
  const isNew = (column: string | null) => column !== null && !before.has(column);
  // A CHECK that looks at an old column too may refuse what is written there.
  if (like.startsWith("CHECK ")) return columns.every(isNew) && isAccepted(transaction, probe);
  // What is null is no duplicate, and refers to nothing, whatever stands beside it.
  return (leftNull ?? []).some(isNew) && !/NULLS NOT DISTINCT|MATCH FULL/.test(like);
}

async function isAccepted(transaction: postgres.TransactionSql, probe: string | null): Promise<boolean> {
  const [row] = probe === null ? [] : await transaction.unsafe<{ accepts: boolean }[]>(probe);
  return row?.accepts ?? false;
}
