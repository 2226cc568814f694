/** The labels with one more, unless it is empty or there already. */
export function withLabel(labels: readonly string[], text: string): string[] {
  const label = text.trim();
  return label === "" || labels.includes(label) ? [...labels] : [...labels, label];
}
