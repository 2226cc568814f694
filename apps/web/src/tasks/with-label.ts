/**
 * The labels with those of a text, in which commas part them; without what is empty or there already, in whatever case:
 * `shop` and `SHOP` beside each other are rarely meant.
 */
export function withLabel(labels: readonly string[], text: string): string[] {
  const all = [...labels];
  for (const label of text.split(",").map((part) => part.trim())) {
    if (label !== "" && !all.some((other) => isSame(other, label))) all.push(label);
  }
  return all;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
