import { useState } from "react";
import { authClient } from "./auth-client.js";

export interface SignedInUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export type Session =
  | { readonly status: "loading" }
  | { readonly status: "unreachable"; readonly retry: () => void }
  | { readonly status: "signed-out" }
  | { readonly status: "signed-in"; readonly user: SignedInUser };

/** Whether the last look failed, and no other is under way. */
export function isSessionUnread({
  error,
  isPending,
  isRefetching,
}: Pick<ReturnType<typeof authClient.useSession>, "error" | "isPending" | "isRefetching">): boolean {
  return error !== null && !isPending && !isRefetching;
}

/** Who is signed in. Looks again when the window comes back, and when another tab signs in or out. */
export function useSession(): Session {
  const { data, error, isPending, refetch } = authClient.useSession();
  // Only the first look is waited for: to hide the sign-in form during a later one would lose what is typed in it.
  const [answered, setAnswered] = useState(false);
  if (!isPending && !error && !answered) setAnswered(true);

  if (data) return { status: "signed-in", user: data.user };
  if (answered) return { status: "signed-out" };
  if (error) return { status: "unreachable", retry: () => void refetch() };
  return { status: "loading" };
}
