import { afterAll, beforeAll, expect, test } from "vitest";
import { compile } from "./compiler.js";
import { followCompiler, mentionsIn, type Renaming, renameDeclaration } from "./follow.js";
import { copyTree, type Project, PROJECTS, removeTree } from "./tree-copy.js";

// A column gets another name in its table, and then nothing is done but what the compiler asks for: wherever it names a
// line, that line is renamed. What it never names would break in production, and fails here.

const TABLE = "packages/db/src/schema/tasks.ts";
const SCHEMA = "packages/api/src/tasks/tasks.schema.ts";

const trees: string[] = [];
let tree: string;

function newTree(): string {
  const made = copyTree();
  trees.push(made);
  return made;
}

beforeAll(() => {
  tree = newTree();
});

afterAll(() => {
  for (const one of trees) removeTree(one);
});

/** What is left of the old names, in all the code. */
function leftOf(copy: string, renaming: Renaming): string[] {
  return Object.keys(renaming).flatMap((name) => PROJECTS.flatMap((project) => mentionsIn(copy, project, name)));
}

async function buildInOrder(copy: string, projects: readonly Project[]) {
  const faults = [];
  for (const project of projects) faults.push(...(await compile(copy, project)));
  return faults;
}

test("the copy builds as it is: what fails below fails by the renaming alone", { timeout: 120_000 }, async () => {
  expect(await buildInOrder(tree, PROJECTS)).toEqual([]);
});

test(
  "a column renamed in its table can't be forgotten anywhere: the compiler names every line",
  { timeout: 120_000 },
  async () => {
    const renaming = { dueDate: "dueOn" };
    const [declaration, ...uses] = mentionsIn(tree, "packages/db", "dueDate");
    const ofWeb = mentionsIn(tree, "apps/web", "dueDate");
    expect(declaration).toContain(TABLE);
    expect(uses).not.toEqual([]);
    expect(ofWeb).not.toEqual([]);

    // The table alone: each line of the database's package that uses the column is named, and no other.
    renameDeclaration(tree, TABLE, "dueDate", "dueOn");
    expect(await followCompiler(tree, "packages/db", renaming)).toEqual({ first: uses, left: [] });

    // Where a row becomes a task, no renaming helps: the API's promise has to be changed as well.
    const api = await followCompiler(tree, "packages/api", renaming);
    expect(api.left).not.toEqual([]);
    for (const { file, message } of api.left) {
      expect(file).toBe("packages/api/src/tasks/tasks.rows.ts");
      expect(message).toMatch(/'dueDate' is missing|'dueOn' does not exist/);
    }

    // With the schema's declaration renamed, the compiler leads through the rest of the API, the server and the web.
    renameDeclaration(tree, SCHEMA, "dueDate", "dueOn");
    expect(await followCompiler(tree, "packages/api", renaming)).toMatchObject({ left: [] });
    expect(await followCompiler(tree, "apps/server", renaming)).toMatchObject({ left: [] });
    const web = await followCompiler(tree, "apps/web", renaming);
    expect(web.left).toEqual([]);
    // A line is named at once, or (behind a type that was itself in error) once the one before it is mended.
    expect(web.first.filter((line) => ofWeb.includes(line))).not.toEqual([]);

    expect(leftOf(tree, renaming)).toEqual([]);
  },
);

test("nor can four others, renamed together", { timeout: 120_000 }, async () => {
  const renaming: Renaming = {
    dueTime: "dueClock",
    completedAt: "doneAt",
    parentId: "partOf",
    deletedAt: "trashedAt",
  };
  const copy = newTree();
  await buildInOrder(copy, ["packages/trpc-rest"]);
  for (const [name, newName] of Object.entries(renaming)) {
    renameDeclaration(copy, TABLE, name, newName);
    renameDeclaration(copy, SCHEMA, name, newName);
  }
  for (const project of ["packages/db", "packages/auth", "packages/api", "apps/server", "apps/web"] as const) {
    expect(await followCompiler(copy, project, renaming)).toMatchObject({ left: [] });
  }
  expect(leftOf(copy, renaming)).toEqual([]);
});

test("the drill sees what no compiler would: a name in an untyped place is left over", async () => {
  const { findMentions } = await import("./mentions.js");
  const lines = (source: string) => findMentions("x.ts", source, "dueDate").map(({ line }) => line);
  expect(
    lines('f({ dueDate });\ng("dueDate");\nh["dueDate"];\nk("/dueDate");\nrow.dueDate;\nconst { dueDate: day } = row;'),
  ).toEqual([1, 2, 3, 4, 5, 6]);
  expect(
    lines(
      '// dueDate\nconst dueDate = today();\nf(dueDate, "Clears `dueDate` too", dueDateOf(row), `due ${dueDate}`);',
    ),
  ).toEqual([]);
});
