/**
 * A target's path and query. A request may name it by a whole URL (RFC 9112, section 3.2.2), whose origin anybody could
 * have written, and credentials with it.
 */
export function originForm(target: string): string {
  return target.startsWith("/") ? target : target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, "");
}
