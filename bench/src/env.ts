import { existsSync } from "node:fs";
import { z } from "zod";

/** Where a server under test finds its database, and which tokens it takes; all three get the same. */
export interface ServerSettings {
  readonly port: number;
  /** The login `typedo_app`. */
  readonly databaseUrl: string;
  /** The folder of a unix socket, instead of the URL's host. */
  readonly socketDirectory: string | undefined;
  readonly poolSize: number;
  readonly secret: string;
  /** `iss` and `aud` of tokens. */
  readonly baseUrl: string;
}

const serverVariables = z.object({
  BENCH_PORT: z.coerce.number(),
  BENCH_APP_DATABASE_URL: z.string(),
  BENCH_SOCKET_DIRECTORY: z.string().optional(),
  BENCH_POOL_SIZE: z.coerce.number(),
  BENCH_SECRET: z.string(),
  BENCH_BASE_URL: z.string(),
});

/** What `serverVariablesOf` wrote, read in the server's process. */
export function readServerSettings(): ServerSettings {
  const values = serverVariables.parse(process.env);
  return {
    port: values.BENCH_PORT,
    databaseUrl: values.BENCH_APP_DATABASE_URL,
    socketDirectory: values.BENCH_SOCKET_DIRECTORY,
    poolSize: values.BENCH_POOL_SIZE,
    secret: values.BENCH_SECRET,
    baseUrl: values.BENCH_BASE_URL,
  };
}

export function serverVariablesOf(settings: ServerSettings): Record<string, string> {
  return {
    BENCH_PORT: String(settings.port),
    BENCH_APP_DATABASE_URL: settings.databaseUrl,
    ...(settings.socketDirectory !== undefined && { BENCH_SOCKET_DIRECTORY: settings.socketDirectory }),
    BENCH_POOL_SIZE: String(settings.poolSize),
    BENCH_SECRET: settings.secret,
    BENCH_BASE_URL: settings.baseUrl,
  };
}

/** The owner's URL of an empty database to measure on; undefined: an embedded PostgreSQL of the run's own. */
export function readDatabaseUrl(): string | undefined {
  const url = process.env["DATABASE_URL"];
  return url === "" ? undefined : url;
}

/** What every child gets: nothing of this process's environment but where programs are, so that no setting leaks in. */
export function childEnvironment(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "/usr/bin:/bin", NODE_ENV: "production" };
}

/** What a developer's commands get: where programs and caches are. */
export function developerEnvironment(): Record<string, string> {
  const names = ["PATH", "HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "npm_config_registry", "NPM_CONFIG_USERCONFIG"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The browser that `CHROMIUM_PATH` names, or else the system's; undefined where there is none. */
export function findChromium(): string | undefined {
  const places = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];
  return [process.env["CHROMIUM_PATH"] ?? "", ...places.map((name) => `/usr/bin/${name}`)].find(
    (path) => path !== "" && existsSync(path),
  );
}
