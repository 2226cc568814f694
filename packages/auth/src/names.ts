/** Code points, of a user's name and of a key's. */
export const LONGEST_NAME = 100;

export function hasNameLength(name: string): boolean {
  const { length } = Array.from(name);
  return length >= 1 && length <= LONGEST_NAME;
}
