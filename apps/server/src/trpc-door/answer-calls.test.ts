import { initTRPC, TRPCError } from "@trpc/server";
import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from "@trpc/server/adapters/fastify";
import { fastify, type FastifyInstance } from "fastify";
import superjson from "superjson";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { answerCalls } from "./answer-calls.js";

interface Context {
  readonly calls: number;
}

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  isDev: false,
  // What is said to people is not tRPC's protocol.
  errorFormatter: ({ shape, error, path, type }) => ({
    ...shape,
    message: error.code,
    data: { ...shape.data, path, type },
  }),
});

const router = t.router({
  now: t.procedure.query(() => ({ at: new Date(0), nothing: undefined })),
  nothing: t.procedure.query(() => undefined),
  echo: t.procedure
    .input(z.object({ text: z.string() }).optional())
    .output(z.object({ text: z.string() }).optional())
    .query(({ input }) => input),
  deep: t.router({ calls: t.procedure.query(({ ctx, batchIndex }) => [ctx.calls, batchIndex]) }),
  add: t.procedure.input(z.number()).mutation(({ input }) => input + 1),
  guarded: t.procedure
    .use(() => {
      throw new TRPCError({ code: "FORBIDDEN", message: "not you" });
    })
    .input(z.number())
    .mutation(() => "never"),
  wrong: t.procedure.output(z.number()).query((): number => JSON.parse('"text"')),
  broken: t.procedure.query(() => {
    throw new RangeError("broken");
  }),
});

interface Told {
  readonly code: string;
  readonly cause: unknown;
}

/** The same router behind tRPC's own adapter, and behind ours; and what each told its owner of errors. */
async function openBoth() {
  const open = async (mount: (app: FastifyInstance, told: Told[]) => Promise<void>) => {
    const app = fastify();
    onTestFinished(() => app.close());
    const told: Told[] = [];
    await mount(app, told);
    return { app, told };
  };
  const headersOf = (context: Context | undefined, calls: number, errors: number) => ({
    "x-about": JSON.stringify([context, calls, errors]),
  });
  const theirs = await open(async (app, told) => {
    const options: FastifyTRPCPluginOptions<typeof router> = {
      prefix: "/trpc",
      trpcOptions: {
        router,
        createContext: ({ info }) => ({ calls: info.calls.length }),
        onError: ({ error: { code, cause } }) => void told.push({ code, cause }),
        responseMeta: ({ ctx, info, errors }) => ({
          // Of a batch of queries and mutations, it does not tell how many calls that has.
          headers: new Headers(headersOf(ctx, info?.calls.length ?? 2, errors.length)),
        }),
      },
    };
    await app.register(fastifyTRPCPlugin, options);
  });
  const ours = await open(async (app, told) => {
    app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
    const answer = answerCalls(router, {
      createContext: (_request, calls) => ({ calls }),
      onError: (_request, { code, cause }) => void told.push({ code, cause }),
      headersOf: ({ context, calls, errors }) => headersOf(context, calls, errors.length),
    });
    app.all<{ Params: { path: string } }>("/trpc/:path", async (request, reply) =>
      answer(request.params.path, request, reply),
    );
  });
  return { theirs, ours };
}

interface Ask {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly body?: string;
}

async function ask({ app, told }: { app: FastifyInstance; told: Told[] }, { method, url, body }: Ask) {
  const headers = {
    ...(body !== undefined && { "content-type": "application/json" }),
    "trpc-accept": "application/json",
  };
  const answer = await app.inject({
    method,
    url: `/trpc/${url}`,
    headers,
    ...(body !== undefined && { payload: body }),
  });
  return {
    status: answer.statusCode,
    about: answer.headers["x-about"],
    body: answer.body,
    told: told.splice(0),
  };
}

const get = (url: string): Ask => ({ method: "GET", url });
const post = (url: string, body: string): Ask => ({ method: "POST", url, body });
const withInput = (path: string, input: string) => get(`${path}input=${encodeURIComponent(input)}`);

