/**
 * What an example in the docs promises, compared with what came. Strings, numbers and the rest must be equal, but for
 * what differs each time: an id for an id, an instant for an instant, digits for digits, and anything where the example
 * has `…`. A line of `…` alone in an object stands for more fields.
 *
 * @returns each difference in words; none: the example is true
 */
export function differencesOf(example: string, actual: string): readonly string[] {
  return compare(parseExample(example), parseJson(actual), "");
}

/** The JSON of an example; a line of `…` becomes a field of that name. */
export function parseExample(example: string): unknown {
  return parseJson(example.replaceAll(/^(\s*)…$/gm, '$1"…": "…"'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`This is no JSON: ${text}`);
  }
}

function compare(example: unknown, actual: unknown, at: string): readonly string[] {
  if (typeof example === "string") {
    const isSame = typeof actual === "string" && isLike(example, actual);
    return isSame ? [] : [`${at}: ${JSON.stringify(actual)} instead of ${JSON.stringify(example)}`];
  }
  if (Array.isArray(example)) {
    if (!Array.isArray(actual)) return [`${at}: no list`];
    if (actual.length !== example.length) return [`${at}: ${actual.length} instead of ${example.length} items`];
    return example.flatMap((item, index) => compare(item, actual[index], `${at}/${index}`));
  }
  if (typeof example !== "object" || example === null) {
    return Object.is(example, actual) ? [] : [`${at}: ${JSON.stringify(actual)} instead of ${String(example)}`];
  }
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return [`${at}: no object`];
  const given = new Map<string, unknown>(Object.entries(actual));
  const named = Object.entries(example).filter(([key]) => key !== "…");
  const unnamed = "…" in example ? [] : [...given.keys()].filter((key) => !Object.hasOwn(example, key));
  return [
    ...unnamed.map((key) => `${at}/${key}: not in the example`),
    ...named.flatMap(([key, value]) =>
      given.has(key) ? compare(value, given.get(key), `${at}/${key}`) : [`${at}/${key}: not in the answer`],
    ),
  ];
}

const VARYING = [
  /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  /^\d+$/,
];

/** Whether a text is what an example has, but for what differs each time. */
export function isLike(example: string, actual: string): boolean {
  if (example.includes("…")) {
    const parts = example.split("…").map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join(".*")}$`, "s").test(actual);
  }
  return example === actual || VARYING.some((form) => form.test(example) && form.test(actual));
}
