/** What each package that the product runs with is there for: one that nobody has a reason for is not there. */
export const REASONS: Readonly<Record<string, string>> = {
  "@better-auth/api-key": "keys for programs, as a part of Better Auth",
  "@better-auth/core": "the types and hooks of Better Auth that our plugins are written against",
  "@better-auth/utils": "password hashing as Better Auth does it, for seeded users and for the check of a password",
  "@fastify/cors": "which other origins may call, by the rules of the Fetch standard",
  "@fastify/static": "the web app's and the docs' files, with their caching and compressed forms",
  "@tanstack/react-query": "the web app's cache of what the server said, which the typed hooks work on",
  "@trpc/client": "calls procedures, with their types",
  "@trpc/react-query": "procedures as typed React hooks",
  "@trpc/server": "procedures: each operation is defined once, as one",
  "better-auth": "accounts, sessions, passwords, mails of confirmation, JWTs and their keys",
  "drizzle-orm": "tables as types, migrations, and statements that the compiler checks",
  fastify: "the HTTP server: routing, limits of size and time, errors, graceful end",
  ioredis: "limits that are shared through Redis or Valkey, where there is one",
  jose: "signs and verifies JWTs (RFC 7515 to 7519)",
  nodemailer: "sends mail by SMTP",
  pino: "logs as lines of JSON, which are written beside the work",
  postgres: "speaks PostgreSQL's protocol, several statements in one trip",
  "prom-client": "metrics in Prometheus' text format, of several processes together",
  react: "the web app",
  "react-dom": "the web app, in a browser",
  superjson: "carries dates over tRPC as dates",
  "swagger-ui-dist": "the API's reference, where each call can be tried",
  tarn: "the pool of connections",
  uuid: "UUIDs of version 7, which are in the order of their making",
  wouter: "the web app's addresses, in two kilobytes",
  zod: "what goes in and out, checked and described",
};

/** The first version of each that has the fixes known for it. */
export const FIRST_FIXED: Readonly<Record<string, string>> = {
  "@trpc/server": "11.8.0",
  "better-auth": "1.6.22",
  "drizzle-orm": "0.45.2",
  fastify: "5.12.1",
  superjson: "1.8.1",
};
