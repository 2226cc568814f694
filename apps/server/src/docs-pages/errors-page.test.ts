import { errorCatalogue } from "@typedo/api";
import { describe, expect, test } from "vitest";
import { asCurl, renderErrorPage, renderErrorsPage } from "./errors-page.js";

describe("the list of errors", () => {
  const page = renderErrorsPage();

  test("has each error, in the order in which they are told", () => {
    const [table = ""] = /<tbody>.*?<\/tbody>/s.exec(page) ?? [];
    const listed = [...table.matchAll(/\/docs\/errors\/(\w+)/g)].map(([, code]) => code);
    expect(listed).toHaveLength(Object.keys(errorCatalogue).length);
    expect(new Set(listed)).toEqual(new Set(Object.keys(errorCatalogue)));
    const order = ["not_found", "method_not_allowed", "unauthenticated", "missing_scope", "not_acceptable"];
    const then = ["unsupported_media_type", "payload_too_large", "malformed", "other_user", "validation_failed"];
    const last = ["idempotency_mismatch", "precondition_failed", "conflict", "internal"];
    const places = [...order, ...then, ...last].map((code) => listed.indexOf(code));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  test("explains the order, and names what is told twice at both of its places", () => {
    const [, explained = ""] = /<ol>(.*?)<\/ol>/s.exec(page) ?? [];
    const codes = [...explained.matchAll(/errors\/(\w+)/g)].map(([, code]) => code);
    expect(codes.slice(0, 6)).toEqual([
      "not_found",
      "method_not_allowed",
      "too_many_requests",
      "unauthenticated",
      "too_many_requests",
      "missing_scope",
    ]);
    expect(codes.filter((code) => code === "not_found")).toHaveLength(2);
  });
});

describe("an error's page", () => {
  test("says what it means, why, what to do, and how it looks at both doors", () => {
    const page = renderErrorPage("unauthenticated", "https://tasks.example.com") ?? "";
    for (const part of [
      errorCatalogue.unauthenticated.title,
      "How it comes about",
      "What to do",
      "'https://tasks.example.com/api/tasks'",
      "HTTP/1.1 401 Unauthorized",
      "&quot;httpStatus&quot;: 401",
      "www-authenticate",
    ]) {
      expect(page).toContain(part);
    }
  });

  test("is there for the codes of the catalogue, and for no other", () => {
    const missing = Object.keys(errorCatalogue).filter((code) => renderErrorPage(code, "") === undefined);
    expect(missing).toEqual([]);
    for (const code of ["none", "constructor", "__proto__", ""]) expect(renderErrorPage(code, "")).toBeUndefined();
  });
});

test("an example can be pasted into a shell, whatever is in it", () => {
  const request = {
    method: "POST",
    path: "/api/tasks",
    headers: { "if-match": '"1"' },
    body: `{"title":"Ada's"}`,
  } as const;
  expect(asCurl(request, "http://localhost:3000")).toBe(
    [
      "curl -i -X POST",
      `'http://localhost:3000/api/tasks'`,
      `-H "authorization: Bearer $TOKEN"`,
      `-H 'if-match: "1"'`,
      `-d '{"title":"Ada'\\''s"}'`,
    ].join(" \\\n  "),
  );
});
