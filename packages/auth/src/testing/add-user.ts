import { createHmac, randomUUID } from "node:crypto";
import { account, session, user } from "@typedo/db";
import { Browser, SECRET, someEmail, type TestAuth } from "./test-auth.js";

/** Of "correct horse", by `hashPassword`: to hash it anew for each user would cost more than the rest of the tests. */
const HASH = "$scrypt$ln=15,r=8,p=3$x3dJr6cDf4hXyk5Um2rx+w$dzN2Ls5eaXAAMn7uQvhzxmePhwIMtHeDyChYILdn0gk";

const WEEK = 7 * 24 * 60 * 60 * 1000;

/** Somebody with an account, signed in: as if by `Browser.signUp`, of which the same rows and cookie are left. */
export async function addUser({
  auth,
  authDatabase,
}: Pick<TestAuth, "auth" | "authDatabase">): Promise<{ browser: Browser; userId: string; email: string }> {
  const userId = randomUUID();
  const email = someEmail();
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
