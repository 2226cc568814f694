/** Text that does harm where it is taken for anything else than text. */
export const INJECTIONS: readonly string[] = [
  // SQL
  "'",
  "' or '1'='1' -- ",
  "'; drop table app.tasks; --",
  "$1",
  "$$; select pg_sleep(30); $$",
  "\\'; reset role; set app.user_id = 'x'; --",
  "') union select password from auth.account --",
  "%' or user_id <> '",
  // Words of a full-text query, of patterns and of regular expressions
  "a & !b | c:* <-> (d",
  ":*",
  "%_%",
  `${"a".repeat(60)}!`,
  "(a+)+$",
  // JSON, templates, formats, shells and paths
  '"},"userId":"another","x":{"y":"',
  "${7*7}{{7*7}}<%= 7*7 %>",
  "%s%n%x",
  "$(id) `id` | id; id",
  "../../../../etc/passwd",
  // Pages
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  // Prototypes
  "__proto__",
  "constructor.prototype",
  // Other places than the field's own
  "a\r\nX-Injected: yes\r\n\r\n<b>",
  "\u001B[2J\u001B[31mred",
  "=HYPERLINK(1)",
  // What is no text, or looks like another
  "\u0000",
  "a\u0000b",
  "\uD800",
  "\uDC00\uD800",
  "\u202Etxt.exe\u202C\u2066\u200B\uFEFF",
  "p\u0430ypal",
  // Long
  "x".repeat(20_000),
  "𝕬".repeat(9000),
  "é".repeat(501),
];
