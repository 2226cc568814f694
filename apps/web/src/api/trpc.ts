import { createTRPCReact } from "@trpc/react-query";
import type { TRPCClientErrorLike } from "@trpc/client";
import type { inferRouterInputs } from "@trpc/server";
import type { AppRouter } from "@typedo/api";

export const trpc = createTRPCReact<AppRouter>();

export type ApiInputs = inferRouterInputs<AppRouter>;
export type ApiClientError = TRPCClientErrorLike<AppRouter>;
