import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Opens so many connections, sends this on each, and reads nothing. */
export async function holdConnections(url: string, count: number, text: string): Promise<{ end(): void }> {
  const { port } = new URL(url);
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = connect({ port: Number(port), host: "127.0.0.1" }).pause();
    socket.on("error", () => {});
    sockets.push(socket);
  }
  await Promise.all(sockets.map(async (socket) => once(socket, "connect")));
  for (const socket of sockets) socket.write(text);
  return {
    end() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
