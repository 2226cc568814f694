import type { RequestListener } from "node:http";
import type { Socket } from "node:net";

/** Requests that a connection may send ahead, before it is their turn to be answered. */
const MOST_AHEAD = 64;

/**
 * Hands on what connections ask, and cuts off those that ask ahead without an end (pipelining, RFC 9112, section
 * 9.3.2). Node keeps all of it: it stops reading for answers that nobody takes, but not for those that there are not yet.
 */
export function boundPipelining(handle: RequestListener): RequestListener {
  const ahead = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    // What was read with that for which it was cut off.
    if (socket.destroyed) return;
    // It has the connection when it is its turn.
    if (response.socket === null) {
      const before = ahead.get(socket) ?? 0;
      if (before === MOST_AHEAD) {
        socket.destroy();
        return;
      }
      ahead.set(socket, before + 1);
      response.once("socket", () => ahead.set(socket, (ahead.get(socket) ?? 0) - 1));
    }
    handle(request, response);
  };
}
