import { ApiError } from "@typedo/api";
import type { FastifyInstance } from "fastify";

/** `uri-host [ ":" port ]` (RFC 9110, section 7.2; RFC 3986, section 3.2.2); empty, where there is no authority. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i;

/** RFC 9112, section 3.2. Node would refuse the lack of one by itself, with an empty answer, and take the first of two. */
export function requireHost(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers: { host }, raw }) => {
    if (host === undefined) {
      if (raw.httpVersion === "1.0") return;
      throw new ApiError("malformed", { detail: "A Host header is needed" });
    }
    if (countHosts(raw.rawHeaders) > 1)
      throw new ApiError("malformed", { detail: "There is more than one Host header" });
    if (!HOST.test(host)) throw new ApiError("malformed", { detail: "The Host header holds no host" });
  });
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
