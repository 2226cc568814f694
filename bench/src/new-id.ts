import { randomFillSync } from "node:crypto";

const pool = Buffer.alloc(1600);
let used = pool.length;

/** A UUID of version 7 (RFC 9562, section 5.7), as our server's new tasks get: rows of one time lie together. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.toString("hex", used, used + 10);
  used += 10;
  const time = Date.now().toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}
