/** https://www.postgresql.org/docs/current/sql-copy.html, "Text Format". */
export function copyText(text: string | null): string {
  if (text === null) return "\\N";
  return text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
