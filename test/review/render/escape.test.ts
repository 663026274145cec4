// @ts-expect-error it comes without types
import { HtmlRenderer, Parser } from "commonmark";
import fc from "fast-check";
import { code, comment, cut, fence, fenced, html, isLink, link, text, visible } from "../../../review/render/escape";

/** What a reader sees of a line of Markdown. */
function seen(markdown: string): string {
  const rendered = new HtmlRenderer().render(new Parser().parse(markdown)) as string;
  return rendered
    .replace(/<\/?(?:p|code|pre)[^>]*>/g, "")
    .replaceAll("\u200b", "")
    .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name]!)
    .trimEnd();
}

const special = fc.array(
  fc.oneof(
    fc.constantFrom(..."\\`*_{}[]()#+-.!|~$<>&@:=^\"' \n1a"),
    fc.constantFrom("](", "&amp;", "<b>", "```", "://"),
  ),
  { minLength: 1, maxLength: 20 },
);

describe("what is escaped", () => {
  it("reads as it was written, as words and as code", () => {
    fc.assert(
      fc.property(special, (parts) => {
        const value = parts.join("");
        const plain = visible(value).trim();
        if (plain === "") return;
        expect(seen(text(value))).toBe(plain);
        expect(seen(`before ${text(value)} after`)).toBe(`before ${plain} after`);
        // Within code, a pipe cannot be told from a table's, so there it is words in a code element.
        expect(seen(`before ${code(plain)} after`)).toBe(`before ${plain} after`);
        expect(seen(fence("diff", [fenced(plain)]))).toBe(plain);
      }),
      { numRuns: 300 },
    );
  });

  it("shows what is invisible and cuts what is endless", () => {
    expect(visible("a\u202eb\u0007\u{e0041}\ud800\n")).toBe("a\\u202eb\\u0007\\u{e0041}\\ud800\\n");
    expect(visible(`o${"\u0301".repeat(6)}`)).toBe(`o${"\u0301".repeat(4)}\\u0301\\u0301`);
    expect(visible("Zürich 東京 😀 é")).toBe("Zürich 東京 😀 é");
    expect(cut("x".repeat(1_300))).toBe(`${"x".repeat(300)}… (1,000 more characters)`);
    expect(cut("x".repeat(300))).toBe("x".repeat(300));
    expect(cut(`${"x".repeat(299)}😀y`)).toBe(`${"x".repeat(299)}… (3 more characters)`);
  });

  it("has something to show for nothing", () => {
    expect([text(""), text(" \t".slice(0, 1)), code("  ")]).toEqual(["(empty)", "(empty)", "(empty)"]);
  });

  it("is text within HTML", () => {
    expect(html(`</summary><b>"x" & 'y' @all #1`)).toBe(
      "&lt;/summary&gt;&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39; @\u200ball #\u200b1",
    );
  });

  it("never ends the comment that holds data, and reads back the same", () => {
    const data = { name: "--> <!-- --!> @all é \u202e `", dashes: "a---b-" };
    const written = comment(data);
    expect(written.match(/--/g)).toHaveLength(2);
    expect(written).not.toMatch(/@|[^ -~]/);
    expect(JSON.parse(written.slice(5, -4))).toEqual(data);
  });

  it("links to pages of the web only", () => {
    expect(link("report", "https://ci.example/a b?<c>|d")).toBe("[report](<https://ci.example/a%20b?%3Cc%3E%7Cd>)");
    expect(["https://ci.example/1", "http://ci.example"].map(isLink)).toEqual([true, true]);
    const others = [
      "javascript:alert(1)",
      "data:text/html,x",
      "/relative",
      "",
      `https://ci.example/${"x".repeat(500)}`,
    ];
    expect(others.map(isLink)).toEqual(others.map(() => false));
  });
});
