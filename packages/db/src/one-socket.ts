import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { DatabaseUnavailableError } from "./errors.js";
import { openLookup } from "./look-up.js";
import { encrypt, tlsOf } from "./tls.js";

/** As postgres.js read it from a login's URL: of the lists, the first counts. */
export interface Address {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** Of a Unix socket, which is used instead. */
  readonly path?: string | false | undefined;
}

/** The socket of one connection, as postgres.js' option `socket`. */
export interface OneSocket {
  /** @throws DatabaseUnavailableError when it is not taken in time, or at all, and when it was opened or closed before */
  open(address: Address): Promise<Socket>;
  /** At once, whatever was not sent or answered. */
  destroy(): void;
  /** When it has said good-bye: one that is silent keeps no process from its end. */
  close(): void;
}

const lookup = openLookup();

/** Milliseconds for a good-bye. */
const PARTING = 1000;

/**
 * postgres.js connects again by itself, as often as it likes, also when it was told to end: the connection that comes of it
 * is nobody's, and stays open. And it never closes one whose other side is silent.
 *
 * @param url the login's, which says whether it is to be encrypted
 * @param patience milliseconds until the address has to have taken it
 */
export function oneSocket(url: string, patience: number): OneSocket {
  let isOver = false;
  let socket: Socket | undefined;

  const destroy = () => {
    isOver = true;
    socket?.destroy();
  };

  return {
    async open({ host: [host = ""], port: [port = 0], path }) {
      if (isOver || socket) throw new DatabaseUnavailableError("connection-lost");
      socket = Object.assign(connect(path ? { path } : { host, port, lookup }), { host, port }).setNoDelay();
      const signal = AbortSignal.timeout(patience);
      try {
        await once(socket, "connect", { signal });
        const tls = path ? undefined : tlsOf(url);
        if (tls) socket = await encrypt(socket, tls, signal);
        return socket;
      } catch (error) {
        socket.on("error", () => {}).destroy();
        throw error instanceof DatabaseUnavailableError
          ? error
          : new DatabaseUnavailableError("connection-lost", error);
      }
    },
    destroy,
    close() {
      socket?.unref();
      setTimeout(destroy, PARTING).unref();
    },
  };
}
