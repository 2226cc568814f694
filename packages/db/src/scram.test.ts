import { createHash, createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { scramVerifier } from "./scram.js";

test("what is kept of a password proves what RFC 7677 has proved with it", () => {
  const salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
  const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  const exchange = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt},i=4096,c=biws,r=${nonce}`;
  const verifier = scramVerifier("pencil", Buffer.from(salt, "base64"));
  const [, stored = "", server = ""] = /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$(.+):(.+)$/.exec(verifier) ?? [];
  const signed = (key: string) => createHmac("sha256", Buffer.from(key, "base64")).update(exchange).digest();
  expect(signed(server).toString("base64")).toBe("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  const proof = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
  const signature = signed(stored);
  const clientKey = proof.map((byte, index) => byte ^ (signature[index] ?? 0));
  expect(createHash("sha256").update(clientKey).digest("base64")).toBe(stored);
});

test("a salt is never the same, and what PostgreSQL has to prepare first is left to it", () => {
  expect(scramVerifier("pencil")).not.toBe(scramVerifier("pencil"));
  expect(scramVerifier("crayón")).toBe("crayón");
});
