import { useQuery, useQueryClient } from "@tanstack/react-query";
import { describeRefusal, type AccountError } from "../account-error.js";
import { authClient } from "../auth-client.js";

export const SESSIONS = ["sessions"] as const;

export interface ListedSession {
  readonly id: string;
  readonly userAgent: string;
  readonly address: string;
  readonly createdAt: Date;
  /** To a day: a session in use is renewed once a day. */
  readonly usedAt: Date;
}

/** Told by `describeRefusal`. */
class ListError extends Error {
  readonly told: AccountError;

  constructor(told: AccountError) {
    super(told.message);
    this.told = told;
  }
}

/** The user's sessions, this browser's first, then the last used. */
export function useSessions() {
  const client = useQueryClient();
  const current = authClient.useSession().data?.session.id;
  const { data, error, refetch } = useQuery<ListedSession[]>({ queryKey: SESSIONS, queryFn: list, retry: 1 });
  const byUse = data?.toSorted((a, b) => b.usedAt.getTime() - a.usedAt.getTime());

  return {
    sessions: byUse && [...byUse.filter(({ id }) => id === current), ...byUse.filter(({ id }) => id !== current)],
    current,
    error: error instanceof ListError ? error.told.message : error ? describeRefusal({ status: 0 }).message : undefined,
    reload: async () => client.invalidateQueries({ queryKey: SESSIONS }),
    retry: () => void refetch(),
  };
}

async function list(): Promise<ListedSession[]> {
  const { data, error } = await authClient.listSessions();
  if (error) {
    const told = describeRefusal(error);
    if (told.reason === "session-ended") authClient.$store.notify("$sessionSignal");
    throw new ListError(told);
  }
  return data.map(({ id, userAgent, ipAddress, createdAt, updatedAt }) => ({
    id,
    userAgent: userAgent ?? "",
    address: ipAddress ?? "",
    createdAt: new Date(createdAt),
    usedAt: new Date(updatedAt),
  }));
}
