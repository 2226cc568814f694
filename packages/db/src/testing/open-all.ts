/**
 * Has a pool open so many connections, one after the other: each is kept until all are lent, as one that is given back
 * would be lent again, and another never opened. A pool waits for a connection no longer than its users do, and on a
 * machine with other work many that are opened at once may take longer than that.
 *
 * @param lend the pool's own: `work` has a connection for as long as it takes
 */
export async function openAll(lend: (work: () => Promise<void>) => Promise<void>, count: number): Promise<void> {
  if (count > 0) await lend(async () => openAll(lend, count - 1));
}
