import type { Scope } from "./scope-texts.js";

interface Given {
  readonly key: string;
  readonly scopes: readonly Scope[];
  readonly origin: string;
}

/** A line for a shell that does something this very key may do. Keys and origins hold nothing that a shell would read. */
export function curlLine({ key, scopes, origin }: Given): string {
  const call = `curl -H "Authorization: Bearer ${key}"`;
  if (scopes.includes("tasks:read")) return `${call} ${origin}/api/tasks`;
  if (!scopes.includes("tasks:write")) return `${call} ${origin}/api/me`;
  return `${call} -H "Content-Type: application/json" -d '{"title":"Made with curl"}' ${origin}/api/tasks`;
}
