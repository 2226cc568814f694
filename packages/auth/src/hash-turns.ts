import { availableParallelism } from "node:os";

/**
 * Hashes that are made at a time. Each takes one of the four threads that Node has for such work, for a third of a second:
 * by as many as came, files, names of hosts and signatures would wait for all of them; and there is a processor for what
 * the API does, where there are two.
 */
const AT_A_TIME = Math.max(1, Math.min(2, availableParallelism() - 1));

let busy = 0;
const waiting: (() => void)[] = [];

/** Makes a hash when it is its turn; who came first goes first. */
export async function inTurn<T>(hash: () => Promise<T>): Promise<T> {
  if (busy < AT_A_TIME) busy += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await hash();
  } finally {
    const next = waiting.shift();
    // Whose turn it is takes the place: nobody can come between.
    if (next) next();
    else busy -= 1;
  }
}
