import { isMailAddress } from "@typedo/db";

/** An address, and the name of whose it is; empty: none. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** Where mail is handed over. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, and not by STARTTLS. */
  readonly secure: boolean;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

export interface SmtpSettings {
  readonly server: SmtpServer;
  readonly from: MailAddress;
}

const SUBMISSION_PORT = 587;
const SECURE_SUBMISSION_PORT = 465;

const NAMED = /^(?<name>[^\p{Cc}\p{Zl}\p{Zp}"<>\\]*)<(?<address>[^<>]*)>$/u;

/** `ada@example.com` or `Ada <ada@example.com>`; undefined: neither. */
export function parseMailAddress(text: string): MailAddress | undefined {
  const { name = "", address = text } = NAMED.exec(text.trim())?.groups ?? {};
  return isMailAddress(address.trim()) ? { name: name.trim(), address: address.trim() } : undefined;
}

/** `smtp://` or `smtps://`, a host, and perhaps a login and a port (default 587, or 465); undefined: none. */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const secure = url.protocol === "smtps:";
  if (!secure && url.protocol !== "smtp:") return undefined;
  // What is not read must not be there: whoever wrote it believes that it does something.
  if (url.hostname === "" || !["", "/"].includes(url.pathname) || url.search !== "" || url.hash !== "")
    return undefined;
  const user = decode(url.username);
  const pass = decode(url.password);
  if (user === undefined || pass === undefined || (user === "") !== (pass === "")) return undefined;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? (secure ? SECURE_SUBMISSION_PORT : SUBMISSION_PORT) : Number(url.port),
    secure,
    login: user === "" ? undefined : { user, pass },
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
