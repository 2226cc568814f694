import { RecentMap } from "@typedo/db";

/**
 * A value for each key, made when it is first asked for. At most `most` are kept, those asked for last: what anybody
 * can make up (addresses, e-mail addresses) must not fill the memory.
 */
export function keepRecent<T>(most: number, make: (key: string) => T): (key: string) => T {
  const kept = new RecentMap<T>(most);
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    kept.set(key, value);
    return value;
  };
}
