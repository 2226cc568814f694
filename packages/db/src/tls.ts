import { once } from "node:events";
import { readFileSync } from "node:fs";
import { isIP, type Socket } from "node:net";
import { checkServerIdentity, connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { DatabaseUnavailableError } from "./errors.js";

/** How a login's URL wants its connections encrypted: libpq's `sslmode`, `sslrootcert` and `sslnegotiation`. */
export interface Tls {
  /** False: where the database has none, without. */
  readonly isNeeded: boolean;
  /** True: at once, without asking for it. */
  readonly isDirect: boolean;
  readonly options: ConnectionOptions;
}

export const TLS_PARAMETERS = ["sslmode", "sslrootcert", "sslnegotiation"] as const;

/** Asks for TLS: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** The file that a URL names, whose certificates alone are believed. */
export function rootCertificates(url: string): string | undefined {
  const file = new URL(url).searchParams.get("sslrootcert");
  return file === null || file === "system" ? undefined : file;
}

const MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
type Mode = (typeof MODES)[number];

/**
 * As libpq has it, but that nothing said is `disable`, as postgres.js has it.
 *
 * @returns undefined for one that there is not
 */
export function tlsMode(url: string): Mode | undefined {
  const { searchParams } = new URL(url);
  const said = searchParams.get("sslmode");
  if (searchParams.get("sslrootcert") === "system") return "verify-full";
  // Who has a file to believe in believes no other.
  const isBelieving = rootCertificates(url) !== undefined;
  if (said === null) return isBelieving ? "verify-ca" : "disable";
  const mode = MODES.find((one) => one === said);
  return mode === "require" && isBelieving ? "verify-ca" : mode;
}

/** Whether a login's connections are encrypted to whoever takes them. */
export function believesAnybody(url: string): boolean {
  return ["allow", "prefer", "require"].includes(tlsMode(url) ?? "");
}

/** Undefined: not encrypted. Reads the file of certificates. */
export function tlsOf(url: string): Tls | undefined {
  const mode = tlsMode(url);
  if (mode === "disable") return undefined;
  const { hostname, searchParams } = new URL(url);
  const file = rootCertificates(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    isNeeded: mode !== "prefer" && mode !== "allow",
    isDirect: searchParams.get("sslnegotiation") === "direct",
    options: {
      rejectUnauthorized: !believesAnybody(url),
      ...(isIP(host) === 0 && { servername: host }),
      ...(file !== undefined && { ca: readFileSync(file, "utf8") }),
      // Of an address, Node would look for `localhost`.
      checkServerIdentity: (_name, certificate) =>
        mode === "verify-full" ? checkServerIdentity(host, certificate) : undefined,
    },
  };
}

/**
 * Encrypts a connection that was taken. postgres.js would do so too, but takes all listeners from the socket below: what
 * goes wrong there later would end the process.
 *
 * @throws DatabaseUnavailableError where there is no TLS, and where who took it can't show to be who is meant
 */
export async function encrypt(
  socket: Socket,
  { isNeeded, isDirect, options }: Tls,
  signal: AbortSignal,
): Promise<Socket> {
  // What is said of the one above is enough.
  socket.on("error", () => {});
  if (!isDirect) {
    socket.write(SSL_REQUEST);
    const [answer]: Buffer[] = await once(socket, "data", { signal });
    const said = answer?.toString("latin1");
    if (said === "N" && !isNeeded) return socket;
    // More than that is somebody's between, who would have it taken for what came encrypted (CVE-2021-23222).
    if (said !== "S") throw new DatabaseUnavailableError("refused", new Error("The server does not speak TLS"));
  }
  const secure: TLSSocket = connect({ socket, ...options, ...(isDirect && { ALPNProtocols: ["postgresql"] }) });
  try {
    await once(secure, "secureConnect", { signal });
    return secure;
  } catch (error) {
    secure.on("error", () => {}).destroy();
    throw error;
  }
}
