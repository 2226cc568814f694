import type { Mail } from "@typedo/auth";

export interface KeptMail extends Mail {
  readonly at: Date;
}

export const CAPACITY = 50;

/** Mail of a server that sends none, in memory: the newest 50. */
export class DevMailbox {
  /** Is told of each mail that is kept here. */
  onKept: (mail: KeptMail) => void = () => {};
  #mails: readonly KeptMail[] = [];

  keep({ to, subject, text }: Mail): KeptMail {
    const kept = { at: new Date(), to, subject, text };
    this.add(kept);
    this.onKept(kept);
    return kept;
  }

  /** Takes one that another process has kept. */
  add(mail: KeptMail): void {
    this.#mails = [mail, ...this.#mails].slice(0, CAPACITY);
  }

  /** Newest first. */
  list(): readonly KeptMail[] {
    return this.#mails;
  }
}
