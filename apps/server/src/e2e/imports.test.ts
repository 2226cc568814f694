import { openApiToBruno } from "@usebruno/converters";
import { convertV2 } from "openapi-to-postmanv2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Person, signUp } from "./person.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

/** A request as it was imported, by the converters that Postman and Bruno import with; ready to be sent. */
interface Imported {
  readonly method: string;
  /** With `{id}` where the id belongs, as the document has it. */
  readonly path: string;
  readonly id: string | undefined;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;
let text: string;

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, { LOG_LEVEL: "warn", AUTH_RATE_LIMIT_PER_MINUTE: "0" });
  text = await (await fetch(`${typedo.url}/api/openapi.json`)).text();
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

const described = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

function operations(): string[] {
  const { paths } = described.parse(JSON.parse(text));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

const named = (imported: readonly Imported[]) => imported.map(({ method, path }) => `${method} ${path}`).toSorted();

const pair = z.object({ key: z.string(), value: z.string(), disabled: z.boolean().optional() });

const postmanItem = z.object({
  request: z.object({
    method: z.string(),
    auth: z.object({ type: z.literal("bearer") }),
    url: z.object({
      host: z.tuple([z.literal("{{baseUrl}}")]),
      path: z.array(z.string()),
      query: z.array(pair),
      variable: z.array(z.object({ key: z.string(), value: z.string() })),
    }),
    header: z.array(pair).nullable(),
    body: z.object({ raw: z.string().optional() }).optional(),
  }),
});

const postmanFolder = z.object({
  get item() {
    return z.array(z.union([postmanFolder, postmanItem]));
  },
});

type PostmanItem = z.infer<typeof postmanItem>;

function itemsOf({ item }: z.infer<typeof postmanFolder>): PostmanItem[] {
  return item.flatMap((one) => ("item" in one ? itemsOf(one) : [one]));
}

const postmanCollection = z.object({
  variable: z.array(z.object({ key: z.string(), value: z.string() })),
  ...postmanFolder.shape,
});

async function importIntoPostman(options: Parameters<typeof convertV2>[1]) {
  const converted = await new Promise((resolve, reject) => {
    convertV2({ type: "string", data: text }, options, (error, answer) => {
      if (error || !answer?.result) reject(error ?? new Error(answer?.reason));
      else resolve(answer.output?.[0]?.data);
    });
  });
  const collection = postmanCollection.parse(converted);
  const requests = itemsOf(collection).map(({ request: { method, url, header, body } }): Imported => {
    const enabled = (pairs: z.infer<typeof pair>[]) =>
      pairs.filter(({ disabled }) => disabled !== true).map(({ key, value }): [string, string] => [key, value]);
    return {
      method,
      path: `/${url.path.map((part) => part.replace(/^:(.*)$/, "{$1}")).join("/")}`,
      id: url.variable[0]?.value,
      query: new URLSearchParams(enabled(url.query)).toString(),
      headers: Object.fromEntries(enabled(header ?? [])),
      body: body?.raw,
    };
  });
  return { variables: collection.variable, requests };
}

const brunoParameter = z.object({ name: z.string(), value: z.string(), enabled: z.boolean(), type: z.string() });

const brunoItem = z.object({
  type: z.literal("http-request"),
  request: z.object({
    method: z.string(),
    url: z.string().startsWith("{{baseUrl}}"),
    auth: z.object({ mode: z.literal("bearer"), bearer: z.object({ token: z.literal("{{token}}") }) }),
    params: z.array(brunoParameter),
    headers: z.array(z.object({ name: z.string(), value: z.string(), enabled: z.boolean() })),
    body: z.object({ json: z.string().nullish() }),
  }),
});

const brunoCollection = z.object({
  items: z.array(z.object({ type: z.literal("folder"), items: z.array(brunoItem) })),
  environments: z.array(z.object({ variables: z.array(z.object({ name: z.string(), value: z.string() })) })),
});

/** It switches on each header that has an example: here, of a version that is not the task's. A user takes them off. */
const CONDITION = /^if-/i;

async function importIntoBruno() {
  const collection = brunoCollection.parse(await openApiToBruno(JSON.parse(text)));
  const requests = collection.items
    .flatMap(({ items }) => items)
    .map(({ request: { method, url, params, headers, body } }): Imported => {
      const enabled = params.filter((parameter) => parameter.enabled);
      const query = enabled
        .filter(({ type }) => type === "query")
        .map(({ name, value }): [string, string] => [name, value]);
      return {
        method,
        path: url.replace("{{baseUrl}}", "").replaceAll(/:(\w+)/g, "{$1}"),
        id: enabled.find(({ type }) => type === "path")?.value,
        query: new URLSearchParams(query).toString(),
        headers: Object.fromEntries([
          ...(typeof body.json === "string" ? [["content-type", "application/json"]] : []),
          ...headers.filter((one) => one.enabled && !CONDITION.test(one.name)).map(({ name, value }) => [name, value]),
        ]),
        body: body.json ?? undefined,
      };
    });
  return { variables: collection.environments.flatMap(({ variables }) => variables), requests };
}

const batch = z.object({ operations: z.array(z.object({ operation: z.string(), id: z.string() })) });
const identified = z.object({ id: z.string() });

/** The tasks that a request takes to be there. */
function tasksOf({ path, id, body }: Imported): string[] {
  if (path === "/api/tasks/batch") {
    const { operations: asked } = batch.parse(JSON.parse(body ?? ""));
    return asked.filter(({ operation }) => operation !== "create").map((operation) => operation.id);
  }
  return path.startsWith("/api/tasks") && id !== undefined ? [id] : [];
}

/** Sends one as its user does, whose tasks and password are those that the examples speak of. */
async function send({ call, token, password }: Person, imported: Imported): Promise<number> {
  const { method, path, query, headers, body } = imported;
  for (const id of tasksOf(imported)) {
    expect((await call("POST", "/api/tasks", { id, title: "Of an example" })).status).toBe(201);
  }
  let { id = "" } = imported;
  if (path === "/api/me/keys/{id}") {
    const made = await call("POST", "/api/me/keys", { name: "A", scopes: ["tasks:read"] });
    ({ id } = identified.parse(await made.json()));
  }
  const answer = await fetch(`${typedo.url}${path.replace("{id}", id)}?${query}`, {
    method,
    headers: { ...headers, authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: body.replace("correct horse battery staple", password) }),
  });
  return answer.status;
}

