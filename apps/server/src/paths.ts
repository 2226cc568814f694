const AUTH = "/api/auth";

/** Better Auth's own paths, which cookies serve. */
export function isAuthPath(url: string): boolean {
  return isBelow(AUTH, url);
}

/** Paths that a bearer token serves, at either door. */
export function isApiPath(url: string): boolean {
  return isBelow("/api", url) && !isAuthPath(url);
}

function isBelow(folder: string, url: string): boolean {
  return url.startsWith(folder) && (url.length === folder.length || "/?".includes(url.charAt(folder.length)));
}
