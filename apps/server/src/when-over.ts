import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Calls `tell` when a request is over, once: with the status of its answer, whether or not that arrived, or with none
 * where whoever sent it was gone before there was one. Fastify's `onResponse` leaves those out.
 */
export function whenOver(
  request: FastifyRequest,
  reply: FastifyReply,
  tell: (status: number | undefined) => void,
): void {
  const { raw } = reply;
  const { socket } = request.raw;
  const end = () => tell(raw.headersSent ? reply.statusCode : undefined);
  // Behind another on its connection, an answer has no socket yet. Node closes none that never gets one.
  if (raw.socket !== null) raw.once("close", end);
  else if (socket.closed) end();
  else raw.once("close", whenClosed(socket, end));
}

/** One listener for each connection: any number of requests can be sent ahead on it. */
const listening = new WeakMap<Socket, Set<() => void>>();

/** Calls `end` when a connection closes, or before, when what it gives is called. */
function whenClosed(socket: Socket, end: () => void): () => void {
  const ends = listening.get(socket) ?? listen(socket);
  ends.add(end);
  return () => {
    if (ends.delete(end)) end();
  };
}

function listen(socket: Socket): Set<() => void> {
  const ends = new Set<() => void>();
  listening.set(socket, ends);
  socket.once("close", () => {
    for (const end of ends) end();
    ends.clear();
  });
  return ends;
}
