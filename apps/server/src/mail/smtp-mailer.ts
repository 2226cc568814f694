import { isIP } from "node:net";
import type { Mail } from "@typedo/auth";
import { isMailAddress } from "@typedo/db";
import { createTransport } from "nodemailer";
import type { Logger } from "pino";
import type { SmtpSettings } from "./mail-settings.js";
import type { Mailer } from "./mailer.js";

/** Milliseconds. */
const CONNECT_LIMIT = 5_000;
const MAIL_LIMIT = 15_000;
/** Less than a shutdown may take. */
const CLOSE_LIMIT = 5_000;

/** Hands mail to a server, over connections that are kept for the next one. */
export function openSmtpMailer({ server, from }: SmtpSettings, log: Logger): Mailer {
  const transport = createTransport({
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.secure,
    // Else whoever sits between could take STARTTLS away, and read the password.
    requireTLS: server.login !== undefined && !isLoopback(server.host),
    ...(server.login && { auth: server.login }),
    dnsTimeout: CONNECT_LIMIT,
    connectionTimeout: CONNECT_LIMIT,
    greetingTimeout: CONNECT_LIMIT,
    socketTimeout: MAIL_LIMIT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Each mail tells its own failure; without a listener, one of an idle connection would end the process.
  transport.on("error", () => {});
  const underWay = new Set<Promise<void>>();

  async function deliver({ to, subject, text }: Mail): Promise<void> {
    try {
      if (!isMailAddress(to)) throw new TypeError("The recipient is no mail address");
      await transport.sendMail({
        from: { ...from },
        to: { name: "", address: to },
        subject: oneLine(subject),
        // Quoted-printable whatever is in it: otherwise a link as long as a line may be broken in two.
        text: { content: text, contentTransferEncoding: "quoted-printable" },
        headers: { "auto-submitted": "auto-generated" },
        signal: AbortSignal.timeout(MAIL_LIMIT),
      });
      log.debug("A mail was handed over");
    } catch (error) {
      log.error({ cause: describe(error, to) }, "A mail could not be sent");
    }
  }

  return {
    mailbox: undefined,
    send: async (mail) => {
      const delivery = deliver(mail).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    close: async () => {
      await settledWithin(CLOSE_LIMIT, [...underWay]);
      transport.close({ force: true });
      await Promise.all(underWay);
    },
  };
}

async function settledWithin(limit: number, promises: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit);
  });
  await Promise.race([Promise.all(promises), elapsed]);
  clearTimeout(timer);
}

/** A header can't be ended by what is put into it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** What the server said, without whom the mail was for: addresses are not for the log. */
function describe(error: unknown, to: string) {
  if (!(error instanceof Error)) return { message: "unknown" };
  const read = (name: string): unknown => Reflect.get(error, name);
  return {
    message: error.message.replaceAll(to, "the recipient"),
    code: read("code"),
    command: read("command"),
    responseCode: read("responseCode"),
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
