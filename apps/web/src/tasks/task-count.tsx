interface Props {
  readonly shown: number;
  /** False if there is more than is loaded. */
  readonly complete: boolean;
}

export function TaskCount({ shown, complete }: Props) {
  const tasks = shown === 1 ? "task" : "tasks";
  return (
    <p className={shown === 0 ? "visually-hidden" : "count"} role="status">
      {complete ? `${shown} ${tasks}` : `${shown} ${tasks} so far`}
    </p>
  );
}
