import fc from "fast-check";
import type { Operation } from "./open-api.js";
import { arbitraryOf, fieldOf, type Generating } from "./schema-arbitrary.js";
import type { Wire } from "./wire.js";

/** A request by its parts, before it is written down. */
export interface Draft {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the body; undefined: there is none. */
  readonly contentType: string | undefined;
  readonly body: unknown;
}

/** Requests that an operation's schemas take. */
export function drafts(operation: Operation, generating: Generating): fc.Arbitrary<Draft> {
  const parameters = (place: string) => {
    const here = operation.parameters.filter((parameter) => parameter.in === place);
    return fc.record(Object.fromEntries(here.map(({ name, schema }) => [name, fieldOf(name, schema, generating)])), {
      requiredKeys: here.filter(({ required }) => required).map(({ name }) => name),
      noNullPrototype: true,
    });
  };
  const bodies = [...operation.bodies].map(([contentType, schema]) =>
    arbitraryOf(schema, generating).map((body) => ({ contentType, body })),
  );
  const none = fc.constant({ contentType: undefined, body: undefined });
  return fc
    .tuple(
      parameters("path"),
      parameters("query"),
      parameters("header"),
      fc.oneof(...bodies, ...(operation.bodyRequired ? [] : [none])),
    )
    .map(([path, query, headers, { contentType, body }]) => ({
      path: texts(path),
      query,
      headers: texts(headers),
      contentType,
      body,
    }));
}

function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** As it goes over the wire. */
export function writeDraft(operation: Operation, { path, query, headers, contentType, body }: Draft): Wire {
  const filled = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`),
  );
  return {
    method: operation.method,
    target: pairs.length === 0 ? filled : `${filled}?${pairs.join("&")}`,
    headers: { ...(contentType !== undefined && { "content-type": contentType }), ...headers },
    ...(contentType !== undefined && { body: JSON.stringify(body) }),
  };
}
