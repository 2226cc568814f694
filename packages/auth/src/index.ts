export { type AccessToken, type AccessTokenOptions, mintAccessToken } from "./access-token.js";
export { AuthenticationError } from "./authentication-error.js";
export { createAuth } from "./create-auth.js";
export type { Auth, AuthErrorDetail, AuthOptions, LogLevel } from "./options.js";
export { hashPassword } from "./password.js";
