import type { Environment } from "./env.js";

/** Says where everything is. */
export function announce({ baseUrl, database, dataDirectory, workers }: Environment): void {
  process.stdout.write(`
  Typedo is ready${workers > 1 ? `, with ${workers} workers` : ""}

  Web app   ${baseUrl}/
  API       ${baseUrl}/api/tasks
  Docs      ${baseUrl}/docs
  Database  ${database ? "your PostgreSQL" : `embedded PostgreSQL in ${dataDirectory}`}

`);
}
