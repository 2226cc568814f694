import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Closers } from "../machine/closers.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Procedures of one feature. */
export const PROCEDURES_OF_FEATURE = 10;

/** A router of so many procedures, built as ours is, and a client that uses each of its features through hooks. */
export interface Project {
  /** The router from its source: a tsconfig that also emits its declarations. */
  readonly router: string;
  /** Client and router, both from source. */
  readonly clientOfSource: string;
  /** The client, which takes the router's declarations: to be compiled after those were emitted. */
  readonly clientOfDeclarations: string;
}

/** Writes a project into folders of its own, beside the packages whose dependencies it uses, which go at the end. */
export async function writeProject(closers: Closers, procedures: number): Promise<Project> {
  const features = Array.from({ length: procedures / PROCEDURES_OF_FEATURE }, (_, index) => `feature${index}`);
  const [api, web] = await Promise.all(
    ["packages/api", "apps/web"].map(async (of) => newFolder(closers, join(ROOT, of))),
  );
  if (api === undefined || web === undefined) throw new Error("There are no folders");

  const files = new Map<string, string>();
  for (const feature of features) {
    files.set(join(api, "src", feature, "schema.ts"), schemaOf(feature));
    files.set(join(api, "src", feature, "router.ts"), routerOf(feature));
  }
  files.set(join(api, "src", "router.ts"), appRouterOf(features));
  files.set(
    join(api, "tsconfig.json"),
    tsconfig({ rootDir: "src", outDir: "dist", declaration: true, emitDeclarationOnly: true }),
  );
  for (const [kind, router] of [
    ["source", join(api, "src/router.js")],
    ["declared", join(api, "dist/router.js")],
  ] as const) {
    const folder = join(web, kind);
    const path = relative(join(folder, "src"), router);
    files.set(join(folder, "src/trpc.ts"), trpcOf(path));
    for (const feature of features) files.set(join(folder, "src", `use-${feature}.ts`), hookOf(feature));
    files.set(join(folder, "tsconfig.json"), tsconfig({ noEmit: true, declaration: false, declarationMap: false }));
  }
  for (const [path, text] of files) {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, text);
  }
  return { router: api, clientOfSource: join(web, "source"), clientOfDeclarations: join(web, "declared") };
}

