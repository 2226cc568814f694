import { AsyncResource } from "node:async_hooks";

/** Milliseconds that a request waits for a place. */
const PATIENCE = 1000;

/** Requests that wait, for each place. More could not be served in time, and would have to be kept all the same. */
const WAITING = 5;

/** Bounds how many are at work at once. */
export interface Gate {
  /** Takes a place; false where all are taken. */
  enter(): boolean;
  /** Takes one again, after `leave`: whoever was let in once finds twice as many places. */
  enterAgain(): boolean;
  leave(): void;
  /**
   * Serves at once, or when there is a place: who came first is first. Refuses who has waited for too long, and at once
   * where too many wait. Gives what to call for one who waits no more; undefined where nobody has to.
   */
  queue(serve: () => void, refuse: () => void): (() => void) | undefined;
}

interface Waiting {
  /** Whom it is served for. */
  readonly context: AsyncResource;
  readonly serve: () => void;
  readonly timer: NodeJS.Timeout;
}

/** `serve` is what calls `enter`, before it returns. */
export function openGate(most: number, patience: number = PATIENCE): Gate {
  let atWork = 0;
  let admitting = false;
  /** In the order in which they came. */
  const waiting = new Set<Waiting>();

  const take = (places: number) => {
    if (atWork >= places) return false;
    atWork += 1;
    return true;
  };
  const drop = (one: Waiting) => {
    clearTimeout(one.timer);
    waiting.delete(one);
  };
  const admit = () => {
    admitting = false;
    for (const one of waiting) {
      if (atWork >= most) return;
      drop(one);
      one.context.runInAsyncScope(one.serve);
    }
  };

  return {
    enter: () => take(most),
    enterAgain: () => take(2 * most),
    leave() {
      atWork -= 1;
      if (admitting || waiting.size === 0) return;
      admitting = true;
      setImmediate(admit);
    },
    queue(serve, refuse) {
      if (atWork < most && waiting.size === 0) {
        serve();
        return undefined;
      }
      if (waiting.size >= WAITING * most) {
        refuse();
        return undefined;
      }
      const one: Waiting = {
        // Or it would be served in the context of the request that made place, and with what that one keeps there.
        context: new AsyncResource("waiting"),
        serve,
        timer: setTimeout(() => {
          waiting.delete(one);
          refuse();
        }, patience),
      };
      waiting.add(one);
      return () => drop(one);
    },
  };
}
