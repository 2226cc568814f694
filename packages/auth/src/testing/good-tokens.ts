import type { KeyObject } from "node:crypto";
import { ownerClient } from "@typedo/db/testing";
import { afterEach, beforeAll, beforeEach, vi } from "vitest";
import { edwardsKeys, forge, forgeSigned } from "./forge.js";
import { openTestAuth, type TestAuth } from "./test-auth.js";

/** When it is, once the clock was stopped. */
export const NOW = new Date("2026-03-01T12:00:00Z");

/** For each test of the file; one may set it on, or have the real one. */
export function stopClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Their public key is known under the id `ours`. */
export const ours = edwardsKeys();

/** Nobody knows their public key. */
export const theirs = edwardsKeys();

/** For one test file: the whole of it, where the key `ours` verifies. */
export function openKeyedAuth(): TestAuth {
  const it = openTestAuth();
  beforeAll(async () => addKey(it, "ours", ours));
  return it;
}

/** Makes a key known: it verifies, and signs nothing. */
export async function addKey(
  { database }: TestAuth,
  id: string,
  { publicKey }: { readonly publicKey: KeyObject },
): Promise<void> {
  const jwk = JSON.stringify(publicKey.export({ format: "jwk" }));
  await ownerClient(database)`insert into auth.jwks (id, public_key, private_key) values (${id}, ${jwk}, 'none')`;
}

export const bearer = (token: string) => `Bearer ${token}`;

export const good = () => bearer(forge());

export const goodSigned = () => bearer(forgeSigned("EdDSA", ours.privateKey, { kid: "ours" }));
