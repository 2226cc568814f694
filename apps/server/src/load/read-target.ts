import { originForm } from "@typedo/trpc-rest";

/**
 * A target that names a whole URL (RFC 9112, section 3.2.2), as the path and query that it would be without: whatever
 * looks at a path, from the gates on, is to see the same. One that is no good URL stays as it is.
 */
export function readTarget(target: string): string {
  if (!isUrl(target)) return target;
  const path = originForm(target);
  return path.startsWith("/") ? path : `/${path}`;
}

/** Neither one that names a user, which nobody may be led by (RFC 9110, section 4.2.4). */
function isUrl(target: string): boolean {
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return false;
  const { password, username } = new URL(target);
  return `${username}${password}` === "";
}
