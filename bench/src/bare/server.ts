import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ServerSettings } from "../env.js";
import { type Answer, makeCalls } from "./calls.js";
import { openLanes } from "./lanes.js";
import { tokenChecker } from "./tokens.js";

export interface RunningServer {
  close(): Promise<void>;
}

const ONE_TASK = /^\/api\/tasks\/([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})$/;

/** The least that a Node process must do for the same right answers: no framework, no schema, no log, no limits. */
export async function startBare(settings: ServerSettings): Promise<RunningServer> {
  const lanes = openLanes(settings);
  const calls = makeCalls(lanes);
  const userOf = tokenChecker(settings);

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { url = "", method } = request;
    if (url === "/readyz") return { status: 200, body: "{}" };
    const userId = userOf(request.headers.authorization);
    if (userId === undefined) return { status: 401, body: '{"status":401}' };
    const [path = "", query = ""] = url.split("?");
    if (path === "/api/tasks") {
      if (method === "GET") return calls.list(userId, query);
      if (method === "POST") return withBody(request, (input) => calls.create(userId, input));
    }
    const id = ONE_TASK.exec(path)?.[1];
    if (id !== undefined) {
      if (method === "GET") return calls.get(userId, id);
      if (method === "PATCH") return withBody(request, (input) => calls.rename(userId, id, input));
    }
    return { status: 404, body: '{"status":404}' };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { status, body } = await answer(request);
      const headers = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(body) };
      response.writeHead(status, headers).end(body);
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
      response.writeHead(500).end();
    }
  }

  const server = createServer({ keepAliveTimeout: 72_000 }, (request, response) => void serve(request, response));
  server.listen(settings.port, "127.0.0.1");
  await once(server, "listening");
  return {
    async close() {
      server.close();
      server.closeAllConnections();
      await lanes.close();
    },
  };
}

async function withBody(
  request: IncomingMessage,
  call: (input: ReadonlyMap<string, unknown>) => Promise<Answer>,
): Promise<Answer> {
  const chunks: Buffer[] = [];
  // Not `for await`: a stream's iterator costs more than all the rest.
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(request, "end");
  let input: unknown;
  try {
    input = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return { status: 400, body: '{"status":400}' };
  }
  if (typeof input !== "object" || input === null) return { status: 422, body: '{"status":422}' };
  return call(new Map(Object.entries(input)));
}
