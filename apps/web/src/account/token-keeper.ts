import { readAccessToken, type AccessToken } from "./access-token.js";
import { startStopwatch, type Clocks } from "./stopwatch.js";

/** The session is over, or is another user's now: no token is to be had, and asking again won't help. */
export class SessionEndedError extends Error {
  override readonly name = "SessionEndedError";
}

export interface TokenKeeper {
  /** A token that lives on for a while. However many ask, one request is under way at most. */
  get(): Promise<string>;
  /** After the API refused a token: another one. The token kept is given if it isn't the refused one. */
  replace(refused: string): Promise<string>;
  /** Forgets the token; one that is on its way is given to those who wait, but not kept. */
  forget(): void;
}

interface Options {
  /** Whose token: one for anyone else is not used. */
  readonly userId: string;
  /** Asks the server for a token. @throws SessionEndedError */
  readonly obtain: () => Promise<string>;
  readonly clocks: Clocks;
}

const RENEW_BEFORE_END_MS = 60_000;

/** Keeps one user's access token, in memory alone. */
export function createTokenKeeper({ userId, obtain, clocks }: Options): TokenKeeper {
  let kept: { readonly access: AccessToken; readonly age: () => number } | undefined;
  let renewal: Promise<string> | undefined;

  async function renew(isWanted: () => boolean): Promise<string> {
    // From before the request: on its way, the token grows older too.
    const age = startStopwatch(clocks);
    const access = readAccessToken(await obtain());
    if (access.userId !== userId) throw new SessionEndedError("Another user is signed in now");
    if (isWanted()) kept = { access, age };
    return access.token;
  }

  function renewOnce(): Promise<string> {
    if (renewal) return renewal;
    const own: Promise<string> = renew(() => renewal === own).finally(() => {
      if (renewal === own) renewal = undefined;
    });
    renewal = own;
    return own;
  }

  return {
    async get() {
      return kept && isFresh(kept.access, kept.age()) ? kept.access.token : renewOnce();
    },
    async replace(refused) {
      return kept && kept.access.token !== refused ? kept.access.token : renewOnce();
    },
    forget() {
      kept = undefined;
      renewal = undefined;
    },
  };
}

/** A token of less than two minutes is used for half its life: it would never be fresh otherwise. */
function isFresh({ lifetimeMs }: AccessToken, ageMs: number): boolean {
  return lifetimeMs - ageMs > Math.min(RENEW_BEFORE_END_MS, lifetimeMs / 2);
}
