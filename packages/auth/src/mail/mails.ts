import type { Mail } from "./mail.js";

interface MailLink {
  readonly to: string;
  readonly link: string;
}

/** The way back in for who forgot the password. */
export function resetMail({ to, link }: MailLink): Mail {
  return {
    to,
    subject: "Set a new password",
    text: lines(
      "Hello,",
      "somebody, most likely you, asked to set a new password for your Typedo account. This link lets you do so; it is good for one hour, and once:",
      link,
      "If you did not ask for it, ignore this mail. Your password stays as it is.",
    ),
  };
}

/** To the new address: who can read this may become the account's address. */
export function newEmailMail({ to, link }: MailLink): Mail {
  return {
    to,
    subject: "Confirm your new e-mail address",
    text: lines(
      "Hello,",
      "somebody, most likely you, wants to use this address for a Typedo account. Follow this link within one hour to confirm it:",
      link,
      "If you did not ask for it, ignore this mail and don't follow the link. Nothing will change.",
    ),
  };
}

interface PasswordChange {
  readonly to: string;
  readonly baseUrl: string;
  /** API keys that ended by it. */
  readonly endedKeys: number;
}

/** After the fact. */
export function passwordChangedMail({ to, baseUrl, endedKeys }: PasswordChange): Mail {
  return {
    to,
    subject: "Your password was changed",
    text: lines(
      "Hello,",
      "the password of your Typedo account has just been changed. If that was you, there is nothing to do.",
      "If it was not, open the sign-in page and ask for a new password right away: that signs everybody else out. Then look through your API keys.",
      ...(endedKeys > 0 ? [KEYS_ENDED] : []),
      baseUrl,
    ),
  };
}

const KEYS_ENDED =
  "The account's API keys have ended. Nobody had shown before that this address is theirs, so the keys could have been made by somebody else. Make new ones where you need them.";

/** After the fact, to the old address. */
export function emailChangedMail({ to }: { readonly to: string }): Mail {
  return {
    to,
    subject: "Your e-mail address was changed",
    text: lines(
      "Hello,",
      "your Typedo account has just got another e-mail address, and this one is no longer in use. If that was you, there is nothing to do.",
      "If it was not, somebody else is in your account. Tell whoever runs your Typedo server right away: they can give it back to you.",
    ),
  };
}

function lines(...paragraphs: readonly string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}
