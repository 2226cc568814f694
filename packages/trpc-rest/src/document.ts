import type { AnyTRPCRouter } from "@trpc/server";
import type { Catalogue } from "./catalogue.js";
import type { JsonSchema } from "./json-schema.js";
import { checkTags, describeHead, type DescribedHead } from "./describe-head.js";
import { listOperations } from "./operations.js";
import { isMetaOf, type MetaOf } from "./meta-of.js";
import { describeParameters, type Parameter } from "./parameters.js";
import { problemSchema } from "./problem-schema.js";
import { describeBody, type RequestBody } from "./request-body.js";
import { describeResponses, type Response, type ResponseOrReference } from "./responses.js";
import { type CommonHeader, type Header, makeShared } from "./shared.js";

export interface DescribeOptions<Router extends AnyTRPCRouter = AnyTRPCRouter> {
  readonly router: Router;
  /** In front of every path; default `/api`. */
  readonly prefix?: string;
  readonly catalogue: Catalogue;
  readonly info: Info;
  readonly servers?: readonly { readonly url: string; readonly description?: string }[];
  /** Where they are given, an operation may name no other. */
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  /** A code's `type`: the URL of a page about it. */
  problemType(code: string): string;
  /** By name, as OpenAPI writes them. Any one of them is enough. */
  readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  /** The scopes that a token needs for a procedure, by its meta, beside those of `RestOperation.security`. */
  scopesOf?(meta: MetaOf<Router>): readonly string[];
  /**
   * The security schemes whose requirements list the scopes. OpenAPI 3.1 lets all do so; Spectral's
   * `oas3-operation-security-defined` takes it of OAuth's alone. Descriptions tell the scopes in any case. Default: all.
   */
  readonly scopesListedBy?: "all" | "oauth2";
  /** Headers that many answers have, whoever sends them, by name. */
  readonly commonHeaders?: Readonly<Record<string, CommonHeader>>;
}

export interface Info {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly contact?: { readonly name?: string; readonly url?: string; readonly email?: string };
  readonly license?: { readonly name: string; readonly identifier?: string; readonly url?: string };
}

export interface SecurityScheme {
  readonly type: "http" | "apiKey" | "oauth2" | "openIdConnect" | "mutualTLS";
  readonly [field: string]: unknown;
}

/** What an operation is to the document. */
export interface DescribedOperation extends DescribedHead {
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
    readonly headers: Readonly<Record<string, Header>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly securitySchemes?: DescribeOptions["securitySchemes"];
  };
}

/**
 * The OpenAPI 3.1 document of what `registerRest` serves: the same for the same router, byte for byte.
 *
 * @throws {Error} as `registerRest`; and by the procedure's name, for a tag that is not among `tags`.
 */
export function describeRest<Router extends AnyTRPCRouter>(options: DescribeOptions<Router>): RestDocument {
  const { router, prefix = "/api", catalogue, info, servers, tags, securitySchemes } = options;
  const shared = makeShared(options.commonHeaders ?? {});
  const { components } = shared;
  components.placeAs("Problem", withTypes(problemSchema(catalogue), options));
  const paths: Record<string, Record<string, DescribedOperation>> = {};

  for (const operation of listOperations(router, catalogue)) {
    checkTags(operation, tags);
    const { meta } = operation.procedure;
    const scopes = isMetaOf<Router>(meta) ? options.scopesOf?.(meta) : undefined;
    const methods = (paths[`${prefix}${operation.path.template}`] ??= {});
    const parameters = describeParameters(operation, components);
    const requestBody = describeBody(operation, components);
    methods[operation.declaration.method.toLowerCase()] = {
      ...describeHead(operation, scopes ?? [], options),
      ...(parameters.length > 0 && { parameters }),
      ...(requestBody && { requestBody }),
      responses: describeResponses(operation, catalogue, shared),
    };
  }

  const { headers, responses } = shared;
  return {
    openapi: "3.1.0",
    info,
    ...(servers && { servers }),
    ...(tags && { tags }),
    paths,
    components: { schemas: components.schemas, headers, responses, ...(securitySchemes && { securitySchemes }) },
  };
}

function withTypes(problem: JsonSchema, options: Pick<DescribeOptions, "catalogue" | "problemType">): JsonSchema {
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
