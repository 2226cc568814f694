import type { LookupAddress, LookupOptions } from "node:dns";
import { lookup as askSystem } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

type Ask = (name: string, options: LookupOptions & { readonly all: true }) => Promise<LookupAddress[]>;

/** Milliseconds that the system has to find a name's addresses, where some are known. */
const PATIENCE = 500;

/**
 * Looks up names for `net.connect`. The system does so in two threads, and where a name server is silent each is held for
 * up to ten seconds, also for who gave up long ago. So there is one question at a time for a name, and the addresses that
 * were good before are taken while it is open, and where no name server can say.
 *
 * @param ask the system; a test's own
 */
export function openLookup(ask: Ask = askSystem): LookupFunction {
  const asking = new Map<string, Promise<LookupAddress[]>>();
  const known = new Map<string, LookupAddress[]>();

  const askOnce = async (key: string, name: string, options: LookupOptions) => {
    try {
      const found = await ask(name, { ...options, all: true });
      known.set(key, found);
      return found;
    } finally {
      asking.delete(key);
    }
  };

  const find = async (name: string, options: LookupOptions) => {
    const key = JSON.stringify([name, options.family, options.hints]);
    const open = asking.get(key) ?? askOnce(key, name, options);
    asking.set(key, open);
    const before = known.get(key);
    if (!before) return open;
    const found = open.catch((error: unknown) => {
      if (isTemporary(error)) return before;
      throw error;
    });
    return Promise.race([found, pause(PATIENCE, before, { ref: false })]);
  };

  return (name, options, callback) => {
    const tell = async () => {
      try {
        const found = await find(name, options);
        const [first = { address: "", family: 0 }] = found;
        if (options.all === true) callback(null, found);
        else callback(null, first.address, first.family);
      } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)), "", 0);
      }
    };
    void tell();
  };
}

/** No name server could be asked, or none could say: the name may be there. */
function isTemporary(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAI_AGAIN";
}
