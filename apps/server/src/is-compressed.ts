import type { IncomingHttpHeaders } from "node:http";

/** Whether a body came in another form than its own: no door reads such a one. */
export function isCompressed({ "content-encoding": encoding = "" }: IncomingHttpHeaders): boolean {
  return !/^(?:identity)?$/i.test(encoding.trim());
}
