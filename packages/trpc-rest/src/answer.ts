import { validateHeaderValue } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Operation } from "./operations.js";

/**
 * Answers by what the procedure gave: dates are instants with milliseconds, bigints strings of digits.
 *
 * @throws whatever a function of the declaration throws, or a `TypeError` where it makes no header.
 */
export function sendOutput(operation: Operation, request: FastifyRequest, reply: FastifyReply, output: unknown) {
  const { declaration, status } = operation;
  const etag = declaration.etag?.(output);
  setHeader(reply, "etag", etag);
  setHeader(reply, "location", declaration.location?.(output));
  setHeader(reply, "link", declaration.link?.(output, new URL(request.url, "http://rest.invalid")));
  if (etag !== undefined && declaration.method === "GET" && matches(request.headers["if-none-match"], etag)) {
    return reply.code(304).send();
  }
  const json = output === undefined ? undefined : JSON.stringify(output, writeBigint);
  if (status === 204 || json === undefined) return reply.code(status).send();
  return reply.code(status).header("content-type", "application/json; charset=utf-8").send(json);
}

function setHeader(reply: FastifyReply, name: string, value: string | undefined): void {
  if (value === undefined) return;
  validateHeaderValue(name, value);
  void reply.header(name, value);
}

function writeBigint(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Weak comparison (RFC 9110, sections 8.8.3.2 and 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  const opaque = etag.replace(/^W\//, "");
  const listed: readonly string[] = header.match(/"[^"]*"/g) ?? [];
  return listed.includes(opaque);
}
