/**
 * A value for each key, made when it is first asked for. At most `most` are kept, those asked for last: what anybody
 * can make up (addresses, e-mail addresses) must not fill the memory.
 */
export function keepRecent<T>(most: number, make: (key: string) => T): (key: string) => T {
  const kept = new Map<string, T>();
  return (key) => {
    const value = kept.get(key) ?? make(key);
    // A Map keeps the order in which keys came: the first one is the one not asked for the longest.
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > most) {
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    }
    return value;
  };
}
