import { Agent, request as httpRequest } from "node:http";

/** A request as it goes over the wire: nothing is added but what HTTP needs. */
export interface Wire {
  readonly method: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface Answer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A request and what came of it: what a failure shows. */
export interface Exchange {
  readonly wire: Wire;
  readonly answer: Answer;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Milliseconds after which a server that does not answer has hung. */
const PATIENCE = 10_000;

/** Sends a request as it is: unlike `fetch`, any header, any path, and a body of any kind. */
export async function send(url: string, wire: Wire, token?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const length = wire.body === undefined ? {} : { "content-length": String(Buffer.byteLength(wire.body)) };
    const sending = httpRequest({
      agent,
      hostname,
      port,
      method: wire.method,
      path: wire.target,
      headers: { ...length, ...(token !== undefined && { authorization: `Bearer ${token}` }), ...wire.headers },
      timeout: PATIENCE,
    });
    sending.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(headers),
          text: Buffer.concat(chunks).toString(),
        });
      });
    });
    sending.on("timeout", () => sending.destroy(new Error(`No answer to ${wire.method} ${wire.target}`)));
    sending.on("error", reject);
    sending.end(wire.body);
  });
}

export function parseBody({ text }: Answer): unknown {
  return JSON.parse(text);
}

const SHOWN = 1500;

/** Fails, and shows what was sent and what came. */
export function fail({ wire, answer }: Exchange, why: string): never {
  const { authorization, ...headers } = wire.headers;
  const sent = `${wire.method} ${wire.target} ${JSON.stringify(headers)} ${shown(String(wire.body ?? ""))}`;
  throw new Error(
    `${why}\n> ${shown(sent)}\n< ${answer.status} ${JSON.stringify(answer.headers)} ${shown(answer.text)}${authorization === undefined ? "" : "\n(with a token of its own)"}`,
  );
}

function shown(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length} in all)`;
}
