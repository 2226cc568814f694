import { once } from "node:events";
import { createServer, connect, type NetConnectOpts, type Socket } from "node:net";

/** What happens to whatever comes along. */
export type Fault =
  /** Nothing. */
  | "none"
  /** Connections are taken, and nothing passes in either direction: a network gone silent. */
  | "silence"
  /** New connections are reset at once; those that are open go on. */
  | "refusal";

/** A part of a conversation: what a client sends, or what it is answered. */
export type Part = "request" | "answer";

/** A TCP proxy that breaks as networks and machines do. */
export interface FaultProxy {
  readonly port: number;
  /** Connections through it that are open. */
  open(): number;
  set(fault: Fault): void;
  /** Resets all that are open. */
  cut(): void;
  /**
   * Resets a connection instead of passing on the next request, or the next answer, of one that is under way. `often` of
   * 0.1 does so for one in ten, until it is set to 0.
   */
  lose(part: Part, often: number): void;
  /** Connections that `lose` has reset. */
  lost(part: Part): number;
  close(): Promise<void>;
}

/** A client's socket, and the one to the target, which may be of Unix and know no reset. */
type Pair = readonly [client: Socket, upstream: Socket];

function reset([client, upstream]: Pair): void {
  client.resetAndDestroy();
  upstream.destroy();
}

/** Bytes from which on a request is more than a handshake: it comes while nothing is under way. */
const REQUEST = 100;

export async function openFaultProxy(target: NetConnectOpts): Promise<FaultProxy> {
  let fault: Fault = "none";
  const often: Record<Part, number> = { request: 0, answer: 0 };
  const lost: Record<Part, number> = { request: 0, answer: 0 };
  const pairs = new Set<Pair>();

  const server = createServer((client) => {
    if (fault === "refusal") {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(target);
    const pair: Pair = [client, upstream];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      reset(pair);
    };
    let asked = false;
    const pass = (part: Part, from: Socket, to: Socket) => {
      from.setNoDelay(true);
      from.on("data", (chunk) => {
        if (fault === "silence") return;
        // An answer to what was not yet asked is a part of the handshake.
        if (part === "request") asked = chunk.length >= REQUEST;
        if (asked && Math.random() < often[part]) {
          lost[part] += 1;
          end();
        } else to.write(chunk);
      });
      from.on("error", end);
      from.on("close", end);
    };
    pass("request", client, upstream);
    pass("answer", upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The proxy has no port");

  const cut = () => {
    for (const pair of pairs) reset(pair);
  };
  return {
    port: address.port,
    open: () => pairs.size,
    set: (next) => void (fault = next),
    cut,
    lose: (part, share) => void (often[part] = share),
    lost: (part) => lost[part],
    async close() {
      server.close();
      cut();
      await once(server, "close");
    },
  };
}
