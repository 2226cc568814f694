const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** To one who tries Typedo on their own machine: no mail leaves it, unless told how. */
export function DevMailHint() {
  if (!LOOPBACK.has(window.location.hostname)) return null;
  return (
    <p className="field-hint">
      Typedo runs on this machine. Without <code>SMTP_URL</code>, its mails are shown at{" "}
      <a href="/dev/mail" target="_blank" rel="noreferrer">
        /dev/mail
      </a>
      .
    </p>
  );
}
