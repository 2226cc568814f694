import { connect } from "node:net";
import type { FastifyInstance } from "fastify";

/** The port of an app that listens. */
export function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return address.port;
}

/** What a socket gets for these lines until the server closes it, or `until` is there. */
export function talk(app: FastifyInstance, lines: readonly string[], until?: string): Promise<string> {
  const socket = connect(portOf(app), "127.0.0.1");
  return new Promise((resolve, reject) => {
    let received = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      received += chunk;
      if (until !== undefined && received.includes(until)) socket.end();
    });
    socket.on("close", () => resolve(received)).on("error", reject);
    socket.write(lines.join("\r\n"));
  });
}
