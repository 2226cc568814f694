import { z } from "zod";

/** A .cpuprofile as V8 writes it: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
const cpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
    }),
  ),
  /** Microseconds, of the clock that `process.hrtime` reads too. */
  startTime: z.number(),
  /** The node that was on top at each sample. */
  samples: z.array(z.int()),
  /** Microseconds since the sample before. */
  timeDeltas: z.array(z.number()),
});

export type CpuProfile = z.output<typeof cpuProfile>;

export function readCpuProfile(json: string): CpuProfile {
  return cpuProfile.parse(JSON.parse(json));
}

export interface SelfTime {
  readonly name: string;
  readonly place: string;
  /** Microseconds. */
  readonly time: number;
}

/** From when to when to look, in microseconds of the profile's clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the time went: by function, the longest first. What Node was idle is left out. */
export function selfTimes(profile: CpuProfile, { from, to }: Span): SelfTime[] {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const found = new Map<string, { name: string; place: string; time: number }>();
  let now = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const time = profile.timeDeltas[index] ?? 0;
    now += time;
    const frame = frames.get(id);
    if (now < from || now > to || !frame || frame.functionName === "(idle)") continue;
    const place = shortPlace(frame.url);
    const name = frame.functionName === "" ? "(anonymous)" : frame.functionName;
    const key = `${name} ${frame.url}:${frame.lineNumber}`;
    const line = place === "" ? "" : `${place}:${frame.lineNumber + 1}`;
    const entry = found.get(key) ?? { name, place: line, time: 0 };
    entry.time += time;
    found.set(key, entry);
  }
  return [...found.values()].sort((a, b) => b.time - a.time);
}

/** The same by package, or folder of our own. */
export function byPackage(times: readonly SelfTime[]): SelfTime[] {
  const found = new Map<string, number>();
  for (const { name, place, time } of times) {
    const owner = place === "" ? name : packageOf(place);
    found.set(owner, (found.get(owner) ?? 0) + time);
  }
  return [...found].map(([name, time]) => ({ name, place: "", time })).sort((a, b) => b.time - a.time);
}

/** Behind the last `node_modules`, or the part of a path of ours that tells it. */
function shortPlace(url: string): string {
  const path = url.replace(/^file:\/\//, "");
  const inside = path.lastIndexOf("/node_modules/");
  if (inside !== -1) return path.slice(inside + "/node_modules/".length);
  return /(?:packages|apps|bench)\/.*$/.exec(path)?.[0] ?? path;
}

function packageOf(place: string): string {
  if (place.startsWith("node:")) return "node";
  const parts = place.split("/");
  const scoped = place.startsWith("@") || ["packages", "apps"].includes(parts[0] ?? "");
  return parts.slice(0, scoped ? 2 : 1).join("/");
}
