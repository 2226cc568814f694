/** A path as it is declared: `/tasks/{id}`. */
export interface PathTemplate {
  /** As the document shows it; without a slash at its end. */
  readonly template: string;
  /** Names of its parameters, in order. */
  readonly parameters: readonly string[];
  /** As Fastify's router takes it. Parameters are `p0`, `p1` …, so that a name can hold any character. */
  readonly route: string;
  /** The same for templates that match the same paths. */
  readonly shape: string;
}

/** @throws {Error} saying what is wrong with the template. */
export function parsePath(declared: string): PathTemplate {
  const template = declared.length > 1 ? declared.replace(/\/$/, "") : declared;
  const pieces = template.split(/\{([^{}]*)\}/);
  const parameters = pieces.filter((_, index) => index % 2 === 1);
  const texts = pieces.filter((_, index) => index % 2 === 0);
  if (!texts.every((text) => /^[A-Za-z0-9\-._~!$&',;=:@/]*$/.test(text))) {
    throw new Error(`the path ${declared} holds characters that a path can't`);
  }
  if (parameters.includes("")) throw new Error(`the path ${declared} has a parameter without a name`);
  if (new Set(parameters).size < parameters.length) throw new Error(`the path ${declared} names a parameter twice`);
  if (texts.slice(1, -1).includes("")) throw new Error(`nothing is between two parameters of the path ${declared}`);
  return {
    template,
    parameters,
    route: texts
      .map((text, index) => (index === 0 ? "" : parameterOf(index - 1, text)) + text.replaceAll(":", "::"))
      .join(""),
    shape: texts.join("{}"),
  };
}

/** Fastify's router takes what follows a parameter for its name, unless a pattern or a slash is between. */
function parameterOf(index: number, following: string): string {
  return following === "" || following.startsWith("/") ? `:p${index}` : `:p${index}([^/]+)`;
}
