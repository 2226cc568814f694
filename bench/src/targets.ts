import { mintAccessToken } from "@typedo/auth";

/** A user whom requests are sent as, and tasks of theirs. */
export interface Target {
  readonly userId: string;
  readonly token: string;
  readonly taskIds: readonly string[];
}

/** Seconds: longer than any run. */
const LIFETIME = 24 * 3600;

export interface Minting {
  readonly secret: string;
  readonly baseUrl: string;
}

export async function mintToken(minting: Minting, userId: string): Promise<string> {
  const { token } = await mintAccessToken({ ...minting, userId, lifetimeSeconds: LIFETIME });
  return token;
}
