interface Props {
  readonly message: string;
  readonly onRetry: () => void;
}

export function ErrorMessage({ message, onRetry }: Props) {
  return (
    <div className="message message-error" role="alert">
      <p>{message}</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}
