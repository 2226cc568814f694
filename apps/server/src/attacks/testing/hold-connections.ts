import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Connections that somebody keeps from ending. */
export interface Held {
  /** Resolves when each has the beginning of an answer; who reads nothing takes no more than that. */
  begun(): Promise<unknown>;
  /** How many the server has not closed; who reads nothing never comes to know. */
  open(): number;
  /** Sends more on each that takes it. */
  write(text: string): void;
  end(): void;
}

/** Opens so many connections, and sends this on each. */
export async function holdConnections(url: string, count: number, text: string, reads = false): Promise<Held> {
  const { port } = new URL(url);
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = connect({ port: Number(port), host: "127.0.0.1" });
    if (reads) socket.resume();
    else socket.pause();
    socket.on("error", () => {});
    sockets.push(socket);
  }
  await Promise.all(sockets.map(async (socket) => once(socket, "connect")));
  const beginnings = sockets.map(
    (socket) => new Promise((resolve) => socket.once(reads ? "data" : "readable", resolve)),
  );
  const write = (more: string) => {
    for (const socket of sockets) if (socket.writable) socket.write(more);
  };
  write(text);
  return {
    begun: () => Promise.all(beginnings),
    open: () => sockets.filter(({ closed }) => !closed).length,
    write,
    end() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
