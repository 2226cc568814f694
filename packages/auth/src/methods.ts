import { BASE_PATH } from "./options.js";

/** A path as it is called from outside; a part that varies is written `:name`. */
export interface ServedPath {
  readonly method: string;
  readonly path: string;
}

export interface Routes {
  /** Which methods a path of Better Auth has; none where there is no such path. It says 404 to a wrong method too. */
  methodsOf(url: URL): readonly string[];
  /** The path as it is declared, `:name` for a part that varies. */
  pathOf(url: URL): string | undefined;
  readonly paths: readonly ServedPath[];
}

/** From Better Auth's own table of endpoints, less the paths that are not served. */
export function readRoutes(endpoints: object, disabledPaths: readonly string[]): Routes {
  const routes = Object.values(endpoints)
    .flatMap(readRoute)
    .filter(({ path }) => !disabledPaths.includes(path));
  const routesAt = ({ pathname }: URL) => {
    const path = pathname.startsWith(`${BASE_PATH}/`) ? pathname.slice(BASE_PATH.length) : "";
    return routes.filter(({ pattern }) => pattern.test(path));
  };
  return {
    pathOf(url) {
      const [route] = routesAt(url);
      return route && BASE_PATH + route.path;
    },
    methodsOf(url) {
      const methods = routesAt(url).flatMap((route) => route.methods);
      return [...new Set(methods.includes("GET") ? [...methods, "HEAD"] : methods)];
    },
    paths: routes.flatMap(({ methods, path }) => methods.map((method) => ({ method, path: `${BASE_PATH}${path}` }))),
  };
}

interface Route {
  readonly path: string;
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

function readRoute(endpoint: unknown): readonly Route[] {
  if (typeof endpoint !== "function" || !("path" in endpoint) || !("options" in endpoint)) return [];
  const { options, path } = endpoint;
  if (typeof path !== "string" || typeof options !== "object" || options === null || !("method" in options)) return [];
  const methods = [options.method].flat().filter((method) => typeof method === "string");
  return [{ path, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`), methods }];
}

/** The answer where there is no such path, or the method is not among its own (RFC 9110, section 15.5.6). */
export function otherMethod(request: Request, allowed: readonly string[]): Response {
  if (allowed.length === 0) return new Response(null, { status: 404 });
  const headers = { Allow: [...allowed, "OPTIONS"].join(", ") };
  return new Response(null, { status: request.method === "OPTIONS" ? 204 : 405, headers });
}
