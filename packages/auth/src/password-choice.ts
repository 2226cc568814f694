import { dictionary } from "@zxcvbn-ts/language-common";
import { APIError } from "better-auth/api";
import { SHORTEST_PASSWORD } from "./password.js";

/** Those that were found most often where passwords got out, in lower case: some 18,000 that are long enough. */
const COMMON: ReadonlySet<string> = new Set(
  (dictionary["passwords"] ?? []).map(String).filter(({ length }) => length >= SHORTEST_PASSWORD),
);

/** What whoever tries passwords here tries first, beside the person's own name and address. */
const WORDS = ["typedo", "todo", "task", "tasks", "password"];

/**
 * Refuses a password that is tried first: a common one, or a word of this place or person with nothing but digits and
 * signs around it.
 *
 * @throws APIError `PASSWORD_TOO_COMMON`
 */
export function refuseCommonPassword(
  password: unknown,
  person: { readonly name: unknown; readonly email: unknown },
): void {
  if (typeof password !== "string") return;
  const lower = password.toLowerCase();
  const letters = lettersOf(lower);
  const isWord =
    letters !== "" && [...WORDS, ...wordsOf(person)].some((word) => letters === word || letters === word.repeat(2));
  if (!isWord && !COMMON.has(lower)) return;
  throw new APIError("BAD_REQUEST", {
    code: "PASSWORD_TOO_COMMON",
    message: "This password is one of those that are tried first: choose another",
  });
}

function wordsOf({ email, name }: { readonly name: unknown; readonly email: unknown }): string[] {
  const [local = "", domain = ""] = typeof email === "string" ? email.toLowerCase().split("@") : [];
  const own = typeof name === "string" ? name.toLowerCase() : "";
  return [own, ...own.split(/\s+/), local, domain, local + domain].map(lettersOf).filter(Boolean);
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}]/gu, "");
}
