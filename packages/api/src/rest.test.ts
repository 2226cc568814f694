import { describeRest } from "@typedo/trpc-rest";
import { expect, test } from "vitest";
import { errorCatalogue } from "./errors.js";
import { appRouter } from "./router.js";

const { paths } = describeRest({
  router: appRouter,
  catalogue: errorCatalogue,
  info: { title: "Typedo", version: "1" },
  problemType: (code) => code,
});

const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
);

// What becomes of it is said in one place, for all procedures: a caller's own is accepted, another's is refused.
test.each(operations)("$name takes the caller's own id in its query, whether it has a body or not", ({ operation }) => {
  const inQuery = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
  expect(inQuery).toContainEqual(expect.objectContaining({ name: "userId", required: false }));
});

test("no more than that is in a query beside a body", () => {
  const besideBody = operations.filter(({ operation }) => operation.requestBody !== undefined);
  expect(besideBody).toHaveLength(8);
  for (const { operation } of besideBody) {
    expect(operation.parameters?.filter((parameter) => parameter.in === "query")).toHaveLength(1);
  }
});
