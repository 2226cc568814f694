import type { AnyTRPCRouter } from "@trpc/server";
import type { Catalogue } from "./catalogue.js";
import { makeComponents } from "./components.js";
import type { JsonSchema } from "./json-schema.js";
import { listOperations, type Operation } from "./operations.js";
import { describeBody, describeParameters, type Parameter, type RequestBody } from "./parameters.js";
import { describeResponses, problemSchema, type Response, type ResponseOrReference } from "./responses.js";

export interface DescribeOptions {
  readonly router: AnyTRPCRouter;
  /** In front of every path; default `/api`. */
  readonly prefix?: string;
  readonly catalogue: Catalogue;
  readonly info: Info;
  readonly servers?: readonly { readonly url: string; readonly description?: string }[];
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  /** A code's `type`: the URL of a page about it. */
  problemType(code: string): string;
  /** By name, as OpenAPI writes them. Any one of them is enough. */
  readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
}

export interface Info {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: { readonly name: string; readonly identifier?: string; readonly url?: string };
}

export interface SecurityScheme {
  readonly type: "http" | "apiKey" | "oauth2" | "openIdConnect" | "mutualTLS";
  readonly [field: string]: unknown;
}

/** What an operation is to the document. */
export interface DescribedOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: true;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: RequestBody;
  readonly responses: Readonly<Record<string, ResponseOrReference>>;
}

/** An OpenAPI 3.1 document. */
export interface RestDocument {
  readonly openapi: "3.1.0";
  readonly info: Info;
  readonly servers?: DescribeOptions["servers"];
  readonly tags?: DescribeOptions["tags"];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly securitySchemes?: DescribeOptions["securitySchemes"];
  };
}

/**
 * The OpenAPI 3.1 document of what `registerRest` serves: the same for the same router, byte for byte.
 *
 * @throws {Error} as `registerRest`.
 */
export function describeRest(options: DescribeOptions): RestDocument {
  const { router, prefix = "/api", catalogue, info, servers, tags, securitySchemes } = options;
  const components = makeComponents();
  components.placeAs("Problem", withTypes(problemSchema(catalogue), options));
  const responses: Record<string, Response> = {};
  const paths: Record<string, Record<string, DescribedOperation>> = {};

  for (const operation of listOperations(router, catalogue)) {
    const methods = (paths[`${prefix}${operation.path.template}`] ??= {});
    const parameters = describeParameters(operation, components);
    const requestBody = describeBody(operation, components);
    methods[operation.declaration.method.toLowerCase()] = {
      ...describeHead(operation, Object.keys(securitySchemes ?? {})),
      ...(parameters.length > 0 && { parameters }),
      ...(requestBody && { requestBody }),
      responses: describeResponses(operation, catalogue, components, responses),
    };
  }

  return {
    openapi: "3.1.0",
    info,
    ...(servers && { servers }),
    ...(tags && { tags }),
    paths,
    components: { schemas: components.schemas, responses, ...(securitySchemes && { securitySchemes }) },
  };
}

function withTypes(problem: JsonSchema, options: DescribeOptions): JsonSchema {
  const [code] = Object.keys(options.catalogue);
  const type = {
    ...asObject(problem.properties?.["type"]),
    ...(code !== undefined && { examples: [options.problemType(code)] }),
  };
  return { ...problem, properties: { ...problem.properties, type } };
}

function asObject(schema: JsonSchema | boolean | undefined): JsonSchema {
  return typeof schema === "object" ? schema : {};
}

function describeHead(
  { declaration, id }: Operation,
  schemes: readonly string[],
): Omit<DescribedOperation, "responses"> {
  const { summary, description, tags, deprecated, protect, security = [] } = declaration;
  return {
    operationId: id,
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(tags && { tags }),
    ...(deprecated === true && { deprecated }),
    ...(schemes.length > 0 && { security: protect === false ? [] : schemes.map((name) => ({ [name]: security })) }),
  };
}
