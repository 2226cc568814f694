import { createTRPCClient, httpBatchLink, type TRPCClient } from "@trpc/client";
import type { AppRouter, Task, TaskPage } from "@typedo/api";
import superjson from "superjson";

/** A task as JSON carries it. */
export type RestTask = {
  [Field in keyof Task]: Task[Field] extends Date
    ? string
    : Task[Field] extends Date | null
      ? string | null
      : Task[Field];
};
export type RestPage = { items: RestTask[]; nextCursor: TaskPage["nextCursor"] };

/** Someone who signed up, with a token. */
export interface Person {
  readonly userId: string;
  readonly cookie: string;
  readonly token: string;
  readonly password: string;
  /** By the session. */
  newToken(): Promise<string>;
  /** Calls the REST API with the token. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
}

/** Signs up by the public calls alone; `origin`: what people call the server, if that is not where it listens. */
export async function signUp(url: string, name: string, origin = url): Promise<Person> {
  const password = `${name}-password`;
  const answer = await fetch(`${url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ name, email: `${name}@example.com`, password }),
  });
  if (!answer.ok) throw new Error(`sign-up: ${answer.status} ${await answer.text()}`);
  const { user }: { user: { id: string } } = await readJson(answer);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  const newToken = async () => {
    const given = await fetch(`${url}/api/auth/access-token`, { headers: { cookie } });
    if (!given.ok) throw new Error(`access-token: ${given.status} ${await given.text()}`);
    const { token: made }: { token: string } = await readJson(given);
    return made;
  };
  const token = await newToken();
  return {
    userId: user.id,
    cookie,
    token,
    password,
    newToken,
    call: (method, path, body) => callApi(url, token, method, path, body),
  };
}

/** Calls the REST API with any token. */
export async function callApi(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** Calls the procedures with any token. */
export function trpcAs(url: string, token: string): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${url}/api/trpc`,
        transformer: superjson,
        maxItems: 10,
        headers: { authorization: `Bearer ${token}` },
      }),
    ],
  });
}

/** The body, as what the caller says it is. */
export async function readJson<T>(response: Response): Promise<T> {
  const value: T = JSON.parse(await response.text());
  return value;
}
