export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What a span says of itself: nothing that a user wrote, and no id of theirs. */
export interface Part {
  readonly name: string;
  /** That it waits for another program to answer. */
  readonly kind?: "client";
  /** By OpenTelemetry's names. */
  readonly attributes?: Attributes;
}

export interface Failure {
  /** A code, and no message: what PostgreSQL says quotes the data. */
  readonly type: string;
  /** Of the server or of what it needs, and not of what was asked for. */
  readonly isFault: boolean;
}

/** Something that is under way, for whoever looks at where its time goes. Where nobody looks there is none. */
export interface Span {
  /** Begins a part of it. */
  begin(part: Part): Span;
  /** Runs what can't be handed its span, as it calls others' code: what begins there is a part of this one too. */
  during<T>(work: () => T): T;
  /** Once, however it went. */
  end(failure?: Failure): void;
}
