import { fileURLToPath } from "node:url";
import { expect, inject, onTestFinished, test } from "vitest";
import { Closers } from "../machine/closers.js";
import { compile } from "./compile.js";
import { writeProject } from "./project.js";

const budget = inject("budgets").instantiations;

test("our web app makes no more types of generic ones than its budget", () => {
  const { instantiations } = compile(fileURLToPath(new URL("../../../apps/web", import.meta.url)));
  expect(instantiations).toBeLessThanOrEqual(budget.webApp);
});

test("a client of 50 procedures makes no more types of generic ones than its budget, and finds a wrong one", async () => {
  const closers = new Closers();
  onTestFinished(async () => closers.close());
  const project = await writeProject(closers, 50);
  // A client without the router's types would make hardly any, and find nothing: so it has to fail before they are there.
  expect(() => compile(project.clientOfDeclarations)).toThrow("Cannot find module");
  compile(project.router);
  const { instantiations } = compile(project.clientOfDeclarations);
  expect(instantiations).toBeGreaterThan(1000);
  expect(instantiations).toBeLessThanOrEqual(budget.clientOf50);
});
