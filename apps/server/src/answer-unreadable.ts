import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { errorCatalogue } from "@typedo/api";
import { problemType } from "./problem-type.js";

const details: Readonly<Record<string, { readonly status: number; readonly detail: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: "The headers are larger than 16 KiB in all" },
  UNMET_EXPECTATION: { status: 417, detail: "The only expectation that can be met is `100-continue`" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: "The request did not arrive in time" },
};

/**
 * Answers bytes that are no HTTP request, before there is a request that Fastify knows of; and closes the connection, though
 * the other end does not. Who is in the midst of writing has the rest of a request's time to read the answer.
 */
export function answerUnreadable(
  error: { readonly code?: string },
  socket: Socket,
  headers: Readonly<Record<string, string>>,
): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = details[error.code ?? ""] ?? {
    status: 400,
    detail: "This is no well-formed HTTP request",
  };
  const requestId = randomUUID();
  const problem = {
    type: problemType("malformed"),
    title: errorCatalogue.malformed.title,
    status,
    detail,
    instance: "",
    code: "malformed",
    requestId,
  };
  const body = JSON.stringify(problem);
  const lines = Object.entries({
    ...headers,
    "x-request-id": requestId,
    "content-type": "application/problem+json",
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Bad Request"}\r\n${lines.join("")}\r\n${body}`);
  if (!error.code?.startsWith("HPE_")) socket.destroySoon();
}
