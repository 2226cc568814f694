import type { AuthOptions } from "../options.js";

/** A mail in plain text. */
export interface Mail {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * Sends a mail without anybody waiting for it, so that no answer shows whether there was one to send; if `isWanted`, which
 * nobody waits for either.
 */
export type Post = (mail: Mail, isWanted?: () => Promise<boolean>) => void;

export function poster({ log, sendMail }: Pick<AuthOptions, "log" | "sendMail">): Post {
  async function send(mail: Mail, isWanted: () => Promise<boolean>): Promise<void> {
    try {
      if (await isWanted()) await sendMail(mail);
    } catch (error) {
      log("error", `A mail could not be sent: ${mail.subject}`, error);
    }
  }
  return (mail, isWanted = async () => true) => {
    setImmediate(() => void send(mail, isWanted));
  };
}
