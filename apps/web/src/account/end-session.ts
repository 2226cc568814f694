import { authClient } from "./auth-client.js";

/**
 * After the API refused one user's token for good: looks who is signed in now. That may be nobody, or another user, who
 * signed in from another tab and must be left alone; if it is still the same one, the session is of no use, and is ended.
 */
export async function endSession(userId: string): Promise<void> {
  const { data } = await authClient.getSession({ query: { disableCookieCache: true } });
  if (data?.user.id === userId) await authClient.signOut();
  else authClient.$store.notify("$sessionSignal");
}
