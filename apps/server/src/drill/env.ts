/** Whether `MUTATIONS` asks for the long run in which each wall is taken out. */
export const asksForMutations = process.env["MUTATIONS"] !== undefined;

/** This process's environment, with SQL that each test database is spoiled with. */
export function sabotaging(sabotage: string | undefined): NodeJS.ProcessEnv {
  return { ...process.env, ...(sabotage !== undefined && { TYPEDO_TEST_SABOTAGE: sabotage }) };
}
