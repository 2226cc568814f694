import type { DescribeOptions } from "./document.js";
import type { Operation } from "./operations.js";
import { refuse } from "./procedures.js";

/** What the document says of an operation before its parts. */
export interface DescribedHead {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: true;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

/** @throws {Error} by the procedure's name, for a tag that is not declared. */
export function checkTags(
  { declaration, procedure }: Operation,
  declared: readonly { readonly name: string }[] | undefined,
): void {
  const unknown = declaration.tags?.find((tag) => declared?.some(({ name }) => name === tag) === false);
  if (unknown !== undefined) refuse(procedure.name, `its tag ${unknown} is not among the document's`);
}

type Securing = Pick<DescribeOptions, "securitySchemes" | "scopesListedBy">;

export function describeHead(
  { declaration, id }: Operation,
  scopesOfMeta: readonly string[],
  { securitySchemes = {}, scopesListedBy = "all" }: Securing,
): DescribedHead {
  const { summary, tags, deprecated, protect, security = [] } = declaration;
  const scopes = protect === false ? [] : [...new Set([...security, ...scopesOfMeta])];
  const description = describe(declaration, scopes);
  const schemes = Object.entries(securitySchemes);
  const isListed = (type: string) => scopesListedBy === "all" || type === "oauth2";
  const requirements = schemes.map(([name, { type }]) => ({ [name]: isListed(type) ? scopes : [] }));
  return {
    operationId: id,
    ...(summary !== undefined && { summary }),
    ...(description !== "" && { description }),
    ...(tags && { tags }),
    ...(deprecated === true && { deprecated }),
    ...(schemes.length > 0 && { security: protect === false ? [] : requirements }),
  };
}

/** Never less than the summary as a sentence: pages of documentation show the one without the other. */
function describe({ summary, description }: Operation["declaration"], scopes: readonly string[]): string {
  const told = description ?? (summary === undefined ? undefined : `${summary.replace(/\.$/, "")}.`);
  const needed = scopes.map((scope) => `\`${scope}\``).join(" and ");
  const need = needed === "" ? undefined : `Needs the ${scopes.length === 1 ? "scope" : "scopes"} ${needed}.`;
  return [told, need].filter((part) => part !== undefined).join("\n\n");
}
