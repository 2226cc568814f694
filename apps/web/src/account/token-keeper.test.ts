import { expect, test, vi } from "vitest";
import { fakeToken } from "./fake-token.js";
import { createTokenKeeper, SessionEndedError } from "./token-keeper.js";

/** A keeper whose server gives token after token, and whose clock is moved by hand. */
function keeperOf({ lifetime = 900, obtain }: { lifetime?: number; obtain?: () => Promise<string> } = {}) {
  let given = 0;
  let now = 0;
  const ask = vi.fn(
    obtain ??
      (async () => {
        given += 1;
        // iat and exp are years away from any clock here: only their difference may count.
        return fakeToken({ jti: given, iat: 4_000_000_000, exp: 4_000_000_000 + lifetime });
      }),
  );
  const clocks = { monotonic: () => now, wall: () => now };
  return { keeper: createTokenKeeper({ userId: "ada", obtain: ask, clocks }), ask, pass: (ms: number) => (now += ms) };
}

test("asks once, however many calls wait for the token", async () => {
  const { keeper, ask } = keeperOf();
  const tokens = await Promise.all(Array.from({ length: 10 }, () => keeper.get()));
  expect(new Set(tokens).size).toBe(1);
  expect(ask).toHaveBeenCalledTimes(1);
});

test("keeps a token until a minute before its end, then asks for another", async () => {
  const { keeper, ask, pass } = keeperOf();
  const first = await keeper.get();
  pass(839_000);
  expect(await keeper.get()).toBe(first);
  pass(1_000);
  expect(await keeper.get()).not.toBe(first);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("counts a token's age from before it was asked for", async () => {
  const { keeper, ask, pass } = keeperOf({
    obtain: async () => {
      pass(100_000);
      return fakeToken({ iat: 0, exp: 160 });
    },
  });
  await keeper.get();
  await keeper.get();
  expect(ask).toHaveBeenCalledTimes(2);
});

test("uses a token of less than two minutes for half its life", async () => {
  const { keeper, ask, pass } = keeperOf({ lifetime: 60 });
  await keeper.get();
  pass(29_000);
  await keeper.get();
  expect(ask).toHaveBeenCalledTimes(1);
  pass(2_000);
  await keeper.get();
  expect(ask).toHaveBeenCalledTimes(2);
});

test("tells everyone who waits that there is none, and asks anew the next time", async () => {
  let fails = true;
  const { keeper, ask } = keeperOf({
    obtain: async () => {
      if (fails) throw new Error("The server is away");
      return fakeToken();
    },
  });
  const outcomes = await Promise.allSettled([keeper.get(), keeper.get(), keeper.get()]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(ask).toHaveBeenCalledTimes(1);
  fails = false;
  await expect(keeper.get()).resolves.toBe(fakeToken());
});

test("replaces a refused token once, though ten calls were refused", async () => {
  const { keeper, ask } = keeperOf();
  const refused = await keeper.get();
  const tokens = await Promise.all(Array.from({ length: 10 }, () => keeper.replace(refused)));
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]).not.toBe(refused);
  // One that comes late still gets the new token, and causes no request.
  expect(await keeper.replace(refused)).toBe(tokens[0]);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("refuses a token of another user, who signed in from another tab", async () => {
  const { keeper } = keeperOf({ obtain: async () => fakeToken({ sub: "eve" }) });
  await expect(keeper.get()).rejects.toThrow(SessionEndedError);
});

test("refuses what is no token", async () => {
  for (const nonsense of ["", "no-token", fakeToken({ sub: undefined }), fakeToken({ exp: "soon" })]) {
    const { keeper } = keeperOf({ obtain: async () => nonsense });
    await expect(keeper.get()).rejects.toThrow();
  }
});

test("does not keep a token that arrives after it was told to forget", async () => {
  let answer = (_token: string) => {};
  const { keeper, ask } = keeperOf({ obtain: () => new Promise((resolve) => (answer = resolve)) });
  const waiting = keeper.get();
  keeper.forget();
  answer(fakeToken());
  await waiting;
  void keeper.get();
  expect(ask).toHaveBeenCalledTimes(2);
});
