/** Whether `MUTATIONS` asks for the long run in which each wall is taken out. */
export const asksForMutations = process.env["MUTATIONS"] !== undefined;

/** Whether `IMAGE` asks for the image to be built, which takes root, buildah and debootstrap. */
export const asksForImage = process.env["IMAGE"] !== undefined;

/** Whether `PREVIOUS_VERSION` asks for the version before to be built, and run beside this one. */
export const asksForPreviousVersion = process.env["PREVIOUS_VERSION"] !== undefined;

/** This process's environment, with SQL that each test database is spoiled with. */
export function sabotaging(sabotage: string | undefined): NodeJS.ProcessEnv {
  return { ...process.env, ...(sabotage !== undefined && { TYPEDO_TEST_SABOTAGE: sabotage }) };
}
