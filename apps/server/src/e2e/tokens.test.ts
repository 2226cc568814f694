import { readFile } from "node:fs/promises";
import { mintAccessToken } from "@typedo/auth";
import { decodeJwt, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callApi, type Person, readJson, signUp, trpcAs } from "./person.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, { LOG_LEVEL: "warn" });
  ada = await signUp(typedo.url, "ada");
  bob = await signUp(typedo.url, "bob");
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

describe("a token", () => {
  const secret = async () => (await readFile(`${data.path}/secret`, "utf8")).trim();
  const mint = async (claims: Record<string, unknown>, key?: string) =>
    new SignJWT({
      iss: typedo.url,
      aud: typedo.url,
      sub: ada.userId,
      exp: Math.floor(Date.now() / 1000) + 60,
      ...claims,
    })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(key ?? (await secret())));
  const status = async (token: string) => (await callApi(typedo.url, token, "GET", "/api/tasks?limit=1")).status;

  test("minted elsewhere with the secret and jose works", async () => {
    expect(await status(await mint({}))).toBe(200);
    const { token } = await mintAccessToken({
      secret: await secret(),
      baseUrl: typedo.url,
      userId: ada.userId,
      scopes: ["tasks:read"],
    });
    expect(await status(token)).toBe(200);
  });

  test("of a service without the secret works too, by the public keys", async () => {
    const { token } = await readJson<{ token: string }>(
      await fetch(`${typedo.url}/api/auth/token`, { headers: { cookie: ada.cookie } }),
    );
    expect(await status(token)).toBe(200);
    expect(
      (await readJson<{ keys: object[] }>(await fetch(`${typedo.url}/api/auth/jwks`))).keys.length,
    ).toBeGreaterThan(0);
  });

  test("that is forged in any way is 401, and says so", async () => {
    const [header = "", payload = "", signature = ""] = ada.token.split(".");
    const forged: Record<string, string> = {
      "another secret": await mint({}, "another secret of at least 32 bytes"),
      "another audience": await mint({ aud: "https://elsewhere.example" }),
      "another issuer": await mint({ iss: "https://elsewhere.example" }),
      expired: await mint({ exp: 1 }),
      "no expiry": await mint({ exp: undefined }),
      "no subject": await mint({ sub: undefined }),
      "alg none": `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`,
      "no signature": `${header}.${payload}.`,
      "edited payload": `${header}.${Buffer.from(JSON.stringify({ ...decodeJwt(ada.token), sub: bob.userId })).toString("base64url")}.${signature}`,
      "the session's cookie": decodeURIComponent(ada.cookie.split("=")[1] ?? ""),
      nonsense: "nonsense",
    };
    for (const [what, token] of Object.entries(forged)) {
      const answer = await callApi(typedo.url, token, "GET", "/api/tasks");
      expect([what, answer.status, answer.headers.get("www-authenticate")]).toEqual([
        what,
        401,
        'Bearer error="invalid_token"',
      ]);
    }
    const none = await fetch(`${typedo.url}/api/tasks`, { headers: { cookie: ada.cookie } });
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  });

  test("that may only read can't write, at either door", async () => {
    const reader = await mint({ scope: "tasks:read" });
    expect((await callApi(typedo.url, reader, "POST", "/api/tasks", { title: "A" })).status).toBe(403);
    await expect(trpcAs(typedo.url, reader).tasks.create.mutate({ title: "A" })).rejects.toMatchObject({
      data: { code: "missing_scope", httpStatus: 403 },
    });
    expect(await status(reader)).toBe(200);
  });

  test("of a user who is gone can't write, and reads nothing", async () => {
    const ghost = await mint({ sub: "nobody" });
    expect((await callApi(typedo.url, ghost, "POST", "/api/tasks", { title: "A" })).status).toBe(401);
    expect(await readJson(await callApi(typedo.url, ghost, "GET", "/api/tasks"))).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});
