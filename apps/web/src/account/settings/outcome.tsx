interface Props {
  readonly error: string | undefined;
  readonly done: string | undefined;
}

/** What became of a form. The place for good news is always there, since a screen reader tells what changes in it. */
export function Outcome({ error, done }: Props) {
  return (
    <>
      {error !== undefined && (
        <p className="message message-error" role="alert">
          {error}
        </p>
      )}
      <p className="outcome" role="status">
        {error === undefined ? done : undefined}
      </p>
    </>
  );
}
