export { isMailAddress, LONGEST_NAME, LONGEST_PASSWORD } from "./account-limits.js";
export {
  asUser,
  asUserAtOnce,
  asWritingUser,
  asWritingUserAtOnce,
  type ReadTransaction,
  type WriteTransaction,
} from "./as-user.js";
export type { EndReason } from "./connection.js";
export { type AuthDatabase, openAuthDatabase } from "./auth-database.js";
export { BackupError } from "./backup-tables.js";
export { backUp } from "./backup.js";
export { bulkLoad, type BulkUser } from "./bulk-load.js";
export { checkAnswering, checkServing } from "./check-serving.js";
export { type Database, type DatabaseOptions, openDatabase, type PoolState, STARTING_PATIENCE } from "./database.js";
export { type EmbeddedDatabase, openEmbeddedDatabase } from "./embedded-database.js";
export { EmbeddedPostgresError } from "./embedded/embedded-error.js";
export { DatabaseError, DatabaseUnavailableError, isOfCertificates, translateDatabaseError } from "./errors.js";
export { type DatabaseLogin, deriveLogin } from "./login.js";
export { DatabaseSetupError, migrate, type MigrationLogins } from "./migrate.js";
export { notesWords, type SearchWords, splitQuery, splitWords, titleWords, toVector } from "./search-words.js";
export { type Prepared, shapeRow, statements, statementsByShape } from "./prepared.js";
export { type Principal, type Scope, SCOPES } from "./principal.js";
export { sharedByCalls } from "./read-together.js";
export { RecentMap } from "./recent-map.js";
export { restore } from "./restore.js";
export { lackingFixes } from "./server-version.js";
export { account, apikey, jwks, session, user, verification } from "./schema/auth.js";
export { PRIORITIES, type Priority } from "./schema/columns.js";
export { idempotency } from "./schema/idempotency.js";
export { TASK_STATE, tasks } from "./schema/tasks.js";
export { tombstones } from "./schema/tombstones.js";
export { userState } from "./schema/user-state.js";
export { believesAnybody, rootCertificates, tlsMode } from "./tls.js";
