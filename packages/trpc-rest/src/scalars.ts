import type { Carrier, Decode } from "./decode.js";
import { parseInstant } from "./instant.js";

export const asIs: Decode = (value) => value;

export function onString(read: (text: string) => unknown): (value: unknown) => unknown {
  return (value) => (typeof value === "string" ? read(value) : value);
}

/** JSON's own grammar: no hexadecimal, no white space, not the empty string. */
export function toNumber(text: string): unknown {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
}

export function toBoolean(text: string): unknown {
  if (text === "true") return true;
  return text === "false" ? false : text;
}

/** At most 1000 digits: more would take time that grows with their square. */
export function toBigInt(text: string): unknown {
  return /^-?\d{1,1000}$/.test(text) ? BigInt(text) : text;
}

export function toOneOf(values: readonly unknown[], carrier: Carrier): Decode {
  const byText = new Map<unknown, unknown>();
  for (const value of values) {
    const isTold =
      typeof value === "bigint" || (carrier === "text" && (typeof value === "number" || typeof value === "boolean"));
    if (isTold && !values.includes(String(value))) byText.set(String(value), value);
  }
  return byText.size === 0 ? asIs : (value) => (byText.has(value) ? byText.get(value) : value);
}

export function decodeInstant(carrier: Carrier): Decode {
  return (value, place) => {
    if (typeof value !== "string") return value;
    const instant = parseInstant(value);
    if (instant) return instant;
    return carrier === "text" ? spotInstant(value, place) : value;
  };
}

/** Leaves text as it is, but says what became of an offset's `+` that was not encoded: no schema could. */
export const spotInstant: Decode = (value, { path, issues }) => {
  if (typeof value === "string" && value.includes(" ") && parseInstant(value.replace(" ", "+"))) {
    const message = "There is a space where the offset's `+` should be: in a query, `+` is written `%2B`";
    issues.push({ code: "custom", path: [...path], message, input: value });
  }
  return value;
};
