export const FORM = "application/x-www-form-urlencoded";

export function isJsonType(type: string): boolean {
  return type === "application/json" || /^application\/[\w.-]+\+json$/.test(type);
}

export interface MediaType {
  /** In lower case, without parameters. */
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** RFC 9110, section 8.3.1; undefined: none. */
export function parseMediaType(header: string): MediaType | undefined {
  const [type = "", ...rest] = splitOutsideQuotes(header, ";");
  const essence = type.trim().toLowerCase();
  if (!/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/.test(essence)) return undefined;
  const parameters = rest.flatMap((text): [string, string][] => {
    const [key = "", ...value] = text.split("=");
    return [
      [
        key.trim().toLowerCase(),
        value
          .join("=")
          .trim()
          .replace(/^"(.*)"$/, "$1"),
      ],
    ];
  });
  return { essence, parameters: new Map(parameters) };
}

/** In one pass, since a regular expression looks anew for the end of each quote that has none. */
export function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted && character === "\\") index += 1;
    else if (!isQuoted && character === separator) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.filter((part) => part !== "");
}

/** Whether an `Accept` header takes JSON (RFC 9110, section 12.5.1): of the ranges that match, the most specific counts. */
export function acceptsJson(header: string | undefined): boolean {
  if (header === undefined || header === "*/*" || header === "application/json" || header.trim() === "") return true;
  const matching = splitOutsideQuotes(header, ",").flatMap((text) => {
    const range = parseMediaType(text);
    const specificity = range ? ["*/*", "application/*", "application/json"].indexOf(range.essence) : -1;
    if (!range || specificity === -1) return [];
    return [{ specificity, quality: Number(range.parameters.get("q") ?? 1) }];
  });
  const most = Math.max(...matching.map(({ specificity }) => specificity));
  return matching.some(({ specificity, quality }) => specificity === most && quality > 0);
}
