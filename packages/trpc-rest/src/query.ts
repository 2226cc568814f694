import { RestError } from "./catalogue.js";

/**
 * A query or a form: name → its value, or a list of them where the name is repeated.
 *
 * @throws {RestError} `malformed`, where percent-encoding is broken.
 */
export function parseQuery(text: string, what: "query" | "form"): Record<string, string | string[]> {
  if (text === "") return {};
  const values = new Map<string, string[]>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const [name = "", ...value] = pair.split("=");
    const key = decode(name, what);
    const list = values.get(key);
    const decoded = decode(value.join("="), what);
    if (list) list.push(decoded);
    else values.set(key, [decoded]);
  }
  // `fromEntries` defines fields, so that one by the name `__proto__` stays a field.
  return Object.fromEntries([...values].map(([key, list]) => [key, list.length === 1 ? (list[0] ?? "") : list]));
}

const PLAIN = /^[\w.~-]*$/;

function decode(text: string, what: string): string {
  if (PLAIN.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new RestError(
      "malformed",
      `The ${what} is not well-formed: ${what === "query" ? "a name or value in it" : "it"} has broken percent-encoding`,
    );
  }
}
