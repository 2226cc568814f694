import type { OperationExample } from "@typedo/trpc-rest/meta";
import { problemExample } from "../problem-example.js";

const KEY = "7f0d6b1e-2c4a-4e8f-9b3d-1a5c6e8f0d2b";
const ABSENT = "0198c4a3-1f7b-7c2d-b0e4-8a6f2d5c3e33";

const ada = {
  id: "3d7c1f80-6a52-4e0b-9d14-7b8e2c5f9a66",
  name: "Ada Lovelace",
  timeZone: "UTC",
  weekStart: 1,
  email: "ada@example.com",
  emailVerified: false,
  createdAt: "2026-11-25T12:00:00.000Z",
};

const backup = {
  id: KEY,
  name: "Backup script",
  start: "typedo_AbCdE",
  scopes: ["tasks:read"],
  createdAt: "2026-11-25T12:00:00.000Z",
  expiresAt: "2099-12-31T23:59:59.000Z",
  lastUsedAt: null,
};

/** Requests and their answers, by the names of `meRest`: for the reference, and each is sent and compared by a test. */
export const meExamples = {
  get: {
    you: { summary: "Whose token it is", answer: ada },
    unauthenticated: {
      summary: "A token that is none, or has expired",
      headers: { Authorization: "Bearer not-a-token" },
      ...problemExample("unauthenticated", "/api/me", {
        detail: "The token is not accepted: it is malformed, expired, forged or meant for another service",
      }),
    },
  },
  update: {
    settings: {
      summary: "Weeks that begin on Sunday",
      body: { timeZone: "America/New_York", weekStart: 7 },
      answer: { ...ada, timeZone: "America/New_York", weekStart: 7 },
    },
    invalid: {
      summary: "There is no such zone",
      body: { timeZone: "Mars/Olympus_Mons" },
      ...problemExample("validation_failed", "/api/me", {
        errors: [
          {
            pointer: "/timeZone",
            message: "Must be a name of the IANA time zone database, as Europe/Berlin",
            code: "custom",
          },
        ],
      }),
    },
    other: {
      summary: "Nobody acts for another user",
      body: { userId: "somebody-else", name: "Eve" },
      ...problemExample("other_user", "/api/me"),
    },
  },
  delete: {
    delete: { summary: "With the password", body: { password: "correct horse battery staple" } },
    wrong: {
      summary: "Not with another",
      body: { password: "incorrect" },
      ...problemExample("validation_failed", "/api/me/delete", {
        detail: "This is not the account's password",
        errors: [{ pointer: "/password", message: "This is not the account's password", code: "wrong_password" }],
      }),
    },
  },
  listKeys: {
    one: { summary: "One key", answer: { items: [backup] } },
  },
  createKey: {
    reader: {
      summary: "For a program that only reads, until a day",
      body: { name: "Backup script", scopes: ["tasks:read"], expiresAt: "2099-12-31T23:59:59Z" },
      answer: { ...backup, key: "typedo_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKl" },
    },
    invalid: {
      summary: "A day that is past",
      body: { name: "Backup script", expiresAt: "2020-01-01T00:00:00Z" },
      ...problemExample("validation_failed", "/api/me/keys", {
        errors: [{ pointer: "/expiresAt", message: "Must be in the future", code: "custom" }],
      }),
    },
  },
  revokeKey: {
    revoke: { summary: "One that is there", path: { id: KEY } },
    gone: {
      summary: "None of this id, or another user's",
      path: { id: ABSENT },
      ...problemExample("not_found", `/api/me/keys/${ABSENT}`, { detail: "There is no such key" }),
    },
  },
} satisfies Record<string, Record<string, OperationExample>>;
