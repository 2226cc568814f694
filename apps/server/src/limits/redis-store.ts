import { Redis } from "ioredis";
import { z } from "zod";
import { type BudgetStore, WINDOW } from "./budget-store.js";

/** Milliseconds that the start of the server waits for the first connection. */
const FIRST_CONNECTION = 2000;

/** Milliseconds that a connection may owe an answer, its first one too: then it is made anew. */
const SILENCE = 2000;

const PREFIX = "typedo:limits:";

/** Runs as one step. Redis drops the key when its window is over, by its own clock. */
const TAKE = `
local wanted, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local before = tonumber(redis.call('get', KEYS[1]) or '0')
local ms = redis.call('pttl', KEYS[1])
-- Longer than a window: the clock was set back since it was opened.
if ms <= 0 or ms > window then
  before, ms = 0, window
end
local granted = math.max(0, math.min(wanted, limit - before))
redis.call('set', KEYS[1], before + granted, 'px', ms)
return { granted, math.max(0, limit - before - granted), ms }
`;

const answer = z.tuple([z.number(), z.number(), z.number()]);

export interface RedisStore extends BudgetStore {
  close(): Promise<void>;
}

/**
 * Budgets in Redis 6 or Valkey, which all servers of one `url` share. Resolves when it is connected, or when that has
 * taken too long or failed: it goes on trying by itself, and until then each `take` is refused at once.
 */
export async function openRedisStore(url: string): Promise<RedisStore> {
  const client = new Redis(url, {
    lazyConnect: true,
    // Nothing waits for a connection: whoever asks has something better to do without one.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: FIRST_CONNECTION,
    socketTimeout: SILENCE,
    // Milliseconds that closing takes where the server is away: ioredis waits for it even then.
    disconnectTimeout: 100,
    retryStrategy: (times) => Math.min(times * 200, 5000),
    // After a failover the old primary is a read-only replica: its address leads to the new one.
    reconnectOnError: (error) => error.message.startsWith("READONLY"),
  });
  // Each failure is told by the `take` that it fails; unheard, it would be written to the console.
  client.on("error", () => {});
  await firstConnection(client);

  return {
    async take(key, wanted, limit) {
      const reply: unknown = await client.eval(TAKE, 1, PREFIX + key, wanted, limit, WINDOW);
      const [granted, left, msLeft] = answer.parse(reply);
      return { granted, left, msLeft };
    },
    close: async () => client.disconnect(),
  };
}

async function firstConnection(client: Redis): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FIRST_CONNECTION);
  });
  await Promise.race([client.connect().catch(() => {}), enough]);
  clearTimeout(timer);
}
