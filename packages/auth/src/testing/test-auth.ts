import { type AuthDatabase, openAuthDatabase } from "@typedo/db";
import { createTestDatabase, type TestDatabase } from "@typedo/db/testing";
import { afterAll, beforeAll } from "vitest";
import { createAuth } from "../create-auth.js";
import type { Mail } from "../mail/mail.js";
import type { Auth, AuthOptions } from "../options.js";

export const SECRET = "a secret of the tests, which is long enough";
export const BASE_URL = "http://localhost:3000";

export interface TestAuth {
  readonly auth: Auth;
  readonly database: TestDatabase;
  readonly authDatabase: AuthDatabase;
  /** Everything that was logged, with what an error's stack and causes hold. */
  readonly logged: string[];
  /** Everything that was mailed. */
  readonly mails: Mail[];
  close(): Promise<void>;
}

/** For one test file: the whole of it, which is there once the first test begins. */
export function openTestAuth(): TestAuth {
  let opened: TestAuth | undefined;

  beforeAll(async () => {
    opened = await createTestAuth();
  });

  afterAll(async () => {
    await opened?.close();
  });

  const it = () => {
    if (!opened) throw new Error("There is nothing yet: it is opened before the first test");
    return opened;
  };
  return {
    get auth() {
      return it().auth;
    },
    get database() {
      return it().database;
    },
    get authDatabase() {
      return it().authDatabase;
    },
    get logged() {
      return it().logged;
    },
    get mails() {
      return it().mails;
    },
    close: async () => it().close(),
  };
}

/** The whole of it on a real PostgreSQL. */
export async function createTestAuth(): Promise<TestAuth> {
  const database = await createTestDatabase();
  const authDatabase = openAuthDatabase(database.auth, { poolSize: 4 });
  const logged: string[] = [];
  const mails: Mail[] = [];
  return {
    auth: createAuth(testOptions(authDatabase, logged, mails)),
    database,
    authDatabase,
    logged,
    mails,
    async close() {
      await authDatabase.close();
      await database.close();
    },
  };
}

export function testOptions(database: AuthDatabase, logged: string[] = [], mails: Mail[] = []): AuthOptions {
  return {
    database,
    secret: SECRET,
    baseUrl: BASE_URL,
    trustedOrigins: ["https://friend.example"],
    sendMail: async (mail) => {
      mails.push(mail);
    },
    log: (level, message, cause) => logged.push(`${level} ${message} ${inspectError(cause)}`),
    problem: (request, status, error) => ({
      body: { type: `about:${error.code}`, status, instance: new URL(request.url).pathname },
      headers: { "X-Problem": "made" },
    }),
  };
}

function inspectError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${JSON.stringify(error)} ${inspectError(error.cause)}`;
}

/** A database where nobody listens. */
export function absentDatabase(): AuthDatabase {
  return openAuthDatabase({ url: "postgres://typedo_auth:x@127.0.0.1:1/none" }, { poolSize: 1 });
}

/** The database, with a count of how often something is read outside of a transaction. */
export function countingDatabase(database: AuthDatabase): {
  readonly database: AuthDatabase;
  readonly selects: () => number;
} {
  let selects = 0;
  const counting = new Proxy(database, {
    get(target, property) {
      if (property === "select") selects += 1;
      return Reflect.get(target, property);
    },
  });
  return { database: counting, selects: () => selects };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** One that nobody else has. */
export const someEmail = () => `${crypto.randomUUID()}@example.com`;

/** A client with cookies, as a browser at the public origin. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly answers: string[] = [];
  readonly #auth: Auth;

  constructor(auth: Auth) {
    this.#auth = auth;
  }

  get = async (path: string, headers?: Record<string, string>): Promise<Answer> =>
    this.#send("GET", path, undefined, headers);

  post = async (path: string, body: unknown = {}, headers?: Record<string, string>): Promise<Answer> =>
    this.#send("POST", path, JSON.stringify(body), {
      "Content-Type": "application/json",
      Origin: BASE_URL,
      ...headers,
    });

  signUp = async (email = someEmail(), more: Record<string, unknown> = {}): Promise<Answer> =>
    this.post("/sign-up/email", { name: "Ada Lovelace", email, password: "correct horse", ...more });

  /** With the same cookies, at another server. */
  at(auth: Auth): Browser {
    const other = new Browser(auth);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  async #send(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const request = new Request(`${BASE_URL}/api/auth${path}`, {
      method,
      headers: { ...headers, ...(cookie && { Cookie: cookie }) },
      ...(body !== undefined && { body }),
    });
    const answer = await this.#auth.handle(request);
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    const text = await answer.text();
    this.answers.push(text);
    return { status: answer.status, headers: answer.headers, text, json: parseObject(text) };
  }

  #keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/Max-Age=0/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The token that `/access-token` or `/token` answers. */
export async function tokenOf(browser: Browser, path: "/access-token" | "/token"): Promise<string> {
  const { json, status } = await browser.get(path);
  if (typeof json["token"] !== "string") throw new Error(`No token, but ${status}`);
  return json["token"];
}
