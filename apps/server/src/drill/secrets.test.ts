import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./tree-copy.js";

/** What secrets look like that people leave in files by mistake. */
const SECRETS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{64}/],
  ["a private JWK", /"kty"\s*:\s*"[A-Z]+"[^}]*"d"\s*:\s*"[\w-]{32,}"/],
  ["a key of AWS", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a token of GitHub", /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60}/],
  ["a token of npm", /\bnpm_[A-Za-z0-9]{36}\b|_authToken=[\w-]/],
  ["a token of Slack or Stripe", /\bxox[abpr]-[\w-]{20}|\b[rs]k_live_[A-Za-z0-9]{20}/],
  // But for the one of the document's examples.
  ["a key of an account here", /\btypedo_(?!AbCdEfGhIjKl)[A-Za-z]{64}\b/],
  ["a JWT that is signed", /\beyJhbGciOi[\w-]{10,}\.eyJ[\w-]{20,}\.[\w-]{43,}\b/],
  [
    "a password in a URL",
    /\b(?:postgres(?:ql)?|rediss?|smtps?|https?):\/\/[\w.-]+:[^\s@/'"`$<{]{12,}@(?!localhost|127\.0\.0\.1)[\w-]+\.[a-z]{2,}/,
  ],
  [
    "a secret of the environment",
    /\b(?:BETTER_AUTH_SECRET|POSTGRES_PASSWORD|METRICS_TOKEN)\s*=\s*[A-Za-z0-9+/=_-]{24,}/,
  ],
];

function found(text: string): string[] {
  return SECRETS.flatMap(([name, pattern]) => {
    const [hit] = pattern.exec(text) ?? [];
    return hit === undefined ? [] : [`${name}: ${hit.slice(0, 30)}…`];
  });
}

const git = (...args: readonly string[]) =>
  execFileSync("git", ["-C", ROOT, ...args], { encoding: "utf8", maxBuffer: 2 ** 30 });

function isShallow(): boolean | undefined {
  try {
    return git("rev-parse", "--is-shallow-repository").trim() === "true";
  } catch {
    return undefined;
  }
}

test("the patterns know a secret when they see one", () => {
  // Put together here, so that this file itself has none.
  const samples = [
    ["-----BEGIN ", "PRIVATE KEY-----\n", "A".repeat(64)],
    ['{"kty":"OKP","crv":"Ed25519",', '"d":"', "a".repeat(43), '"}'],
    ["AKIA", "A".repeat(16)],
    ["ghp_", "a".repeat(36)],
    ["npm_", "a".repeat(36)],
    ["sk_live_", "a".repeat(20)],
    ["typedo_", "a".repeat(64)],
    ["eyJhbGciOi", "a".repeat(10), ".eyJ", "a".repeat(20), ".", "a".repeat(43)],
    ["postgres://typedo:", "a".repeat(12), "@db.example.com/typedo"],
    ["BETTER_AUTH_SECRET=", "a".repeat(32)],
  ];
  expect(samples.map((parts) => found(parts.join("")).length)).toEqual(samples.map(() => 1));
  expect(samples).toHaveLength(SECRETS.length);
});

const shallow = isShallow();

test.skipIf(shallow !== false)(
  `no commit has ever held a secret${shallow === false ? "" : " (skipped: the history is not here)"}`,
  () => {
    expect(
      found(git("log", "-p", "--all", "--no-color", "--no-ext-diff", "--unified=0", "--", ".", ":!pnpm-lock.yaml")),
    ).toEqual([]);
  },
);

test.skipIf(shallow === undefined)("no file that is in git holds one, and none of the kind that would is", () => {
  const files = git("ls-files", "-z").split("\0").filter(Boolean);
  expect(files.length).toBeGreaterThan(100);
  const kinds = /(?:^|\/)(?:\.env(?:\..+)?|\.npmrc|id_\w+|.+\.(?:pem|key|p12|pfx|backup|sqlite|log))$/;
  expect(files.filter((file) => kinds.test(file))).toEqual([]);
  const texts = files.filter((file) => !/\.(?:png|br|gz)$|^pnpm-lock/.test(file));
  const hits = texts.flatMap((file) => found(readFileSync(join(ROOT, file), "utf8")).map((hit) => `${file}: ${hit}`));
  expect(hits).toEqual([]);
});

// Of BETTER_AUTH_SECRET the name is there: Better Auth would read it, on a server.
test("what browsers load holds no secret, no name of one, no path of this machine and no source map", () => {
  const dist = join(ROOT, "apps/web/dist");
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.(?:js|css|html|svg)$/.test(file),
  );
  expect(files.some((file) => file.endsWith(".js"))).toBe(true);
  for (const file of files) {
    const text = readFileSync(join(dist, file), "utf8");
    expect([file, ...found(text)]).toEqual([file]);
    const names =
      /DATABASE_URL|METRICS_TOKEN|REDIS_URL|POSTGRES_|typedo_(?:app|auth|writer|reader)\b|sourceMappingURL|(?:\/home|\/root|\/Users)\/\w|\bnode_modules\/|debugger;/;
    expect([file, names.exec(text)?.[0]]).toEqual([file, undefined]);
    expect([file, text.includes(ROOT)]).toEqual([file, false]);
  }
  const maps = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".map"));
  expect(maps).toEqual([]);
});
