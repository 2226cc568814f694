/** No token, or one that is not good. Why is in `cause`, for the log alone: a caller is not told what to improve. */
export class AuthenticationError extends Error {
  override readonly name = "AuthenticationError";

  /** `missing`: no bearer token was sent, so that no `error` belongs in `WWW-Authenticate` (RFC 6750, section 3.1). */
  readonly reason: "missing" | "invalid";

  constructor(reason: "missing" | "invalid", cause?: unknown) {
    super(reason === "missing" ? "A bearer token is needed" : "The bearer token is not valid", { cause });
    this.reason = reason;
  }
}
