import { type AnyTRPCRouter, TRPCError } from "@trpc/server";
import type { FastifyRequest } from "fastify";

/** What a request asks for. */
export interface Calls {
  /** The paths of its procedures, in their order: one, where it is no batch. */
  readonly paths: readonly string[];
  readonly isBatch: boolean;
  /** In the order of the calls; read at the first look, for who may not call is told that first. */
  readonly readInputs: () => Promise<readonly unknown[]>;
}

/**
 * A request of tRPC 11's HTTP links, without streams and forms: https://trpc.io/docs/rpc. `path` is the procedures'
 * names, decoded; the body, if there is one, a text.
 */
export function readCalls(router: AnyTRPCRouter, path: string, { method, url, body }: FastifyRequest): Calls {
  const [target = ""] = url.split("#", 1);
  const start = target.indexOf("?");
  const query = new URLSearchParams(start === -1 ? "" : target.slice(start));
  const isBatch = query.get("batch") === "1";
  const paths = isBatch ? path.split(",") : [path];
  let reading: Promise<readonly unknown[]> | undefined;
  const read = async () => {
    try {
      const sent = method === "GET" ? readQuery(query) : readBody(body);
      return separate(sent, paths, isBatch, router);
    } catch (cause) {
      if (cause instanceof TRPCError) throw cause;
      throw unreadable(cause instanceof Error ? cause.message : "Invalid input", cause);
    }
  };
  return { paths, isBatch, readInputs: async () => (reading ??= read()) };
}

function unreadable(message: string, cause?: unknown): TRPCError {
  return new TRPCError({ code: "BAD_REQUEST", message, cause });
}

/** Undefined: there is none. */
function readQuery(query: URLSearchParams): unknown {
  const input = query.get("input");
  return input ? JSON.parse(input) : undefined;
}

const BYTE_ORDER_MARK = "\uFEFF";

function readBody(body: unknown): unknown {
  const text = typeof body === "string" ? body : "";
  return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
}

function separate(
  sent: unknown,
  paths: readonly string[],
  isBatch: boolean,
  { _def: { _config: config } }: AnyTRPCRouter,
): readonly unknown[] {
  if (sent === undefined) return [];
  const { deserialize } = config.transformer.input;
  if (!isBatch) return [deserialize(sent)];
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) {
    throw unreadable("A batch's input is an object: by each call's place, its input");
  }
  return paths.map((_, index) => {
    const input: unknown = Reflect.get(sent, String(index));
    return input === undefined ? undefined : deserialize(input);
  });
}
