import { expect, test, vi } from "vitest";
import { fakeToken } from "../account/fake-token.js";
import { createTokenKeeper, SessionEndedError } from "../account/token-keeper.js";
import { createAuthorizedFetch } from "./authorized-fetch.js";

const clocks = { monotonic: () => 0, wall: () => 0 };

/** An API that takes only the tokens that `accepts` says; the session gives token 1, 2, 3… */
function connect(accepts: (token: string) => boolean, obtain?: () => Promise<string>) {
  let given = 0;
  const ask = vi.fn(obtain ?? (async () => fakeToken({ jti: (given += 1) })));
  const sent: Request[] = [];
  const onSessionEnded = vi.fn(() => {});
  const fetch = createAuthorizedFetch({
    tokens: createTokenKeeper({ userId: "ada", obtain: ask, clocks }),
    fetch: async (target, init) => {
      const request = new Request(target, init);
      sent.push(request);
      const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
      return new Response(null, { status: accepts(token) ? 200 : 401 });
    },
    onSessionEnded,
  });
  return { fetch, ask, sent, onSessionEnded };
}

test("sends the token in a header, and never in the address", async () => {
  const { fetch, sent } = connect(() => true);
  await fetch("http://localhost/api/trpc/tasks.list?input=1");
  expect(sent[0]?.headers.get("authorization")).toBe(`Bearer ${fakeToken({ jti: 1 })}`);
  expect(sent[0]?.url).toBe("http://localhost/api/trpc/tasks.list?input=1");
});

test("renews a refused token and sends the same once more", async () => {
  const { fetch, ask, sent, onSessionEnded } = connect((token) => token === fakeToken({ jti: 2 }));
  const response = await fetch("http://localhost/api/trpc/tasks.create", { method: "POST", body: "text" });
  expect(response.status).toBe(200);
  expect(ask).toHaveBeenCalledTimes(2);
  expect(await Promise.all(sent.map((request) => request.text()))).toEqual(["text", "text"]);
  expect(onSessionEnded).not.toHaveBeenCalled();
});

test("renews once for ten calls that are refused together", async () => {
  const { fetch, ask } = connect((token) => token === fakeToken({ jti: 2 }));
  const responses = await Promise.all(Array.from({ length: 10 }, () => fetch("http://localhost/api/trpc/tasks.list")));
  expect(responses.every(({ ok }) => ok)).toBe(true);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("gives up when the new token is refused too, and says that the session is over", async () => {
  const { fetch, sent, onSessionEnded } = connect(() => false);
  expect((await fetch("http://localhost/api/trpc/tasks.list")).status).toBe(401);
  expect(sent).toHaveLength(2);
  expect(onSessionEnded).toHaveBeenCalledTimes(1);
});

test("says that the session is over when it gives no token, and sends nothing", async () => {
  const ended = async () => {
    throw new SessionEndedError("over");
  };
  const { fetch, sent, onSessionEnded } = connect(() => true, ended);
  await expect(fetch("http://localhost/api/trpc/tasks.list")).rejects.toThrow(SessionEndedError);
  expect(sent).toHaveLength(0);
  expect(onSessionEnded).toHaveBeenCalledTimes(1);
});

test("does not end the session when the server is merely away", async () => {
  const away = async () => {
    throw new TypeError("fetch failed");
  };
  const { fetch, onSessionEnded } = connect(() => true, away);
  await expect(fetch("http://localhost/api/trpc/tasks.list")).rejects.toThrow("fetch failed");
  expect(onSessionEnded).not.toHaveBeenCalled();
});
