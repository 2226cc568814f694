import type { Lease } from "../lease.js";

/** Spends `requests`, each lease in its turn, one after the other. Gives how many were admitted. */
export async function takeTurns(leases: readonly Lease[], requests: number): Promise<number> {
  let admitted = 0;
  for (let request = 0; request < requests; request += 1) {
    const lease = leases[request % leases.length];
    if ((await lease?.spend(1))?.admitted) admitted += 1;
  }
  return admitted;
}

/** Spends `requests` at once, spread over the leases. Gives how many were admitted. */
export async function takeAtOnce(leases: readonly Lease[], requests: number): Promise<number> {
  const all = await Promise.all(
    Array.from({ length: requests }, async (_, request) => leases[request % leases.length]?.spend(1)),
  );
  return all.filter((spent) => spent?.admitted).length;
}
