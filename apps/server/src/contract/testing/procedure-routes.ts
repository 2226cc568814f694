import { appRouter } from "@typedo/api";
import { z } from "zod";
import { isRecord } from "./is-record.js";
import { type OpenApi, resolveSchema, type Schema } from "./open-api.js";

/** A procedure, and where REST has it. */
export interface RestRoute {
  readonly name: string;
  readonly isQuery: boolean;
  readonly scope: string;
  readonly method: string;
  readonly path: string;
  readonly fieldsOfPath: readonly string[];
  /** By the field that is taken from each. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the input, as far as REST takes it; what it refers to is in `document`. */
  readonly input: Schema;
  readonly document: OpenApi;
}

/** Procedures that one door alone has, and why. */
export const ONE_DOOR: Readonly<Record<string, string>> = {};

/**
 * Every procedure of the router. A new one is there by itself.
 *
 * @throws Error for one that REST does not serve, or whose input is no object, unless `ONE_DOOR` names it
 */
export function listRoutes(): RestRoute[] {
  return Object.entries(appRouter._def.procedures)
    .filter(([name]) => ONE_DOOR[name] === undefined)
    .map(([name, procedure]) => {
      const definition: unknown = Reflect.get(procedure, "_def");
      const meta = part(definition, "meta");
      const openapi = part(meta, "openapi");
      const [input] = [part(definition, "inputs")].flat();
      if (!isRecord(openapi) || !(input instanceof z.ZodObject)) {
        throw new Error(`${name} is not served by REST, or its input is no object: why, ONE_DOOR has to say`);
      }
      const described = describeInput(input, openapi["hidden"]);
      const path = String(openapi["path"]);
      const headers = isRecord(openapi["headers"]) ? openapi["headers"] : {};
      return {
        name,
        isQuery: part(definition, "type") === "query",
        scope: String(part(meta, "scope")),
        method: String(openapi["method"]),
        path: `/api${path}`,
        fieldsOfPath: [...path.matchAll(/\{([^}]+)\}/g)].map(([, field = ""]) => field),
        headers: Object.fromEntries(
          Object.entries(headers).map(([field, header]) => [field, String(part(header, "name"))]),
        ),
        input: described.input,
        document: described.document,
      };
    });
}

function part(holder: unknown, name: string): unknown {
  return isRecord(holder) || typeof holder === "function" ? Reflect.get(holder, name) : undefined;
}

function describeInput(input: z.ZodObject, hidden: unknown): Pick<RestRoute, "input" | "document"> {
  const whole: Schema & { $defs?: object } = JSON.parse(
    JSON.stringify(
      z.toJSONSchema(input, {
        io: "input",
        unrepresentable: "any",
        reused: "inline",
        override: ({ zodSchema, jsonSchema }) => {
          if (zodSchema._zod.def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
        },
      }),
    ),
  );
  const parts = { paths: {}, components: { schemas: {} }, $defs: whole.$defs ?? {} };
  const document: OpenApi = parts;
  const schema = resolveSchema(document, whole);
  const names = new Set(Array.isArray(hidden) ? hidden : []);
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !names.has(name));
  return { document, input: { ...schema, properties: Object.fromEntries(properties) } };
}
