import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedPostgresError } from "./embedded-error.js";

/** Milliseconds between two looks at whether the server still runs. */
const INTERVAL = 500;
/** Milliseconds until another start, at most: twice as many each time where it fails, or the server ends soon. */
const LONGEST_PAUSE = 10_000;
/** Milliseconds after which a server counts as one that did well. */
const STEADY = 60_000;

export interface Means<Joined> {
  hasEnded(joined: Joined): boolean;
  /** Gives up one that has ended. */
  giveUp(joined: Joined): void;
  /** Starts another, or joins the one that somebody else has started; throws when the signal is aborted. */
  rejoin(signal: AbortSignal): Promise<Joined>;
  /** Is told, in one line each, of what went wrong; with the error, if it is none that says what to do. */
  readonly onEnded: (message: string, error?: unknown) => void;
  /** Is told when it runs again. */
  readonly onProgress: (message: string) => void;
}

/** A server that is started again where it ends, until it is left. */
export interface Kept<Joined> {
  /** The server to leave; undefined where it has ended, and no other was started. */
  stop(): Promise<Joined | undefined>;
}

/** Looks after a server from now on. It keeps no process alive. */
export function keepRunning<Joined>(first: Joined, means: Means<Joined>): Kept<Joined> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const wait = async (milliseconds: number) => sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {});

  async function keep(): Promise<Joined | undefined> {
    let joined: Joined | undefined = first;
    let begun = -Infinity;
    let pause = 0;
    const longer = () => (pause = Math.min(Math.max(INTERVAL, pause * 2), LONGEST_PAUSE));
    while (!signal.aborted) {
      try {
        if (joined === undefined) {
          joined = await means.rejoin(signal);
          begun = performance.now();
          means.onProgress("The embedded PostgreSQL runs again");
        } else if (means.hasEnded(joined)) {
          means.giveUp(joined);
          joined = undefined;
          means.onEnded("The embedded PostgreSQL has ended: it is started again");
          if (performance.now() - begun > STEADY) pause = 0;
          else await wait(longer());
        } else {
          await wait(INTERVAL);
        }
      } catch (error) {
        if (signal.aborted) break;
        if (error instanceof EmbeddedPostgresError) means.onEnded(error.message);
        else means.onEnded("The embedded PostgreSQL can't be looked after just now", error);
        await wait(longer());
      }
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
