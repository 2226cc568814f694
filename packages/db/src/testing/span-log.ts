import type { Failure, Part, Span } from "../span.js";

/** A span whose parts are told as they begin and end. */
export interface SpanLog {
  readonly span: Span;
  readonly lines: string[];
  /** By name, what each part says of itself. */
  readonly parts: Part[];
}

export function openSpanLog(): SpanLog {
  const lines: string[] = [];
  const parts: Part[] = [];
  const begin = (part: Part, above: string): Span => {
    const path = `${above}${part.name}`;
    lines.push(`begin ${path}`);
    parts.push(part);
    return {
      begin: (next) => begin(next, `${path} > `),
      during: (work) => work(),
      end: (failure) => void lines.push(`end ${path}${describe(failure)}`),
    };
  };
  return { span: { begin: (part) => begin(part, ""), during: (work) => work(), end() {} }, lines, parts };
}

function describe(failure: Failure | undefined): string {
  return failure ? `: ${failure.type}${failure.isFault ? ", a fault" : ""}` : "";
}
