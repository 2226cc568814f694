import { LONGEST_NAME, LONGEST_PASSWORD, SCOPES } from "@typedo/db";
import { z } from "zod";
import { idempotencyKey } from "../idempotency.js";
import { instant } from "../instant.js";
import { caller, id } from "../tasks/tasks.schema.js";
import { trimmedText } from "../text.js";
import { storedTimeZone, timeZoneName } from "../time-zone.js";

const settings = {
  name: trimmedText(LONGEST_NAME).meta({ description: "What to be called", examples: ["Ada Lovelace"] }),
  timeZone: timeZoneName.meta({
    description: "An IANA name: it says when today is, and when tasks without a zone of their own are due",
  }),
  weekStart: z.int().min(1).max(7).meta({ description: "The first day of the week: 1 is Monday, 7 Sunday" }),
};

export const me = z
  .strictObject({
    id: z.string(),
    ...settings,
    // As it is, whenever it was given.
    name: z.string(),
    timeZone: storedTimeZone,
    email: z.string(),
    emailVerified: z.boolean(),
    createdAt: z.date(),
  })
  .meta({ id: "Me" });

export const noInput = z.strictObject({ ...caller });

export const updateMeInput = z
  .strictObject({ ...z.object(settings).partial().shape, ...caller, idempotencyKey })
  .meta({ id: "MePatch" });

export const deleteMeInput = z
  .strictObject({
    password: z.string().min(1).max(LONGEST_PASSWORD).meta({ description: "The account's password, once more" }),
    ...caller,
    idempotencyKey,
  })
  .meta({ id: "AccountDeletion" });

const scope = z.enum(SCOPES);

const keyId = id;

export const apiKey = z
  .strictObject({
    id: keyId,
    name: z.string(),
    start: z.string().meta({ description: "The key's first characters, to recognise it" }),
    scopes: z.array(scope),
    createdAt: z.date(),
    expiresAt: z.date().nullable().meta({ description: "Null: it does not expire" }),
    lastUsedAt: z.date().nullable().meta({ description: "When it was last used, to some seconds" }),
  })
  .meta({ id: "ApiKey" });

export const apiKeyList = z.strictObject({ items: z.array(apiKey) }).meta({ id: "ApiKeyList" });

export const createKeyInput = z
  .strictObject({
    name: trimmedText(LONGEST_NAME).meta({ description: "What it is for", examples: ["Backup script"] }),
    scopes: z
      .array(scope)
      .min(1)
      .overwrite((list) => [...new Set(list)])
      .default(["tasks:read", "tasks:write"])
      .meta({ description: "What it may do: nothing that its maker may not" }),
    expiresAt: instant.nullable().default(null).meta({ description: "When it ends; null: never" }),
    ...caller,
  })
  .refine(({ expiresAt }) => expiresAt === null || expiresAt > new Date(), {
    error: "Must be in the future",
    path: ["expiresAt"],
  })
  .meta({ id: "NewApiKey" });

export const newApiKey = z
  .strictObject({
    ...apiKey.shape,
    key: z.string().meta({ description: "The key itself: shown this once, and stored nowhere" }),
  })
  .meta({ id: "ApiKeyWithSecret" });

export const revokeKeyInput = z.strictObject({ id: keyId, ...caller, idempotencyKey });

export type Me = z.output<typeof me>;
export type UpdateMeInput = z.output<typeof updateMeInput>;
export type CreateKeyInput = z.output<typeof createKeyInput>;
export type NewApiKey = z.output<typeof newApiKey>;
