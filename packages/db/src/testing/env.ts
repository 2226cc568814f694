/** The owner's URL of a server to test on instead of the embedded one: a superuser, or one with CREATEDB and CREATEROLE. */
export const testDatabaseUrl = process.env["TYPEDO_TEST_DATABASE_URL"] || undefined;
