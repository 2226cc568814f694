import { readFileSync } from "node:fs";
import { z } from "zod";

const manifest = z.object({ scripts: z.object({ start: z.string() }) });

/** Node's own options by which `pnpm start` runs the server. */
export function startOptions(): readonly string[] {
  const { scripts } = manifest.parse(
    JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")),
  );
  const [, options] = /exec node (.*)apps\/server\/dist\/main\.js$/.exec(scripts.start) ?? [];
  if (options === undefined) throw new Error(`package.json starts no server by "${scripts.start}"`);
  return options.split(" ").filter((option) => option !== "");
}
