import type { SignAnew } from "./signing-anew.js";

/** As `createEmailVerificationToken` of Better Auth makes it: header and claims, and their signature. */
const JWT = /^([\w-]+\.[\w-]+)\.([\w-]{43})$/;

/**
 * During a rotation the links are good that were mailed before it: gives the link's token as the current secret would have
 * signed it; undefined where no secret from before signed it. When it expires, and what it is for, stay as they were.
 */
export function oldLinks(signAnew: SignAnew | undefined): (token: unknown) => Promise<string | undefined> {
  return async (token) => {
    const [, signed, signature] = JWT.exec(typeof token === "string" ? token : "") ?? [];
    if (!signAnew || signed === undefined || signature === undefined) return undefined;
    const anew = await signAnew(signed, Buffer.from(signature, "base64url"));
    return anew && `${signed}.${anew.toString("base64url")}`;
  };
}
