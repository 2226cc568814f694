import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks at whether the server still runs. */
const INTERVAL = 500;
/** Milliseconds until it is tried again to start one, at most; half a second at first. */
const LONGEST_PAUSE = 10_000;

interface Means<Joined> {
  /** Whether the server has ended. */
  hasEnded(joined: Joined): boolean;
  /** Gives up one that has. */
  giveUp(joined: Joined): void;
  /** Starts another, or joins the one that somebody else has started. */
  rejoin(): Promise<Joined>;
  /** Is told, in one line each, what happens. */
  readonly onEnded: (message: string) => void;
}

/** A server that is started again where it ends, until it is left. */
export interface Kept<Joined> {
  /** The server to leave; undefined where it has ended, and no other could be started. */
  stop(): Promise<Joined | undefined>;
}

/** Looks after a server from now on. It keeps no process alive. */
export function keepRunning<Joined>(first: Joined, means: Means<Joined>): Kept<Joined> {
  const stopping = new AbortController();
  const wait = async (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: stopping.signal, ref: false }).catch(() => {});

  async function keep(): Promise<Joined | undefined> {
    let joined: Joined | undefined = first;
    let pause = INTERVAL;
    while (!stopping.signal.aborted) {
      if (joined === undefined) {
        try {
          joined = await means.rejoin();
          means.onEnded("The embedded PostgreSQL runs again");
          pause = INTERVAL;
        } catch (error) {
          means.onEnded(error instanceof Error ? error.message : String(error));
          pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
      } else if (means.hasEnded(joined)) {
        means.onEnded("The embedded PostgreSQL has ended: it is started again");
        means.giveUp(joined);
        joined = undefined;
        continue;
      }
      await wait(pause);
    }
    return joined;
  }

  const kept = keep();
  return {
    stop: async () => {
      stopping.abort();
      return kept;
    },
  };
}