/** A person of each's own, so that none meets what another did. */
async function sendAll(requests: readonly Imported[], name: string): Promise<string[]> {
  const answers: string[] = [];
  for (const [index, request] of requests.entries()) {
    const status = await send(await signUp(typedo.url, `${name}-${index}`), request);
    answers.push(`${request.method} ${request.path}: ${status}`);
  }
  return answers;
}

describe("the document can be imported into Postman", () => {
  test("as it imports by itself: every operation, its address and its token", async () => {
    const { variables, requests } = await importIntoPostman({});
    expect(named(requests)).toEqual(operations().toSorted());
    expect(variables).toContainEqual(expect.objectContaining({ key: "baseUrl", value: typedo.url }));
  });

  test("as the guide says: each request can be sent, and does what it says", async () => {
    const { requests } = await importIntoPostman({ parametersResolution: "Example", enableOptionalParameters: false });
    expect(named(requests)).toEqual(operations().toSorted());
    const answers = await sendAll(requests, "postman");
    expect(answers.filter((answer) => !/: 20[014]$/.test(answer))).toEqual([]);
  });
});

describe("the document can be imported into Bruno", () => {
  test("every operation, its address and its token; each request can be sent", async () => {
    const { variables, requests } = await importIntoBruno();
    expect(named(requests)).toEqual(operations().toSorted());
    expect(variables).toContainEqual(expect.objectContaining({ name: "baseUrl", value: typedo.url }));
    const answers = await sendAll(requests, "bruno");
    expect(answers.filter((answer) => !/: 20[014]$/.test(answer))).toEqual([]);
  });
});
