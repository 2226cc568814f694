/**
 * A sentence in which what a user wrote stands in “…”: set apart from the rest, so that neither a text from right to left
 * nor a mark in it turns the sentence around.
 */
export function Quoting({ text }: { readonly text: string }) {
  const [, before = "", quote, after = ""] = /^([^“]*)“(.*)”(.*)$/s.exec(text) ?? [];
  if (quote === undefined) return text;
  return (
    <>
      {before}
      <span className="quote">
        “<bdi>{quote}</bdi>”
      </span>
      {after}
    </>
  );
}
