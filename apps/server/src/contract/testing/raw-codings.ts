export const lines = (...all: readonly string[]) => all.join("\r\n");

/** A good call with its body in chunks, to which a coding is applied first. */
const coded = (target: string, coding: string) =>
  lines(
    `POST ${target} HTTP/1.1`,
    "Host: a",
    "Authorization: Bearer TOKEN",
    "Content-Type: application/json",
    "Connection: close",
    `Transfer-Encoding: ${coding}`,
    "",
    "15",
    '{"json":{},"title":1}',
    "0",
    "",
    "",
  );

/** Transfer codings that Node does not undo, whatever the door. */
export const rawCodings = ["/api/tasks", "/api/trpc/tasks.create", "/api/auth/sign-in/email"].flatMap((target) =>
  ["gzip, chunked", "gzip,chunked", "identity, chunked", "x, chunked", "gzip\r\nTransfer-Encoding: chunked"].map(
    (coding) => [`${JSON.stringify(coding)} to ${target}`, coded(target, coding), 415] as const,
  ),
);
