import { type ErrorCode, errorCatalogue, type InputFault } from "./errors.js";

/** A problem as REST answers it, for an example. */
export function problemExample(
  code: ErrorCode,
  instance: `/api/${string}`,
  { detail, errors }: { readonly detail?: string; readonly errors?: readonly InputFault[] } = {},
) {
  const { status, title } = errorCatalogue[code];
  return {
    status,
    answer: {
      type: `/docs/errors/${code}`,
      title,
      status,
      detail: detail ?? title,
      instance,
      code,
      requestId: "8f14e45f-ceea-467f-a0e6-4b2c9d1e7a55",
      ...(errors && { errors }),
    },
  };
}
