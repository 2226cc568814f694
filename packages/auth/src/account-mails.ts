import { currentCall } from "./auth-call.js";
import type { EmailLinks } from "./email-links.js";
import type { Post } from "./mail/mail.js";
import { emailChangedMail, newEmailMail, passwordChangedMail, resetMail } from "./mail/mails.js";
import { BASE_PATH } from "./options.js";

/** Links to set a password that were mailed and are good at a time. */
const MOST_RESETS = 5;

interface Means {
  readonly baseUrl: string;
  readonly post: Post;
  readonly links: EmailLinks;
}

interface Addressee {
  readonly user: { readonly id: string; readonly email: string };
  readonly token: string;
}

export interface ChangedUser {
  readonly id: string;
  readonly email: string;
}

/** What Better Auth calls when there is something to mail, or something has changed that the user should know. */
export function accountMails({ baseUrl, links, post }: Means) {
  return {
    /** The token is in the fragment, which no server sees and no log holds. */
    async sendResetPassword({ token, user }: Addressee) {
      const mail = resetMail({ to: user.email, link: `${baseUrl}/reset-password#token=${token}` });
      // Anybody can ask for one, again and again; whoever reads the mails has one that is as good.
      post(mail, async () => (await links.countResets(user.id)) <= MOST_RESETS);
    },

    /** Only ever the link to a new address: nothing else is verified. */
    async sendVerificationEmail({ token, user }: Addressee) {
      const query = new URLSearchParams({ token: links.bind(token, user.id), callbackURL: "/account" });
      post(newEmailMail({ to: user.email, link: `${baseUrl}${BASE_PATH}/verify-email?${query.toString()}` }));
    },

    async onPasswordChange(user: ChangedUser, endedKeys = 0) {
      post(passwordChangedMail({ to: user.email, baseUrl, endedKeys }));
      await links.endResets(user.id);
    },

    async afterEmailVerification(user: { readonly id: string }) {
      const from = currentCall()?.oldEmail;
      if (from === undefined) return;
      post(emailChangedMail({ to: from }));
      // Those that were mailed to the old address.
      await links.endResets(user.id);
    },
  };
}
