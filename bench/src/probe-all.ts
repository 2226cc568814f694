import { isDeepStrictEqual } from "node:util";
import type { ServerProcess } from "./machine/child.js";
import { expect, probeReads, probeWrites, type TaskAnswer } from "./probe.js";
import { probeTrpc } from "./probe-trpc.js";
import type { ServerName } from "./stage.js";
import type { Target } from "./targets.js";

/** Users that the servers' answers are compared for. */
const USERS = 5;

/**
 * Asks each server for the same, and to store something.
 *
 * @throws WrongAnswerError unless all are right, and the same where nothing was stored between
 */
export async function probeAll(
  servers: ReadonlyMap<ServerName, ServerProcess>,
  targets: readonly Target[],
): Promise<void> {
  const others = targets.slice(1);
  for (const [index, user] of targets.slice(0, USERS).entries()) {
    const other = others[index];
    if (!other) throw new RangeError("There are too few users");
    let first: readonly TaskAnswer[] | undefined;
    for (const [name, { url }] of servers) {
      const listed = await probeReads(url, user, other);
      first ??= listed;
      expect(isDeepStrictEqual(listed, first), `${name} lists other tasks than ${[...servers.keys()][0]}`);
      if (name !== "bare") await probeTrpc(url, user, listed);
    }
    for (const { url } of servers.values()) await probeWrites(url, user, other);
  }
}
