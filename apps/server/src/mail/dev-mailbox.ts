import type { Mail } from "@typedo/auth";

export interface KeptMail extends Mail {
  readonly at: Date;
}

const CAPACITY = 50;

/** Mail of a server that sends none, in memory: the newest 50. */
export class DevMailbox {
  #mails: readonly KeptMail[] = [];

  keep({ to, subject, text }: Mail): KeptMail {
    const kept = { at: new Date(), to, subject, text };
    this.#mails = [kept, ...this.#mails].slice(0, CAPACITY);
    return kept;
  }

  /** Newest first. */
  list(): readonly KeptMail[] {
    return this.#mails;
  }
}
