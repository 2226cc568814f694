import { randomBytes } from "node:crypto";
import { link, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError } from "./env.js";

const BYTES = 32;

/**
 * The secret that the embedded mode makes once and keeps beside its database, in a file that its user alone can read.
 * It is whole or not there: two processes that start at the same moment get the same one.
 */
export async function keepSecret(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, "secret");
  try {
    return await readSecret(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw explain(error, path);
  }
  const unfinished = join(dataDirectory, `secret.${randomBytes(6).toString("hex")}`);
  try {
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.writeFile(`${randomBytes(BYTES).toString("base64url")}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(unfinished, path).catch((error: unknown) => {
      if (!hasCode(error, "EEXIST")) throw error;
    });
    return await readSecret(path);
  } catch (error) {
    throw explain(error, path);
  } finally {
    await unlink(unfinished).catch(() => {});
  }
}

async function readSecret(path: string): Promise<string> {
  const secret = (await readFile(path, "utf8")).trim();
  if (Buffer.byteLength(secret) >= BYTES) return secret;
  throw new EnvironmentError(
    `${path} holds less than ${BYTES} bytes: put the secret back that was in it, or remove the file, which signs everyone out`,
  );
}

function explain(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof EnvironmentError) return error;
  return new EnvironmentError(
    `${path} can't be read or made (${error.message}): make the folder writable, or set BETTER_AUTH_SECRET`,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
