import type { ApiKey } from "@typedo/api";

export type Scope = ApiKey["scopes"][number];

/** What a key of a scope may do, in words. */
export const scopeTexts: Record<Scope, { readonly name: string; readonly text: string }> = {
  "tasks:read": { name: "Read tasks", text: "List, search and open all your tasks, those in the trash too." },
  "tasks:write": { name: "Change tasks", text: "Add, change, complete and delete tasks." },
  account: {
    name: "Account",
    text: "Read your name and e-mail address, change settings, make and revoke keys, with your password delete the account. Only for what you trust fully.",
  },
};

function isScope(name: string): name is Scope {
  return Object.hasOwn(scopeTexts, name);
}

export const allScopes: readonly Scope[] = Object.keys(scopeTexts).filter(isScope);
