import { DatabaseUnavailableError } from "./errors.js";

/** Ends a turn, once. */
export type Leave = () => void;

/** How many may be at something at a time, by a name. */
export interface Turns {
  /**
   * Waits for a turn; who came first goes first.
   *
   * @param patience milliseconds to wait for it
   * @throws DatabaseUnavailableError if it does not come in time
   */
  enter(name: string, patience: number): Leave | Promise<Leave>;
}

interface Row {
  busy: number;
  readonly waiting: (() => void)[];
}

export function openTurns(atATime: number): Turns {
  const rows = new Map<string, Row>();

  const waitIn = ({ waiting }: Row, patience: number) =>
    new Promise<void>((resolve, reject) => {
      const next = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(next), 1);
        reject(new DatabaseUnavailableError("pool-exhausted"));
      }, patience);
      waiting.push(next);
    });

  const leaving = (name: string, row: Row) => () => {
    const next = row.waiting.shift();
    // Whose turn it is takes the place: nobody can come between.
    if (next) next();
    else if (row.busy === 1) rows.delete(name);
    else row.busy -= 1;
  };

  return {
    enter(name, patience) {
      const row = rows.get(name) ?? { busy: 0, waiting: [] };
      rows.set(name, row);
      if (row.busy >= atATime) return waitIn(row, patience).then(() => leaving(name, row));
      row.busy += 1;
      return leaving(name, row);
    },
  };
}
