/** The owner's URL of a server to test on instead of the embedded one: a superuser, or one with CREATEDB and CREATEROLE. */
export const testDatabaseUrl = process.env["TYPEDO_TEST_DATABASE_URL"] || undefined;
/** SQL that each test database is spoiled with, to see whether a test notices (apps/server/src/drill/mutations.test.ts). */
export const sabotage = process.env["TYPEDO_TEST_SABOTAGE"];
