/** A source of numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  whole(below: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** True with this chance, from 0 to 1. */
  chance(of: number): boolean;
  /** A UUID v4. */
  uuid(): string;
}

/** SplitMix32, by Guy Steele and others: one addition and a mix of bits for each number. */
export function makeRandom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const whole = (below: number) => Math.floor((next() / 2 ** 32) * below);
  return {
    whole,
    pick: (from) => from[whole(from.length)] ?? from[0],
    chance: (of) => next() / 2 ** 32 < of,
    uuid() {
      const hex = Array.from({ length: 4 }, () => next().toString(16).padStart(8, "0")).join("");
      const variant = (8 + whole(4)).toString(16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}
