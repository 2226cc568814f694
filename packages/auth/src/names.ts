import { LONGEST_NAME } from "@typedo/db";

export function hasNameLength(name: string): boolean {
  const { length } = Array.from(name);
  return length >= 1 && length <= LONGEST_NAME;
}
