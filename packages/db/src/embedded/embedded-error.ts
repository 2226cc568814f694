/** An expected failure. Its message is one line that says what to do; callers print it without a stack. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, …), or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/**
 * Says in one line what a system error about `folder` means to whoever runs the program.
 * What is nobody's expected failure is handed back as it came.
 */
export function explainSystemError(error: unknown, folder: string): unknown {
  if (error instanceof EmbeddedPostgresError) return error;
  switch (errorCode(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new EmbeddedPostgresError(
        `The data folder ${folder} can't be written: make it writable for this user, or choose another one.`,
        { cause: error },
      );
    case "EEXIST":
    case "ENOTDIR":
      return new EmbeddedPostgresError(
        `The data folder ${folder} can't be made, a file is in its way: remove the file, or choose another folder.`,
        { cause: error },
      );
    case "ENOSPC":
    case "EDQUOT":
      return new EmbeddedPostgresError(
        `No space is left for the database in ${folder}: free at least 200 MB, or choose a folder on another disk.`,
        { cause: error },
      );
    case undefined:
    default:
      return error;
  }
}