async function newFolder(closers: Closers, beside: string): Promise<string> {
  const folder = await mkdtemp(join(beside, ".types-"));
  closers.add(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function tsconfig(options: object): string {
  const compilerOptions = {
    declarationMap: false,
    sourceMap: false,
    lib: ["es2023", "es2024.string", "dom", "dom.iterable"],
    types: ["node"],
    ...options,
  };
  return JSON.stringify({ extends: join(ROOT, "tsconfig.base.json"), compilerOptions, include: ["src"] }, null, 2);
}

/** A table's worth of fields: each feature has some of its own, so that nothing is inferred once for all. */
function schemaOf(feature: string): string {
  return `import { z } from "zod";

export const item = z.object({
  id: z.uuid(),
  userId: z.string(),
  ${feature}Title: z.string().min(1).max(500),
  notes: z.string().max(16384).nullable(),
  completed: z.boolean(),
  ${feature}Priority: z.enum(["none", "low", "medium", "high", "urgent"]),
  dueDate: z.iso.date().nullable(),
  labels: z.array(z.string()).max(20),
  parentId: z.uuid().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  deletedAt: z.date().nullable(),
  version: z.int(),
});
export const page = z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() });

const caller = { userId: z.string().optional(), idempotencyKey: z.string().optional() };
const writable = {
  ${feature}Title: item.shape.${feature}Title,
  notes: item.shape.notes.default(null),
  completed: z.boolean().default(false),
  ${feature}Priority: item.shape.${feature}Priority.default("none"),
  dueDate: item.shape.dueDate.default(null),
  labels: item.shape.labels.default([]),
  parentId: item.shape.parentId.default(null),
};
export const reference = z.strictObject({ id: z.uuid(), ...caller });
export const createInput = z.strictObject({ ...writable, ...caller });
export const replaceInput = z.strictObject({ id: z.uuid(), ...writable, ...caller });
export const updateInput = z.strictObject({ id: z.uuid(), ...z.object(writable).partial().shape, ...caller });
export const listInput = z.strictObject({
  completed: z.boolean().optional(),
  ${feature}Priority: z.array(item.shape.${feature}Priority).optional(),
  q: z.string().optional(),
  sort: z.enum(["createdAt", "-createdAt", "dueDate", "-dueDate"]).default("-createdAt"),
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().optional(),
  direction: z.literal("forward").optional(),
  userId: z.string().optional(),
});
`;
}

function routerOf(feature: string): string {
  return `import { z } from "zod";
import { synchronous } from "../../../dist/synchronous.js";
import { reading, router, writing } from "../../../dist/trpc.js";
import { createInput, item, listInput, page, reference, replaceInput, updateInput } from "./schema.js";

type Item = z.output<typeof item>;
type Page = z.output<typeof page>;
declare const openapi: NonNullable<Parameters<typeof reading>[0]["openapi"] & Parameters<typeof writing>[0]["openapi"]>;
declare function find(userId: string, input: z.output<typeof listInput>): Promise<Page>;
declare function load(userId: string, input: { id: string }): Promise<Item>;
declare function store(userId: string, input: Partial<z.output<typeof createInput>>): Promise<Item>;

const read = () => reading({ scope: "tasks:read", openapi });
const write = () => writing({ scope: "tasks:write", openapi });

export const ${feature} = router({
  list: read().input(synchronous(listInput)).output(synchronous(page)).query(({ ctx, input }) => find(ctx.caller.userId, input)),
  search: read().input(synchronous(listInput)).output(synchronous(page)).query(({ ctx, input }) => find(ctx.caller.userId, input)),
  count: read().input(synchronous(listInput)).output(synchronous(z.int())).query(async ({ ctx, input }) => (await find(ctx.caller.userId, input)).total ?? 0),
  get: read().input(synchronous(reference)).output(synchronous(item)).query(({ ctx, input }) => load(ctx.caller.userId, input)),
  create: write().input(synchronous(createInput)).output(synchronous(item)).mutation(({ ctx, input }) => store(ctx.caller.userId, input)),
  update: write().input(synchronous(updateInput)).output(synchronous(item)).mutation(({ ctx, input }) => load(ctx.caller.userId, input)),
  replace: write().input(synchronous(replaceInput)).output(synchronous(item)).mutation(({ ctx, input }) => store(ctx.caller.userId, input)),
  delete: write().input(synchronous(reference)).output(synchronous(z.void())).mutation(async ({ ctx, input }) => void (await load(ctx.caller.userId, input))),
  restore: write().input(synchronous(reference)).output(synchronous(item)).mutation(({ ctx, input }) => load(ctx.caller.userId, input)),
  copy: write().input(synchronous(reference)).output(synchronous(item)).mutation(({ ctx, input }) => load(ctx.caller.userId, input)),
});
`;
}

function appRouterOf(features: readonly string[]): string {
  return `import { router } from "../../dist/trpc.js";
${features.map((feature) => `import { ${feature} } from "./${feature}/router.js";`).join("\n")}

export const appRouter = router({ ${features.join(", ")} });
export type AppRouter = typeof appRouter;
`;
}

function trpcOf(router: string): string {
  return `import { createTRPCReact } from "@trpc/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "${router}";

export const trpc: ReturnType<typeof createTRPCReact<AppRouter>> = createTRPCReact<AppRouter>();
export type Outputs = inferRouterOutputs<AppRouter>;
`;
}

/** What a page does: an endless list, one thing, changes, and what is kept of them. */
function hookOf(feature: string): string {
  return `import { type Outputs, trpc } from "./trpc.js";

export function useIt(id: string) {
  const utils = trpc.useUtils();
  const list = trpc.${feature}.list.useInfiniteQuery({ limit: 20 }, { getNextPageParam: (page) => page.nextCursor });
  const one = trpc.${feature}.get.useQuery({ id });
  const refresh = async () => utils.${feature}.list.invalidate();
  const create = trpc.${feature}.create.useMutation({ onSuccess: refresh });
  const update = trpc.${feature}.update.useMutation({
    onSuccess: (changed) => utils.${feature}.get.setData({ id: changed.id }, changed),
  });
  const remove = trpc.${feature}.delete.useMutation({ onSuccess: refresh });
  const titles: string[] = list.data?.pages.flatMap(({ items }) => items.map((item) => item.${feature}Title)) ?? [];
  const priority: Outputs["${feature}"]["get"]["${feature}Priority"] | undefined = one.data?.${feature}Priority;
  const add = (title: string) => create.mutate({ ${feature}Title: title, labels: ["new"] });
  const complete = () => update.mutate({ id, completed: true });
  const drop = () => remove.mutate({ id });
  return { titles, priority, add, complete, drop };
}
`;
}
