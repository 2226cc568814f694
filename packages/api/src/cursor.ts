import { createHmac, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import { invalidInput } from "./errors.js";

/** 32 bytes each. The first signs; during a rotation of the secret, what the others signed is still good. */
export type CursorKeys = readonly [current: Uint8Array, ...previous: Uint8Array[]];

/** What a cursor is good for: it is refused for any other user, filter or order. */
export interface CursorScope {
  readonly keys: CursorKeys;
  readonly userId: string;
  /** Filters and sort, as text. */
  readonly listing: string;
}

const MAC_BYTES = 16;

function authenticate({ userId, listing }: CursorScope, key: Uint8Array, payload: Buffer): Buffer {
  return createHmac("sha256", key)
    .update(JSON.stringify([userId, listing]))
    .update(payload)
    .digest()
    .subarray(0, MAC_BYTES);
}

/** An opaque cursor (base64url): the last row's place in the order, behind a MAC over it, the user and the listing. */
export function sealCursor(scope: CursorScope, place: unknown): string {
  const payload = Buffer.from(JSON.stringify(place));
  return Buffer.concat([authenticate(scope, scope.keys[0], payload), payload]).toString("base64url");
}

/** @throws ApiError `validation_failed` if the cursor was edited, or comes from another user, filter or order */
export function openCursor<Place>(scope: CursorScope, cursor: string, place: z.ZodType<Place>): Place {
  const bytes = Buffer.from(cursor, "base64url");
  const payload = bytes.subarray(MAC_BYTES);
  const genuine =
    bytes.length > MAC_BYTES &&
    scope.keys.some((key) => timingSafeEqual(bytes.subarray(0, MAC_BYTES), authenticate(scope, key, payload)));
  if (!genuine || bytes.toString("base64url") !== cursor) {
    throw invalidInput({
      pointer: "/cursor",
      message: "Must be a `nextCursor` of the same filters and sort, unchanged",
      code: "invalid_cursor",
    });
  }
  return place.parse(JSON.parse(payload.toString()));
}
