import { jwt } from "better-auth/plugins/jwt";
import { expect, test } from "vitest";
import { databaseAdapter } from "./database-adapter.js";
import { rotateKeys } from "./rotate-keys.js";
import { keysOf } from "./sealed-keys.js";
import { stopClockAt } from "./testing/clock.js";
import { openTestAuth, SECRET } from "./testing/test-auth.js";

const it = openTestAuth();

test("a key that another secret has sealed had ended already when somebody asked for it", async () => {
  const { current } = await rotateKeys({ database: it.authDatabase, secret: SECRET });
  const adapter = databaseAdapter(it.authDatabase, { keyMade() {}, store: async () => true })({ plugins: [jwt()] });
  const asked = Date.now();
  // Better Auth looks at the clock, and asks for the keys then.
  stopClockAt(asked + 1);
  const [sealedByAnother] = await keysOf("a secret of another server, which is long enough")({ context: { adapter } });
  expect(sealedByAnother?.id).toBe(current);
  expect(Number(sealedByAnother?.expiresAt)).toBeLessThan(asked);
  const [own] = await keysOf(SECRET)({ context: { adapter } });
  expect([own?.id, own?.expiresAt]).toEqual([current, null]);
});
