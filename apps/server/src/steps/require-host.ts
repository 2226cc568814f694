import type { IncomingMessage } from "node:http";
import { ApiError } from "@typedo/api";
import type { FastifyInstance } from "fastify";

/** `uri-host [ ":" port ]` (RFC 9110, section 7.2; RFC 3986, section 3.2.2); empty, where there is no authority. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i;

/**
 * A good Host, and a good target (RFC 9112, section 3.2). Node would refuse the lack of a Host by itself, with an empty
 * answer, and take the first of two.
 */
export function requireHost(app: FastifyInstance): void {
  app.addHook("onRequest", ({ raw }, _reply, done) => {
    const detail = whyNoTarget(raw) ?? whyNoHost(raw);
    if (detail !== undefined) throw new ApiError("malformed", { detail });
    done();
  });
}

/** What the front door could make no path of; the router reads on at the first slash. */
function whyNoTarget({ url = "" }: IncomingMessage): string | undefined {
  if (url.startsWith("/") || url === "*") return undefined;
  return "The target is neither a path nor a URL of http or https without credentials";
}

function whyNoHost({ headers: { host }, httpVersion, rawHeaders }: IncomingMessage): string | undefined {
  if (host === undefined) return httpVersion === "1.0" ? undefined : "A Host header is needed";
  if (countHosts(rawHeaders) > 1) return "There is more than one Host header";
  return HOST.test(host) ? undefined : "The Host header holds no host";
}

/** Names and values, by turns. */
function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count;
}
