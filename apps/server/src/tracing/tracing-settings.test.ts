import { expect, test } from "vitest";
import { EnvironmentError, readEnvironment } from "../env.js";

const read = (values: Record<string, string>) => readEnvironment(values).tracing;

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };

test("nothing is traced unless it is said where to", () => {
  expect(read({})).toBeUndefined();
  expect(read({ OTEL_SERVICE_NAME: "tasks", OTEL_TRACES_SAMPLER: "always_on" })).toBeUndefined();
  expect(read({ ...ENDPOINT, OTEL_SDK_DISABLED: "true" })).toBeUndefined();
  expect(read({ ...ENDPOINT, OTEL_TRACES_EXPORTER: "none" })).toBeUndefined();
});

test("an address is enough: the rest is as OpenTelemetry has it", () => {
  expect(read(ENDPOINT)).toEqual({
    url: "http://collector:4318/v1/traces",
    protocol: "http/protobuf",
    headers: {},
    resource: { "service.name": "typedo" },
    sampler: "parentbased_always_on",
    ratio: 1,
    delay: 5000,
  });
});

test("an address below a path, and one of traces' own", () => {
  const of = (values: Record<string, string>) => read(values)?.url;
  expect(of({ OTEL_EXPORTER_OTLP_ENDPOINT: "https://a.example/otlp/" })).toBe("https://a.example/otlp/v1/traces");
  expect(of({ ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://b:1/t" })).toBe("http://b:1/t");
});

test("what is said of traces alone goes before what is said of everything", () => {
  const settings = read({
    ...ENDPOINT,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20a%2Cb,x-tenant=1",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: "x-tenant=2",
    OTEL_RESOURCE_ATTRIBUTES: "service.name=other, deployment.environment.name=test",
    OTEL_SERVICE_NAME: "tasks",
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.25",
  });
  expect(settings).toMatchObject({
    protocol: "http/json",
    headers: { authorization: "Bearer a,b", "x-tenant": "2" },
    resource: { "service.name": "tasks", "deployment.environment.name": "test" },
    sampler: "parentbased_traceidratio",
    ratio: 0.25,
  });
});

test.each([
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "must be a URL such as http://collector:4318"],
  ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://collector:4317", "must be a URL such as"],
  ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "must be one of http/protobuf, http/json"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "authorization", "must be pairs such as key=value"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "authorization=%zz", "must be pairs such as key=value"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "a b=c", "must be headers"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "a=b%0Ac", "must be headers"],
  ["OTEL_RESOURCE_ATTRIBUTES", "=1", "must be pairs such as key=value"],
  ["OTEL_TRACES_SAMPLER", "sometimes", "must be one of always_on, always_off"],
  ["OTEL_TRACES_SAMPLER_ARG", "25%", "must be a number from 0 to 1"],
  ["OTEL_TRACES_SAMPLER_ARG", "1.5", "must be a number from 0 to 1"],
  ["OTEL_SDK_DISABLED", "yes", "must be one of true, false"],
  ["OTEL_TRACES_EXPORTER", "console", "must be one of otlp, none"],
  ["OTEL_BSP_SCHEDULE_DELAY", "5s", "must be milliseconds"],
])("%s=%s is refused, and its line says what to do", (name, value, message) => {
  const refused = () => read({ [name]: value });
  expect(refused).toThrow(EnvironmentError);
  expect(refused).toThrow(`${name} ${message}`);
});
