/**
 * The oldest minor release of each branch that has all fixes to row-level security known in November 2026. The last of
 * them is CVE-2026-120154, by which INSERT … ON CONFLICT DO UPDATE, that we use too, shows rows despite a policy: "Versions
 * before PostgreSQL 18.7, 17.12, 16.16, 15.20, and 14.25 are affected" (https://www.suse.com/security/cve/CVE-2026-120154).
 */
const FIXED: Readonly<Record<number, number>> = { 15: 20, 16: 16, 17: 12, 18: 7 };

/** What a server lacks, as "18.4" or "15.18 (Debian 15.18-0+deb12u1)" name it; undefined: nothing that is known. */
export function lackingFixes(version: string): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const fixed = FIXED[Number(major)];
  if (fixed === undefined || Number(minor) >= fixed) return undefined;
  return `PostgreSQL ${major}.${minor} lacks fixes to row-level security: ${major}.${fixed} has them`;
}
