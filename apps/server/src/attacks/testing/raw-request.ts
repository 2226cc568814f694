import { connect } from "node:net";

export interface RawAnswer {
  /** Of each answer, in their order. */
  readonly statuses: readonly number[];
  readonly text: string;
}

/** A request by its own lines, as no client would write it; the server closes the connection after its answer. */
export async function rawRequest(url: string, line: string, ...headers: readonly string[]): Promise<RawAnswer> {
  const { host } = new URL(url);
  const hosts = headers.some((header) => /^host:/i.test(header)) ? [] : [`Host: ${host}`];
  return sendBytes(url, [`${line} HTTP/1.1`, ...hosts, "Connection: close", ...headers, "", ""].join("\r\n"));
}

/**
 * Sends bytes as they are, and reads until the server closes the connection. Unlike `sendRaw` it keeps its own end open, as
 * a client does that waits for its answer: a server that doesn't close is an error.
 */
export async function sendBytes(url: string, bytes: string): Promise<RawAnswer> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const textOf = () => Buffer.concat(chunks).toString();
    const socket = connect({ port: Number(port), host: "127.0.0.1" }, () => socket.write(bytes, "latin1"));
    socket.setTimeout(20_000, () => {
      reject(new Error(`The server keeps the connection open after ${textOf() || "no answer"}`));
      socket.destroy();
    });
    socket.on("data", (chunk) => chunks.push(chunk));
    // A server may close while we still write.
    socket.on("error", () => {});
    socket.on("close", () => {
      // The second answer follows the first's body at once, in the same line.
      const statuses = [...textOf().matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      resolve({ statuses, text: textOf() });
    });
  });
}
