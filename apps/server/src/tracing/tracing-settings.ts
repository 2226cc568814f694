import { validateHeaderName, validateHeaderValue } from "node:http";
import { z } from "zod";

/** Where traces go, and what of. */
export interface TracingSettings {
  /** Takes `POST` of OTLP: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
  readonly url: string;
  readonly protocol: (typeof PROTOCOLS)[number];
  readonly headers: Readonly<Record<string, string>>;
  /** Of this process, as all its traces have them. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: (typeof SAMPLERS)[number];
  /** Of traces that are kept, 0 to 1, where the sampler goes by it. */
  readonly ratio: number;
  /** Milliseconds until spans that are ended are sent. */
  readonly delay: number;
}

const PROTOCOLS = ["http/protobuf", "http/json"] as const;

const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, { error: `must be one of ${names.join(", ")}` });

const endpoint = z.string().refine(isEndpoint, { error: "must be a URL such as http://collector:4318" }).optional();

/** `key=value` with commas between, values percent-encoded, as in W3C Baggage. */
const pairs = z
  .string()
  .transform((text, context) => {
    const read = text.split(",").flatMap((pair) => (pair.trim() === "" ? [] : [readPair(pair)]));
    const all = read.filter((pair) => pair !== undefined);
    if (all.length === read.length) return Object.fromEntries(all);
    context.addIssue({ code: "custom", message: "must be pairs such as key=value,other=value, percent-encoded" });
    return z.NEVER;
  })
  .optional();

/** Node would throw at each request for what is no header. */
const headers = pairs.refine((all = {}) => Object.entries(all).every(isHeader), { error: "must be headers of HTTP" });

/** By their standard names: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export const tracingVariables = {
  OTEL_SDK_DISABLED: oneOf(["true", "false"]).default("false"),
  OTEL_TRACES_EXPORTER: oneOf(["otlp", "none"]).default("otlp"),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf(PROTOCOLS).default("http/protobuf"),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: oneOf(PROTOCOLS).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers,
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: headers,
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_RESOURCE_ATTRIBUTES: pairs,
  OTEL_TRACES_SAMPLER: oneOf(SAMPLERS).default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(?:0(?:\.\d+)?|1(?:\.0+)?|\.\d+)$/, { error: "must be a number from 0 to 1, as 0.1" })
    .default("1")
    .transform(Number),
  OTEL_BSP_SCHEDULE_DELAY: z
    .string()
    .regex(/^\d{1,6}$/, { error: "must be milliseconds, as 5000" })
    .default("5000")
    .transform(Number),
};

/** Undefined: nothing is traced. */
export function readTracing(data: z.output<z.ZodObject<typeof tracingVariables>>): TracingSettings | undefined {
  const url = data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? tracesBelow(data.OTEL_EXPORTER_OTLP_ENDPOINT);
  if (url === undefined || data.OTEL_SDK_DISABLED === "true" || data.OTEL_TRACES_EXPORTER === "none") return undefined;
  const attributes = { "service.name": "typedo", ...data.OTEL_RESOURCE_ATTRIBUTES };
  return {
    url,
    protocol: data.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? data.OTEL_EXPORTER_OTLP_PROTOCOL,
    headers: { ...data.OTEL_EXPORTER_OTLP_HEADERS, ...data.OTEL_EXPORTER_OTLP_TRACES_HEADERS },
    resource: data.OTEL_SERVICE_NAME ? { ...attributes, "service.name": data.OTEL_SERVICE_NAME } : attributes,
    sampler: data.OTEL_TRACES_SAMPLER,
    ratio: data.OTEL_TRACES_SAMPLER_ARG,
    delay: data.OTEL_BSP_SCHEDULE_DELAY,
  };
}

/** The address for traces below one for everything. */
function tracesBelow(base: string | undefined): string | undefined {
  return base && `${base.replace(/\/$/, "")}/v1/traces`;
}

function isEndpoint(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function readPair(pair: string): readonly [key: string, value: string] | undefined {
  const [, key, value = ""] = /^\s*([^=]*[^\s=])\s*=(.*)$/s.exec(pair) ?? [];
  if (key === undefined) return undefined;
  try {
    return [decodeURIComponent(key), decodeURIComponent(value.trim())];
  } catch {
    return undefined;
  }
}

function isHeader([name, value]: readonly [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
