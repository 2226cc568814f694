import fc from "fast-check";

/** Text that is valid, and that careless code spoils. */
const SAMPLES = [
  "<script>alert(1)</script>",
  "'; drop table app.tasks; --",
  "\" onmouseover='x'",
  "{{7*7}} #{7*7} %s %n %00 \\u0000 \\",
  "../../etc/passwd",
  "null",
  "undefined",
  "true",
  "0",
  "-1",
  "1e400",
  "[object Object]",
  "__proto__",
  "constructor",
  "caf\u00E9 cafe\u0301",
  "ﬁ ﬀ Å Å ſ İ ı ß",
  "שלום עולם",
  "مرحبا بالعالم",
  "\u202Ereversed\u202C \u2066isolated\u2069",
  "👩\u200D👩\u200D👧\u200D👦🏳️\u200D🌈🇩🇪",
  "𝕬𐍈🜁",
  "\uFEFFwith a mark in front",
  "zero\u200Bwidth\u200Djoiner",
  "東京都庁 ภาษาไทย",
  "Z\u0351\u036B\u0313\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324\u031E\u0349\u035A\u032F\u031E\u0320\u034DA\u0334\u0335\u031C\u0330\u0354\u036B\u0357\u0362L\u0320\u0368\u0367\u0369\u0358G\u0334\u033B\u0348\u034D\u0354\u0339\u0311\u0357\u030E\u0305\u035B\u0301Ǫ\u0335\u0339\u033B\u031D\u0333\u0342\u030C\u030C\u0358!",
  "a\tb\nc\r\nd",
  "\u0001\u001B[31mred\u007F\u0085\u2028\u2029",
  "\uFFFD\uFFFE\u{1FFFF}\u{10FFFF}",
  "+1 & a=b; c#d?e/f%20g",
] as const;

/** What the server keeps: no NUL; and a lone surrogate is no text. */
const character = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((unit) => unit !== "\u0000"),
  },
);

/** Well-formed text without NUL, of so many code points: short, of the samples, or as long as it may be. */
export function nastyText(min: number, max: number): fc.Arbitrary<string> {
  const fits = (text: string) => {
    const { length } = Array.from(text);
    return length >= min && length <= max;
  };
  const short = fc
    .string({ unit: character, minLength: min, maxLength: Math.max(min, Math.min(max, 20)) })
    .filter(fits);
  const samples = SAMPLES.filter(fits);
  return fc.oneof(
    { weight: 5, arbitrary: short },
    ...(samples.length > 0 ? [{ weight: 5, arbitrary: fc.constantFrom(...samples) }] : []),
    ...(max <= 20_000
      ? [{ weight: 1, arbitrary: fc.constantFrom("a", "é", "𝕬", "👍").map((one) => one.repeat(max)) }]
      : []),
  );
}
