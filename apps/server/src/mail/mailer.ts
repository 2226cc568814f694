import type { Mail } from "@typedo/auth";
import type { Logger } from "pino";
import type { Environment } from "../env.js";
import { DevMailbox } from "./dev-mailbox.js";
import { shareMailbox } from "../workers/relay-mails.js";
import { openSmtpMailer } from "./smtp-mailer.js";

export interface Mailer {
  /**
   * Takes a mail over; resolves at once and never rejects, so that no request waits for a mail server, and none takes
   * longer where there is someone to write to. What becomes of the mail, the log says.
   */
  send(mail: Mail): Promise<void>;
  /** Set where mail is shown to the developer instead of sent. */
  readonly mailbox: DevMailbox | undefined;
  /** Waits a few seconds for what is under way. */
  close(): Promise<void>;
}

/** Opens no connection until there is something to send. */
export function openMailer({ mail, database }: Pick<Environment, "mail" | "database">, log: Logger): Mailer {
  if (mail) return openSmtpMailer(mail, log);
  return database ? withoutMail(log) : forDeveloper(log);
}

/** Shows mail to whoever sits at this machine: in the log, and at `/dev/mail`. */
function forDeveloper(log: Logger): Mailer {
  const mailbox = new DevMailbox();
  shareMailbox(mailbox);
  return {
    mailbox,
    send: async (mail) => {
      const { to, subject, text } = mailbox.keep(mail);
      log.info({ to, subject, text }, "A mail, not sent because SMTP_URL is not set: it is shown at /dev/mail");
    },
    close: async () => {},
  };
}

/** A database of one's own means other people's mail: it is not written where others may read it. */
function withoutMail(log: Logger): Mailer {
  log.warn("No mail can be sent, so nobody can reset a password: set SMTP_URL and MAIL_FROM");
  return {
    mailbox: undefined,
    send: async ({ subject }) => log.warn({ subject }, "A mail was not sent: SMTP_URL is not set"),
    close: async () => {},
  };
}
