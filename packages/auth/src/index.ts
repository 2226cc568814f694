export { type AccessToken, type AccessTokenOptions, mintAccessToken } from "./access-token.js";
export type { Accounts, ApiKey, NewApiKey, Profile } from "./accounts.js";
export { AuthenticationError } from "./authentication-error.js";
export { createAuth } from "./create-auth.js";
export type { Mail } from "./mail/mail.js";
export type { ServedPath } from "./methods.js";
export type { Auth, AuthErrorDetail, AuthOptions, LogLevel } from "./options.js";
export { hashPassword } from "./password.js";
export { type RotatedKeys, rotateKeys } from "./rotate-keys.js";
