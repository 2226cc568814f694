import type { AnyTRPCRouter } from "@trpc/server";
import type { RestOptions } from "../register.js";
import { serve, type Served } from "./serve.js";
import { catalogue, type Shelf, shelf } from "./shelf.js";

/** An app that serves the shelf to everyone. `answer` of the context is what answers are beyond their output. */
export async function serveShelf(more: Partial<RestOptions<AnyTRPCRouter>> = {}): Promise<Served> {
  const seen: unknown[] = [];
  const served = await serve(shelf, {
    catalogue,
    createContext: ({ headers }): Shelf => ({ seen, answer: readAnswer(headers["x-answer"]) }),
    guard: () => undefined,
    answer: ({ answer }: Shelf) => answer,
    ...more,
  });
  return { ...served, seen };
}

/** What a test wants the answer to be: `201`, or `idempotency-replayed: true`. */
function readAnswer(wanted: string | string[] | undefined): Shelf["answer"] {
  if (typeof wanted !== "string") return {};
  const [name = "", value] = wanted.split(": ");
  return value === undefined ? { status: Number(name) } : { headers: { [name]: value } };
}
