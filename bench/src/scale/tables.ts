import { formatTable } from "../report/table.js";
import { LIMIT, type ListingCost, type PageCost } from "./costs.js";

/** The most that buffers may grow from the fewest tasks to the most. */
const MOST_GROWTH = 1.1;
/** Milliseconds that a search may take. */
const MOST_SEARCH = 50;
/** Rows that a page of a flat listing may sort: those of its branches. */
const MOST_SORTED = 4 * (LIMIT + 1);

/** A listing over all sizes. */
interface Line {
  readonly name: string;
  readonly costs: readonly ListingCost[];
}

/**
 * How much more a page reads, on average, with the most tasks than with the fewest whose list is long enough; undefined
 * where fewer than two users have such a list.
 */
export function growthOf(costs: readonly ListingCost[]): number | undefined {
  const full = costs.filter(({ last }) => last !== undefined);
  const [least, most] = [full[0], full.at(-1)];
  if (!least || !most || least === most) return undefined;
  return meanBuffers(pagesOf(most)) / meanBuffers(pagesOf(least));
}

/** What is wrong with flat listings; nothing, if all is well. */
export function faultsOfFlat(costs: readonly ListingCost[]): string[] {
  const faults: string[] = [];
  for (const { name, costs: own } of linesOf(costs)) {
    const growth = growthOf(own);
    const pages = own.flatMap(pagesOf);
    if (growth !== undefined && growth > MOST_GROWTH) faults.push(`${name} reads ${growth.toFixed(2)} × as much`);
    if (scans(pages)) faults.push(`${name} scans the whole table`);
    if (pages.some(({ sorted }) => sorted > MOST_SORTED)) faults.push(`${name} sorts more than its page`);
  }
  return faults;
}

/** What is wrong with searches; nothing, if all is well. */
export function faultsOfSearches(costs: readonly ListingCost[]): string[] {
  const faults: string[] = [];
  for (const { name, costs: own } of linesOf(costs)) {
    const slowest = Math.max(...own.map(({ call }) => call));
    if (slowest > MOST_SEARCH) faults.push(`${name} takes ${slowest.toFixed(0)} ms`);
    if (scans(own.flatMap(pagesOf))) faults.push(`${name} scans the whole table`);
  }
  return faults;
}

function scans(pages: readonly PageCost[]): boolean {
  return pages.some(({ sequentialScans }) => sequentialScans > 0);
}

/** Buffers of the first page / the mean of those within / the last page for each size, growth, and the largest's call. */
export function pagesTable(costs: readonly ListingCost[]): string {
  const lines = linesOf(costs);
  const rows = lines.map(({ name, costs: own }) => [
    name,
    ...own.map(({ first, within, last }) =>
      last ? [first.buffers, meanBuffers(within).toFixed(0), last.buffers].join(" / ") : String(first.buffers),
    ),
    growthOf(own)?.toFixed(2) ?? "",
    own.at(-1)?.call.toFixed(1) ?? "",
  ]);
  return formatTable(["listing", ...sizesOf(lines), "growth", "ms"], rows, 1);
}

/** Buffers of the first page and milliseconds of a call, for each size. */
export function firstPagesTable(costs: readonly ListingCost[]): string {
  const lines = linesOf(costs);
  const rows = lines.map(({ name, costs: own }) => [
    name,
    ...own.map(({ first, call }) => `${first.buffers} / ${call.toFixed(1)} ms`),
  ]);
  return formatTable(["listing", ...sizesOf(lines)], rows, 1);
}

function sizesOf([line]: readonly Line[]): string[] {
  return line?.costs.map(({ tasks }) => tasks.toLocaleString("en")) ?? [];
}

function linesOf(costs: readonly ListingCost[]): Line[] {
  const lines = new Map<string, ListingCost[]>();
  for (const cost of costs) {
    const line = lines.get(cost.name);
    if (line) line.push(cost);
    else lines.set(cost.name, [cost]);
  }
  return [...lines].map(([name, own]) => ({ name, costs: own }));
}

function pagesOf({ first, within, last }: ListingCost): PageCost[] {
  return [first, ...within, ...(last ? [last] : [])];
}

function meanBuffers(pages: readonly PageCost[]): number {
  return pages.reduce((sum, { buffers }) => sum + buffers, 0) / pages.length;
}
