import type { FastifyRequest } from "fastify";

const LOCAL_NAMES = new Set(["localhost", "127.0.0.1", "::1"]);

/** What proxies add. */
const OF_PROXIES = /^(?:x-forwarded-.*|forwarded|via|x-real-ip|(?:x-client|true-client|cf-connecting)-ip)$/;

/**
 * From this machine; neither through a proxy on it, which looks as if it were who asks, nor by a page in its browser
 * whose own host name was made to lead here.
 */
export function isFromHere(request: FastifyRequest): boolean {
  const { remoteAddress = "" } = request.socket;
  const isForwarded = Object.keys(request.headers).some((name) => OF_PROXIES.test(name));
  return isLoopback(request.ip) && isLoopback(remoteAddress) && !isForwarded && isLocalName(request.hostname);
}

export function isLocalName(host: string): boolean {
  return LOCAL_NAMES.has(host.replace(/^\[(.*)\]$/, "$1"));
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address);
}
