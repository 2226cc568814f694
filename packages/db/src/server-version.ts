/**
 * The oldest minor release of each branch that has all fixes to row-level security known in November 2026: 15.20, and
 * those that came out with it (https://www.postgresql.org/support/security/).
 */
const FIXED: Readonly<Record<number, number>> = { 15: 20, 16: 16, 17: 12, 18: 6 };

/** What a server lacks, as "18.4" or "15.18 (Debian 15.18-0+deb12u1)" name it; undefined: nothing that is known. */
export function lackingFixes(version: string): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const fixed = FIXED[Number(major)];
  if (fixed === undefined || Number(minor) >= fixed) return undefined;
  return `PostgreSQL ${major}.${minor} lacks fixes to row-level security: ${major}.${fixed} has them`;
}
