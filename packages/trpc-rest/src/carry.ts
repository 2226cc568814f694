import { definitionOf, innerOf, type Schema } from "./schema.js";

/** Why a URL or form can't carry values of a schema; undefined if it can. */
export function whyNotText(schema: Schema): string | undefined {
  const definition = definitionOf(schema);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- zod has forty kinds: `default` is for the others
  switch (definition.type) {
    case "array":
      return whyNotScalar(definition.element, "a list in a list");
    case "union":
      return definition.options.map(whyNotText).find((why) => why !== undefined);
    default: {
      const inner = textInner(schema);
      return inner ? whyNotText(inner) : whyNotScalar(schema, "a list");
    }
  }
}

/** Why a path segment can't. */
export function whyNotSegment(schema: Schema): string | undefined {
  return whyNotScalar(schema, "a list");
}

function whyNotScalar(schema: Schema, list: string): string | undefined {
  const definition = definitionOf(schema);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- zod has forty kinds: `default` is for the others
  switch (definition.type) {
    case "object":
    case "record":
    case "map":
      return "an object";
    case "array":
    case "tuple":
    case "set":
      return list;
    case "intersection":
      return whyNotScalar(definition.left, list) ?? whyNotScalar(definition.right, list);
    case "union":
      return definition.options.map((option) => whyNotScalar(option, list)).find((why) => why !== undefined);
    case "function":
    case "symbol":
    case "promise":
    case "file":
    case "nan":
      return `a ${definition.type}`;
    default: {
      const inner = textInner(schema);
      return inner && whyNotScalar(inner, list);
    }
  }
}

/** Of `z.preprocess` nothing: its function gets the text as it came. */
function textInner(schema: Schema): Schema | undefined {
  const definition = definitionOf(schema);
  if (definition.type === "pipe" && definitionOf(definition.in).type === "transform") return undefined;
  return innerOf(definition);
}
