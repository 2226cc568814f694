import { describe, expect, test } from "vitest";
import { parseMarkdown } from "./markdown.js";
import { renderBlocks, renderInline } from "./render-markdown.js";

const render = (text: string) => renderBlocks(parseMarkdown(text));

describe("a guide's text", () => {
  test("becomes headings that can be linked to, paragraphs, lists and tables", () => {
    expect(render("## What `is` due\n\nOne line\nand another.")).toBe(
      '<h2 id="what-is-due">What <code>is</code> due</h2>\n<p>One line and another.</p>',
    );
    expect(render("- one\n  goes on\n- two\n\n1. first\n2. second")).toBe(
      "<ul><li>one goes on</li><li>two</li></ul>\n<ol><li>first</li><li>second</li></ol>",
    );
    const table = render("| a | b |\n| --- | --- |\n| `1` | |");
    expect(table).toContain("<th>a</th><th>b</th>");
    expect(table).toContain("<tr><td><code>1</code></td><td></td></tr>");
  });

  test("keeps code as it is, empty lines and marks in it too", () => {
    const code = "```sh\ncurl -d '{\"a\":1}' \\\n\n  **x** `y`\n```";
    expect(parseMarkdown(`Text\n${code}\nmore`)).toEqual([
      { kind: "paragraph", text: "Text" },
      { kind: "code", language: "sh", text: "curl -d '{\"a\":1}' \\\n\n  **x** `y`" },
      { kind: "paragraph", text: "more" },
    ]);
    expect(render(code)).toContain("<code>curl -d '{&quot;a&quot;:1}' \\\n\n  **x** `y`</code>");
  });

  test("with code that does not end is refused", () => {
    expect(() => parseMarkdown("```sh\ncurl")).toThrow(/has no end/);
  });

  test("with a column that has no name is refused", () => {
    expect(() => render("| | b |\n| --- | --- |\n| 1 | 2 |")).toThrow(/no name/);
  });

  test("never becomes HTML by itself", () => {
    const evil = '<script>alert("1")</script>';
    const all = render(
      [`## ${evil}`, evil, `- ${evil}`, `| ${evil} |\n| --- |\n| ${evil} |`, `\`\`\`${evil}\n${evil}\n\`\`\``].join(
        "\n\n",
      ),
    );
    expect(all).not.toMatch(/<script|"1"/);
    expect(renderInline(`\`${evil}\` **${evil}** [${evil}](/docs)`)).not.toMatch(/<script|"1"/);
  });

  test("links within the server and by https, and nowhere else", () => {
    expect(renderInline("[the `list`](/docs/errors) and **this**")).toBe(
      '<a href="/docs/errors">the <code>list</code></a> and <strong>this</strong>',
    );
    for (const url of ["javascript:alert(1)", "//example.com", "http://example.com", "errors"]) {
      expect(() => renderInline(`[x](${url})`)).toThrow(/leads nowhere/);
    }
  });
});
