import { sql } from "drizzle-orm";
import { boolean, check, foreignKey, index, integer, pgSchema, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant } from "./columns.js";

/** Better Auth's tables (its names in TypeScript, ours in SQL), in a schema and under a role of their own. */
export const authSchema = pgSchema("auth");

export const user = authSchema.table(
  "user",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    email: text("email").notNull().unique("user_email_unique"),
    emailVerified: boolean("email_verified").notNull().default(false),
    image: text("image"),
    createdAt: instant("created_at")
      .notNull()
      .default(sql`now()`),
    updatedAt: instant("updated_at")
      .notNull()
      .default(sql`now()`),
  },
  (t) => [check("user_id_length", sql`length(${t.id}) between 1 and 64`)],
);

export const session = authSchema.table(
  "session",
  {
    id: text("id").primaryKey(),
    expiresAt: instant("expires_at").notNull(),
    token: text("token").notNull().unique("session_token_unique"),
    createdAt: instant("created_at")
      .notNull()
      .default(sql`now()`),
    updatedAt: instant("updated_at")
      .notNull()
      .default(sql`now()`),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    userId: text("user_id").notNull(),
  },
  (t) => [
    foreignKey({ name: "session_user_fkey", columns: [t.userId], foreignColumns: [user.id] }).onDelete("cascade"),
    index("session_user").on(t.userId),
  ],
);

export const account = authSchema.table(
  "account",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id").notNull(),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: instant("created_at")
      .notNull()
      .default(sql`now()`),
    updatedAt: instant("updated_at")
      .notNull()
      .default(sql`now()`),
  },
  (t) => [
    foreignKey({ name: "account_user_fkey", columns: [t.userId], foreignColumns: [user.id] }).onDelete("cascade"),
    index("account_user").on(t.userId),
    uniqueIndex("account_provider").on(t.providerId, t.accountId),
  ],
);

export const verification = authSchema.table(
  "verification",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at")
      .notNull()
      .default(sql`now()`),
    updatedAt: instant("updated_at")
      .notNull()
      .default(sql`now()`),
  },
  (t) => [index("verification_identifier").on(t.identifier)],
);

export const jwks = authSchema.table("jwks", {
  id: text("id").primaryKey(),
  publicKey: text("public_key").notNull(),
  privateKey: text("private_key").notNull(),
  createdAt: instant("created_at")
    .notNull()
    .default(sql`now()`),
  expiresAt: instant("expires_at"),
  alg: text("alg"),
  crv: text("crv"),
});

/** Keys that users made for programs; `key` is a hash. Its fields are those of Better Auth's API-key plugin. */
export const apikey = authSchema.table(
  "apikey",
  {
    id: text("id").primaryKey(),
    configId: text("config_id").notNull().default("default"),
    name: text("name"),
    start: text("start"),
    /** The user's id. */
    referenceId: text("reference_id").notNull(),
    prefix: text("prefix"),
    key: text("key").notNull(),
    refillInterval: integer("refill_interval"),
    refillAmount: integer("refill_amount"),
    lastRefillAt: instant("last_refill_at"),
    enabled: boolean("enabled").notNull().default(true),
    rateLimitEnabled: boolean("rate_limit_enabled").notNull().default(false),
    rateLimitTimeWindow: integer("rate_limit_time_window"),
    rateLimitMax: integer("rate_limit_max"),
    requestCount: integer("request_count").notNull().default(0),
    remaining: integer("remaining"),
    lastRequest: instant("last_request"),
    expiresAt: instant("expires_at"),
    createdAt: instant("created_at")
      .notNull()
      .default(sql`now()`),
    updatedAt: instant("updated_at")
      .notNull()
      .default(sql`now()`),
    permissions: text("permissions"),
    metadata: text("metadata"),
    /** The key that its maker was known by; null: by a session. What a key made ends with it. */
    madeWith: text("made_with"),
  },
  (t) => [
    foreignKey({ name: "apikey_user_fkey", columns: [t.referenceId], foreignColumns: [user.id] }).onDelete("cascade"),
    foreignKey({ name: "apikey_maker_fkey", columns: [t.madeWith], foreignColumns: [t.id] }).onDelete("cascade"),
    index("apikey_user").on(t.referenceId),
    index("apikey_made_with").on(t.madeWith),
    uniqueIndex("apikey_key").on(t.key),
  ],
);
