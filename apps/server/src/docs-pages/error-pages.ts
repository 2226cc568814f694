import type { ErrorCode } from "@typedo/api";
import type { ErrorPage } from "./error-page.js";
import { pagesOfRequests } from "./error-pages-of-requests.js";
import { pagesOfState } from "./error-pages-of-state.js";

/** A page for each error, in the order in which they are told. The compiler asks for one where a code is new. */
export const errorPages = { ...pagesOfRequests, ...pagesOfState } satisfies Record<ErrorCode, ErrorPage>;
