import { findMatches } from "./search-words.js";

/** A text in which what was searched for is marked. */
export function Highlighted({ text, q }: { readonly text: string; readonly q: string }) {
  const matches = findMatches(text, q);
  const starts = [0, ...matches.map(({ end }) => end)];
  return (
    <span>
      {starts.map((from, index) => {
        const match = matches[index];
        return (
          <span key={from}>
            {text.slice(from, match?.start)}
            {match && <mark>{text.slice(match.start, match.end)}</mark>}
          </span>
        );
      })}
    </span>
  );
}
