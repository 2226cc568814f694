import { createHmac, randomUUID } from "node:crypto";
import { account, session, user } from "@typedo/db";
import { Browser, SECRET, type TestAuth } from "./test-auth.js";

/** Of "correct horse", by `hashPassword`: to hash it anew for each user would cost more than the rest of the tests. */
const HASH =
  "c77749afa7037f8857ca4e549b6af1fb:3d546466bc3ffca7bdaa73312e9047b721497b45b837716f1262308e3fb6bd3cf27f9e967ee412056ce2a022018dbf7e32880783c79d5fa1d91901c22659b252";

const WEEK = 7 * 24 * 60 * 60 * 1000;

/** Somebody with an account, signed in: as if by `Browser.signUp`, of which the same rows and cookie are left. */
export async function addUser({
  auth,
  authDatabase,
}: Pick<TestAuth, "auth" | "authDatabase">): Promise<{ browser: Browser; userId: string; email: string }> {
  const userId = randomUUID();
  const email = `${randomUUID()}@example.com`;
  const token = randomUUID().replaceAll("-", "");
  const own = { id: randomUUID(), userId };
  const expiresAt = new Date(Date.now() + WEEK);
  await authDatabase.transaction(async (transaction) => {
    await transaction.insert(user).values({ id: userId, name: "Ada Lovelace", email });
    await transaction.insert(account).values({ ...own, accountId: userId, providerId: "credential", password: HASH });
    await transaction.insert(session).values({ ...own, token, expiresAt, ipAddress: "", userAgent: "" });
  });
  const browser = new Browser(auth);
  const signature = createHmac("sha256", SECRET).update(token).digest("base64");
  browser.cookies.set("better-auth.session_token", encodeURIComponent(`${token}.${signature}`));
  return { browser, email, userId };
}
