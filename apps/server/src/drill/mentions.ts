import { parseAst } from "vitest/node";

/** A place in a source that names a property: as a key, behind a dot, or in a string without white space. */
export interface Mention {
  /** Where the name itself stands, in UTF-16 units. */
  readonly start: number;
  /** From 1. */
  readonly line: number;
  /** `{ name }`: the property and a variable at once. */
  readonly shorthand: boolean;
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number; readonly end: number };

/**
 * Every mention of a property in code. Not among them: comments, prose (strings with white space), and variables of the
 * same name, which are nobody's but their function's.
 */
export function findMentions(file: string, source: string, name: string): Mention[] {
  const found: Mention[] = [];
  const word = new RegExp(`(?<![\\w$])${name}(?![\\w$])`, "g");
  const add = (start: number, shorthand = false) =>
    found.push({ start, line: source.slice(0, start).split("\n").length, shorthand });

  const visit = (node: Node, role: string, parent: Node | undefined): void => {
    if ((node.type === "Identifier" || node.type === "JSXIdentifier") && node["name"] === name) {
      if (parent && isPropertyName(node, role, parent)) add(node.start, parent["shorthand"] === true);
    }
    if (node.type === "TemplateElement" || (node.type === "Literal" && typeof node["value"] === "string")) {
      const text = source.slice(node.start, node.end);
      if (!/\s/.test(text)) for (const match of text.matchAll(word)) add(node.start + match.index);
    }
    for (const [key, value] of Object.entries(node)) {
      if (node["shorthand"] === true && key === "value") continue;
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, key, node);
    }
  };
  const program: unknown = parseAst(source, { lang: file.endsWith("x") ? "tsx" : "ts" });
  if (isNode(program)) visit(program, "", undefined);
  return found;
}

/** Puts another name in place of the mentions; a variable keeps its own. */
export function renameMentions(source: string, mentions: readonly Mention[], name: string, newName: string): string {
  let renamed = source;
  for (const { start, shorthand } of mentions.toSorted((a, b) => b.start - a.start)) {
    renamed = `${renamed.slice(0, start)}${shorthand ? `${newName}: ${name}` : newName}${renamed.slice(start + name.length)}`;
  }
  return renamed;
}

function isPropertyName(node: Node, role: string, parent: Node): boolean {
  if (node.type === "JSXIdentifier") return parent.type === "JSXAttribute";
  if (parent["computed"] === true) return false;
  return (
    role === "key" || (role === "property" && parent.type === "MemberExpression") || parent.type === "TSEnumMember"
  );
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" && "start" in value
  );
}
