import type { JsonSchema } from "./json-schema.js";

/** Schemas that the document has once, by name. */
export interface Components {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** Moves what a schema holds by `$defs` to the components, and gives the schema with `$ref`s to there. */
  place(schema: JsonSchema): JsonSchema;
  /** As `place`, for a schema that is a component itself, by this name or one made of it. */
  placeAs(name: string, schema: JsonSchema): JsonSchema;
}

const DEFS = "#/$defs/";
const COMPONENTS = "#/components/schemas/";

export function makeComponents(): Components {
  const schemas: Record<string, JsonSchema> = {};
  const owners = new Map<string, string>();

  // Two schemas of one name differ where input and output do: the second gets a name of its own.
  const claim = (wanted: string, identity: string): { name: string; isNew: boolean } => {
    const base = wanted.replaceAll(/[^A-Za-z0-9._-]/g, "_");
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? base : `${base}${count}`;
      const owner = owners.get(name);
      if (owner === identity) return { name, isNew: false };
      if (owner !== undefined) continue;
      owners.set(name, identity);
      return { name, isNew: true };
    }
  };

  const placeAll = (root: JsonSchema, rootName?: string): JsonSchema => {
    const { $schema: _, $defs = {}, ...bare } = root;
    const defs = new Map(Object.entries($defs));
    const named = [...defs].filter(([name]) => reach(bare, defs).has(name));
    const names = new Map(named.map(([name, schema]) => [`${DEFS}${name}`, claim(name, identityOf(schema, defs))]));
    if (rootName !== undefined) names.set("#", claim(rootName, identityOf(bare, defs)));
    const refs = new Map([...names].map(([from, { name }]) => [from, `${COMPONENTS}${name}`]));
    for (const [name, schema] of named) {
      const claimed = names.get(`${DEFS}${name}`);
      if (claimed?.isNew) schemas[claimed.name] = mapRefs(schema, refs);
    }
    const own = names.get("#");
    if (!own) return mapRefs(bare, refs);
    if (own.isNew) schemas[own.name] = mapRefs(bare, refs);
    return { $ref: `${COMPONENTS}${own.name}` };
  };

  return {
    schemas,
    place: (schema) => placeAll(schema),
    placeAs: (name, schema) => placeAll(schema, name),
  };
}

/** The same for schemas that are the same, and hold the same. */
function identityOf(schema: JsonSchema, defs: ReadonlyMap<string, JsonSchema>): string {
  return JSON.stringify([schema, [...reach(schema, defs)].map((name) => [name, defs.get(name)])]);
}

function reach(schema: JsonSchema, defs: ReadonlyMap<string, JsonSchema>, reached = new Set<string>()): Set<string> {
  mapRefs(schema, undefined, (ref) => {
    const name = ref.startsWith(DEFS) ? ref.slice(DEFS.length) : undefined;
    const target = name === undefined ? undefined : defs.get(name);
    if (name === undefined || !target || reached.has(name)) return;
    reached.add(name);
    reach(target, defs, reached);
  });
  return reached;
}

/** Values that a schema shows, rather than schemas. */
const DATA: ReadonlySet<string> = new Set(["examples", "default", "const", "enum"]);

function mapRefs(schema: JsonSchema, refs?: ReadonlyMap<string, string>, visit?: (ref: string) => void): JsonSchema {
  const map = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(map);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapKey(key, item)]));
  };
  const mapKey = (key: string, item: unknown): unknown => {
    if (DATA.has(key) && !isFieldOfThatName(item)) return item;
    if (key !== "$ref" || typeof item !== "string") return map(item);
    visit?.(item);
    return refs?.get(item) ?? item;
  };
  return Object.fromEntries(Object.entries(schema).map(([key, item]) => [key, mapKey(key, item)]));
}

/** A property may be called `default`: then a schema is there. */
function isFieldOfThatName(item: unknown): boolean {
  return (
    typeof item === "object" &&
    item !== null &&
    !Array.isArray(item) &&
    ("type" in item || "$ref" in item || "anyOf" in item)
  );
}
