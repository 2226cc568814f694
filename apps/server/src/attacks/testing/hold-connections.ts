import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Connections that somebody keeps from ending. */
export interface Held {
  /** Sends more on each that takes it. */
  write(text: string): void;
  end(): void;
}

/** Opens so many connections, sends this on each, and reads nothing. */
export async function holdConnections(url: string, count: number, text: string): Promise<Held> {
  const { port } = new URL(url);
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = connect({ port: Number(port), host: "127.0.0.1" }).pause();
    socket.on("error", () => {});
    sockets.push(socket);
  }
  await Promise.all(sockets.map(async (socket) => once(socket, "connect")));
  const write = (more: string) => {
    for (const socket of sockets) if (socket.writable) socket.write(more);
  };
  write(text);
  return {
    write,
    end() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
