/** JSON Schema 2020-12, as far as the document uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Reference {
  readonly $ref: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Header {
  readonly required?: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface DescribedResponse {
  readonly headers?: Readonly<Record<string, Header | Reference>>;
  readonly content?: Content;
}

interface DescribedOperation {
  readonly operationId: string;
  readonly description: string;
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly description?: string; readonly content: Content };
  readonly responses: Readonly<Record<string, DescribedResponse | Reference>>;
}

/** An OpenAPI 3.1 document, as far as these tests read it. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Response {
  readonly headers: ReadonlyMap<string, Header>;
  /** By media type; empty: no body. */
  readonly content: ReadonlyMap<string, Schema>;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  /** That a token must have. */
  readonly scope: string;
  readonly parameters: readonly Parameter[];
  /** Of the body, by media type; empty: none is taken. */
  readonly bodies: ReadonlyMap<string, Schema>;
  readonly bodyRequired: boolean;
  /** Bytes. */
  readonly bodyLimit: number;
  readonly responses: ReadonlyMap<number, Response>;
}

const MIB = 1024 * 1024;

/** Every operation of a document. A new one is there by itself. */
export function listOperations(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const { requestBody } = described;
      const [, scope] = /Needs the scope `([^`]+)`/.exec(described.description) ?? [];
      const [, mebibytes = "1"] = /At most (\d+) MiB/.exec(requestBody?.description ?? "") ?? [];
      if (scope === undefined) throw new Error(`${described.operationId} does not say which scope it needs`);
      return {
        id: described.operationId,
        method: method.toUpperCase(),
        path,
        scope,
        parameters: described.parameters ?? [],
        bodies: schemasOf(requestBody?.content),
        bodyRequired: requestBody?.required === true,
        bodyLimit: Number(mebibytes) * MIB,
        responses: new Map(
          Object.entries(described.responses).map(([status, response]) => [
            Number(status),
            readResponse(document, response),
          ]),
        ),
      };
    }),
  );
}

function readResponse(document: OpenApi, response: DescribedResponse | Reference): Response {
  const { headers = {}, content } = follow<DescribedResponse>(document, response);
  return {
    headers: new Map(Object.entries(headers).map(([name, header]) => [name, follow<Header>(document, header)])),
    content: schemasOf(content),
  };
}

function schemasOf(content: Content = {}): Map<string, Schema> {
  return new Map(Object.entries(content).map(([type, { schema }]) => [type, schema]));
}

/** What a `$ref` into the document stands for, as what the caller says it is. */
function follow<T extends object>(document: OpenApi, value: T | Reference): T {
  if (!isReference(value)) return value;
  let found: unknown = document;
  for (const key of value.$ref.split("/").slice(1)) {
    found = typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined;
  }
  if (found === undefined) throw new Error(`${value.$ref} leads nowhere`);
  const target: T = JSON.parse(JSON.stringify(found));
  return target;
}

function isReference(value: object): value is Reference {
  return "$ref" in value;
}

/** The schema itself, past any `$ref`. */
export function resolveSchema(document: OpenApi, schema: Schema): Schema {
  return schema.$ref === undefined ? schema : resolveSchema(document, follow<Schema>(document, { $ref: schema.$ref }));
}