describe("calls", () => {
  it.each<readonly [status: number, asked: Ask]>([
    [200, get("now")],
    [200, get("now?batch=1")],
    [200, get("nothing")],
    [200, get("nothing,now?batch=1&input=%7B%7D")],
    [200, withInput("echo?", '{"json":{"text":"a+b & c"}}')],
    [200, get("echo?input=%7B%22json%22:%7B%22text%22:%22a+b%22%7D%7D")],
    [200, withInput("echo?input=&", '{"json":{"text":"second"}}')],
    [200, withInput("echo,echo?batch=1&", '{"1":{"json":{"text":"second"}}}')],
    [200, get("deep.calls,deep.calls,deep.calls?batch=1")],
    [200, post("add", '{"json":1}')],
    [200, post("add", '\uFEFF{"json":1}')],
    [200, post("add,add?batch=1", '{"0":{"json":1},"1":{"json":5}}')],
    [404, get("missing")],
    [404, get("deep")],
    [404, get("__proto__")],
    [404, get("now,now")],
    [404, get("now,now?batch=2")],
    [404, get("now,now?batch=2&batch=1")],
    [404, get("%20now")],
    [207, get("now,missing?batch=1")],
    [207, get("now,broken,wrong?batch=1")],
    [405, get("add")],
    [405, post("now", "")],
    [400, get("add,now?batch=1")],
    [400, post("add", "")],
    [400, post("add", "{")],
    [400, post("add,add?batch=1", "{")],
    [400, post("add,add?batch=1", "5")],
    [400, post("add,add?batch=1", "[]")],
    [400, post("add", '{"json":"text"}')],
    [400, withInput("echo?", "{")],
    [400, get("echo?input=null")],
    [400, get("echo?batch=1&input=null")],
    [400, post("add", "null")],
    [400, post("add?batch=1", "null")],
    [400, withInput("echo?", '{"json":{"text":5}}')],
    [403, post("guarded", "{")],
    [500, get("broken")],
    [500, get("wrong")],
  ])("%i to %o, as by tRPC's own adapter", async (status, asked) => {
    const { theirs, ours } = await openBoth();
    const expected = await ask(theirs, asked);
    expect(expected.status).toBe(status);
    expect(await ask(ours, asked)).toEqual(expected);
  });
});

it("an answer is JSON, and has a length", async () => {
  const { ours } = await openBoth();
  const { headers } = await ours.app.inject("/trpc/nothing");
  expect(headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "content-length": expect.any(String),
  });
});

it("what is sent is read once, for all calls of a batch", async () => {
  let read = 0;
  const transformer = {
    input: {
      serialize: superjson.serialize,
      deserialize(sent: unknown) {
        read += 1;
        return sent;
      },
    },
    output: superjson,
  };
  const counting = initTRPC.context<Context>().create({ transformer });
  const add = counting.procedure.input(z.number()).mutation(({ input }) => input + 1);
  const app = fastify();
  onTestFinished(() => app.close());
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  const door = { createContext: () => ({ calls: 0 }), onError() {}, headersOf: () => ({}) };
  const answer = answerCalls(counting.router({ add }), door);
  app.post("/", async (request, reply) => answer("add,add,add", request, reply));
  const { statusCode } = await app.inject({
    method: "POST",
    url: "/?batch=1",
    headers: { "content-type": "application/json" },
    payload: '{"0":1,"1":2,"2":3}',
  });
  expect([statusCode, read]).toEqual([200, 3]);
});

it("a subscription is refused at start-up, by its name: there are no streams", () => {
  const often = t.procedure.subscription(async function* often() {
    yield "often";
  });
  const door = { createContext: () => ({ calls: 0 }), onError() {}, headersOf: () => ({}) };
  expect(() => answerCalls(t.router({ events: t.router({ often }) }), door)).toThrow(/events\.often is a subscription/);
});
