import { asSentence } from "../api/as-sentence.js";

/** `password` is one that is to be set; `currentPassword` the one that is. */
export type AccountField = "name" | "email" | "password" | "currentPassword";

/** What Better Auth's client gives for a refusal. */
export interface Refusal {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly status: number;
}

/** What to tell, and at which field; without a field, above the form. */
export interface AccountError {
  readonly field?: AccountField;
  readonly message: string;
  /** Where trying again won't help: the mailed link is of no use any more, or nobody is signed in. */
  readonly reason?: "dead-link" | "session-ended";
}

const EMAIL_TAKEN: AccountError = {
  field: "email",
  message: "There is an account with this e-mail already. Do you want to sign in?",
};

const NO_ADDRESS: AccountError = { field: "email", message: "This is not an e-mail address." };

const known = new Map<string, AccountError>([
  ["USER_ALREADY_EXISTS", EMAIL_TAKEN],
  ["USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", EMAIL_TAKEN],
  ["EMAIL_PASSWORD_SIGN_UP_DISABLED", { message: "No accounts are made here just now. Please ask whoever runs this." }],
  ["INVALID_EMAIL", NO_ADDRESS],
  ["INVALID_NAME", { field: "name", message: "A name needs 1 to 100 characters, and more than spaces." }],
  ["PASSWORD_TOO_SHORT", { field: "password", message: "The password needs at least 8 characters." }],
  [
    "PASSWORD_TOO_COMMON",
    { field: "password", message: "This password is one of those that are tried first. Please choose another." },
  ],
  ["PASSWORD_TOO_LONG", { field: "password", message: "This password is too long: at most 128 characters." }],
  ["INVALID_EMAIL_OR_PASSWORD", { message: "E-mail and password don't belong together. Please check both." }],
  ["INVALID_PASSWORD", { field: "currentPassword", message: "This is not your password." }],
  ["INVALID_TOKEN", { message: "This link was used already, or is too old.", reason: "dead-link" }],
]);

/** By the field of the body that Better Auth's own schema names: its words are for programs. */
const invalid = new Map<string, AccountError>([
  ["name", { field: "name", message: "This can't be a name." }],
  ["email", NO_ADDRESS],
  ["newEmail", NO_ADDRESS],
  ["password", { field: "password", message: "This can't be a password." }],
  ["newPassword", { field: "password", message: "This can't be a password." }],
  ["currentPassword", { field: "currentPassword", message: "This is not your password." }],
]);

export const UNREACHABLE: AccountError = {
  message: "Typedo can't be reached. Please check your connection, then try again.",
};
const TOO_MANY: AccountError = { message: "Too many tries. Please wait a minute, then try again." };
const FAILED: AccountError = { message: "Something went wrong on our side. Please try again in a moment." };
const UNREADABLE: AccountError = { message: "Something here can't be right. Please look through it once more." };
const AWAY: AccountError = { message: "Typedo can't save or load just now. Please try again in a moment." };
const ENDED: AccountError = { message: "Your session has ended. Please sign in again.", reason: "session-ended" };

export function describeRefusal({ code, message, status }: Refusal): AccountError {
  const told = code === undefined ? undefined : known.get(code);
  if (told) return told;
  if (code === "VALIDATION_ERROR") return describeInvalid(message);
  if (status === 429) return TOO_MANY;
  if (status === 0) return UNREACHABLE;
  if (status === 401) return ENDED;
  if (status === 503) return AWAY;
  if (status >= 500) return FAILED;
  return message ? { message: asSentence(message) } : FAILED;
}

/** Better Auth tells it as "[body.email] Invalid email address; [body.name] …": the first that a form has is told. */
function describeInvalid(message = ""): AccountError {
  const fields = [...message.matchAll(/\[body\.(\w+)\]/g)].map(([, field = ""]) => invalid.get(field));
  return fields.find((told) => told !== undefined) ?? UNREADABLE;
}

/** Runs a call of Better Auth's client, and gives what to tell if it did not succeed. */
export async function attempt(
  call: () => Promise<{ readonly error: Refusal | null }>,
): Promise<AccountError | undefined> {
  try {
    const { error } = await call();
    return error ? describeRefusal(error) : undefined;
  } catch {
    // fetch's own failure: there was no answer.
    return UNREACHABLE;
  }
}
