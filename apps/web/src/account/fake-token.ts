/** For tests: what looks like a JWT of 15 minutes, unless told otherwise. Nothing of it is signed. */
export function fakeToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [part({ alg: "HS256" }), part({ sub: "ada", iat: 1_000_000, exp: 1_000_900, ...claims }), "signature"].join(
    ".",
  );
}
