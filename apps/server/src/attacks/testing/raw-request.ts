import { connect } from "node:net";

export interface RawAnswer {
  readonly statuses: readonly number[];
  readonly text: string;
}

/**
 * A request by its own lines, as no client would write it; the server closes the connection after its answer. Unlike
 * `sendRaw` it keeps its own end open, as a client does that waits for its answer.
 */
export async function rawRequest(url: string, line: string, ...headers: readonly string[]): Promise<RawAnswer> {
  const { host, port } = new URL(url);
  const hosts = headers.some((header) => /^host:/i.test(header)) ? [] : [`Host: ${host}`];
  const bytes = [`${line} HTTP/1.1`, ...hosts, "Connection: close", ...headers, "", ""].join("\r\n");
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port: Number(port), host: "127.0.0.1" }, () => socket.write(bytes, "latin1"));
    socket.setTimeout(20_000, () => reject(new Error(`No answer to ${line}`)));
    socket.on("data", (chunk) => chunks.push(chunk));
    // A server may close while we still write.
    socket.on("error", () => {});
    socket.on("close", () => {
      const text = Buffer.concat(chunks).toString();
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
      resolve({ statuses, text });
    });
  });
}
