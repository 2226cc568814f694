import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Patience } from "./patience.js";

/** An answer that a client has not taken yet. */
interface Stalled {
  readonly socket: Socket;
  /** Bytes that the client took so far, on this connection. */
  readonly taken: number;
  /** Looks since the last of them was taken. Not time: a server that is late itself has no right to impatience. */
  readonly looks: number;
}

/**
 * Cuts off who asks and does not read: Node waits for them for ever, with the answer in memory. A large answer may be
 * taken slowly, by its size.
 */
export function dropSlowReaders(app: FastifyInstance, { answer, bytesASecond, check, mostWaiting }: Patience): void {
  const sockets = new Set<Socket>();
  const stalled = new Map<Socket, Stalled>();

  const forget = (socket: Socket) => {
    sockets.delete(socket);
    stalled.delete(socket);
  };

  const look = (socket: Socket) => {
    if (socket.writableLength === 0) {
      stalled.delete(socket);
      return;
    }
    const taken = socket.bytesWritten - socket.writableLength;
    const before = stalled.get(socket);
    const looks = before?.taken === taken ? before.looks + 1 : 0;
    stalled.set(socket, { socket, taken, looks });
    if (looks * check > answer + (socket.writableLength / bytesASecond) * 1000) socket.destroy();
  };

  const lookAtAll = () => {
    for (const socket of sockets) look(socket);
    let waiting = 0;
    for (const { socket } of stalled.values()) waiting += socket.writableLength;
    if (waiting <= mostWaiting) return;
    // Not those that were seen to wait for the first time just now: they may be as fast as can be.
    const longest = [...stalled.values()].filter(({ looks }) => looks > 0).toSorted((a, b) => b.looks - a.looks);
    for (const { socket } of longest) {
      if (waiting <= mostWaiting) return;
      waiting -= socket.writableLength;
      socket.destroy();
    }
  };

  const timer = setInterval(lookAtAll, check).unref();
  // And not in a hook: some requests are answered without any.
  app.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => forget(socket));
  });
  app.addHook("onClose", (_app, done) => {
    clearInterval(timer);
    done();
  });
}
