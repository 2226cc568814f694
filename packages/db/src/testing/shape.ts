import type postgres from "postgres";

/** What code that runs against a database relies on: each thing by its name, and what it is like. */
export type Shape = ReadonlyMap<string, string>;

// Each gives rows of (name, what it is like). Names say the kind first: `column app.tasks.title`.
const FACTS = [
  `select format('table %s', c.oid::regclass), '' from pg_class c where c.relkind in ('r', 'p', 'v', 'm')`,
  `select format('column %s.%I', c.oid::regclass, a.attname),
    concat_ws(' ', format_type(a.atttypid, a.atttypmod),
      (select 'collate ' || collname from pg_collation l where l.oid = a.attcollation),
      case when a.attgenerated <> '' then 'generated' end)
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped`,
  // What an INSERT that does not know of the column gives it.
  `select format('optional %s.%I', c.oid::regclass, a.attname), ''
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and (not a.attnotnull or a.atthasdef or a.attidentity <> '')`,
  `select format('null %s.%I', c.oid::regclass, a.attname), ''
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and not a.attnotnull`,
  `select format('constraint %s.%I', k.conrelid::regclass, k.conname), pg_get_constraintdef(k.oid)
    from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype in ('c', 'f', 'u', 'p', 'x')`,
  `select format('index %s', x.indexrelid::regclass), pg_get_indexdef(x.indexrelid)
    from pg_index x join pg_class c on c.oid = x.indexrelid
    where not exists (select from pg_constraint k where k.conindid = x.indexrelid and k.contype in ('u', 'p', 'x'))`,
  `select format('policy %I on %s', p.polname, c.oid::regclass),
    concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::regrole[], pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid))
    from pg_policy p join pg_class c on c.oid = p.polrelid`,
  `select format('trigger %I on %s', t.tgname, c.oid::regclass), pg_get_triggerdef(t.oid)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal`,
  `select format('function %s', c.oid::regprocedure), pg_get_function_result(c.oid) from pg_proc c
    where c.prokind in ('f', 'p')`,
  // Grants: to a role, or to everybody ("-").
  `select format('right to %s of %s on %s', g.privilege_type, g.grantee::regrole, c.oid::regclass), ''
    from pg_class c, aclexplode(c.relacl) g where c.relkind in ('r', 'p', 'v', 'm', 'S')`,
  `select format('right to %s of %s on %s.%I', g.privilege_type, g.grantee::regrole, c.oid::regclass, a.attname), ''
    from pg_attribute a join pg_class c on c.oid = a.attrelid, aclexplode(a.attacl) g where not a.attisdropped`,
  `select format('right to %s of %s on %s', g.privilege_type, g.grantee::regrole, c.oid::regprocedure), ''
    from pg_proc c, aclexplode(coalesce(c.proacl, acldefault('f', c.proowner))) g`,
] as const;

const SCHEMAS = `('app', 'auth', 'limits')`;

const OTHERS = [
  `select format('schema %I', nspname), '' from pg_namespace where nspname in ${SCHEMAS}`,
  `select format('right to %s of %s on schema %I', g.privilege_type, g.grantee::regrole, n.nspname), ''
    from pg_namespace n, aclexplode(n.nspacl) g where n.nspname in ${SCHEMAS}`,
  `select format('membership of %s in %s', member::regrole, roleid::regrole), '' from pg_auth_members
    where member in (select oid from pg_roles where rolname like 'typedo\\_%')`,
] as const;

/** The shape of our schemas, as the transaction sees it. */
export async function readShape(client: Pick<postgres.Sql, "unsafe">): Promise<Shape> {
  const shape = new Map<string, string>();
  const queries = [...FACTS.map(inOurSchemas), ...OTHERS];
  for (const query of queries) {
    const facts = await client.unsafe<{ name: string; like: string }[]>(
      `select * from (${query}) as facts (name, "like")`,
    );
    for (const { name, like } of facts) shape.set(name, like);
  }
  return shape;
}

/** All of them call what has a namespace `c`. */
function inOurSchemas(query: string): string {
  const column = query.includes("from pg_proc c") ? "c.pronamespace" : "c.relnamespace";
  const also = query.includes(" where ") ? "and" : "where";
  return `${query} ${also} ${column} in (select oid from pg_namespace where nspname in ${SCHEMAS})`;
}

/** Tables of users and accounts, as `auth."user"`: what takes time for each of their rows takes long. */
export function listGrowing(shape: Shape): ReadonlySet<string> {
  return new Set([...shape.keys()].flatMap((what) => /^table ((?:app|auth)\..+)$/.exec(what)?.[1] ?? []));
}
