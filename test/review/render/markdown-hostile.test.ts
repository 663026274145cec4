import fc from "fast-check";
import { MARKDOWN_MARKER, readHeader, renderMarkdown } from "../../../review/render/markdown";
import { shapeOf, withStrings } from "./comment-shape";
import { pricedReview, sampleReview } from "./sample";

const fragments = [
  "`",
  "```",
  "``````diff",
  "~~~",
  "|",
  "\\|",
  "\\",
  "@all",
  "@org/team",
  "</details>",
  "</summary>",
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<!--",
  "-->",
  "--",
  "&lt;script&gt;",
  "&#64;",
  "![x](https://evil.example/pixel.png)",
  "[click](javascript:alert(1))",
  "[x]: https://evil.example",
  "[^1]",
  "https://evil.example/#123",
  "www.evil.example",
  "<https://evil.example>",
  "#123",
  "GH-7",
  "!42",
  "owner/repo#5",
  ":white_check_mark:",
  "$x$",
  "**bold**",
  "__bold__",
  "~~gone~~",
  "# Approved",
  "> quote",
  "- item",
  "1. item",
  "===",
  "---",
  "\n",
  "\r\n\r\n",
  "\n\n## ✅ NO CHANGE\n\n",
  "\n| a | b |\n| --- | --- |\n",
  "\u202egnp.exe",
  "\u2066",
  "\u0000",
  "\u001b[31m",
  "\u200d",
  "\u{e0041}",
  "\ud800",
  "\u2028",
  "    code",
  "\t",
  " ",
  "é",
  "😀",
  "x".repeat(10_000),
  "`".repeat(500),
];

const hostile = fc.oneof(
  fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 6 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 30 }),
);

const benign = shapeOf(renderMarkdown(withStrings(pricedReview, (_, index) => `word${index}`)));
const options = { limitBytes: 1_000_000 };
/** Every text in the review becomes the hostile one, told apart by a number. */
const infested = (text: string, after: boolean) =>
  withStrings(pricedReview, (_, index) => (after ? `${text}${index}` : `${index}${text}`));

const count = (text: string, part: string): number => text.split(part).length - 1;

describe("strings of others in the comment", () => {
  it("are seen by the measure when they are not escaped", () => {
    expect(benign.structure.filter((entry) => entry.includes("</details>"))).toHaveLength(9);
    expect(benign.tables.length).toBeGreaterThan(20);
    const raw = shapeOf("a @all [x](http://y) <b>\n\n| a | b |\n\n</details>\n");
    expect(raw.structure).toEqual(expect.arrayContaining(["link:http://y", "<b>", "html:</details>"]));
    expect(raw.words).toContain("@all");
    expect(raw.tables).toEqual([4]);
  });

  it("change nothing in how it is built, mention nobody, link nowhere", () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, after) => {
        const markdown = renderMarkdown(infested(text, after), options);
        const shape = shapeOf(markdown);
        expect(shape.structure).toEqual(benign.structure);
        expect(shape.tables).toEqual(benign.tables);
        expect(shape.words).not.toMatch(/@\S(?<!@\u200b)|https?:\/\/|\bwww\.|(?<![\p{L}\p{N}])#\d|\bGH-\d/iu);
        expect(markdown).not.toMatch(/@all|<script|<img|@org/);
        expect(count(markdown, "</details>")).toBe(9);
        expect(count(markdown, "<!--")).toBe(2);
        expect(markdown.split("\n")[1]).toMatch(/^<!-- (?:(?!--)[^<>])* -->$/);
        expect(markdown).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f\u200c-\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u,
        );
        expect(markdown.startsWith(`${MARKDOWN_MARKER}\n`)).toBe(true);
        expect(readHeader(markdown)).toMatchObject({ schema: 1, truncated: false });
      }),
      { numRuns: 150 },
    );
  });

  it("as names of stacks that were simulated are words in one line, whatever they are", () => {
    const of = (simulated: readonly string[]) =>
      renderMarkdown({ ...pricedReview, source: { ...pricedReview.source, simulated } }, options);
    const plain = shapeOf(of(["pipelines", "registry"]));
    const said = plain.words.split("\n").filter((line) => line.includes("planned against a"));
    expect(said).toEqual(["pipelines, registry: planned against a "]);
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const shape = shapeOf(of([one, other]));
        expect(shape.structure).toEqual(plain.structure);
        expect(shape.tables).toEqual(plain.tables);
        expect(shape.words).not.toMatch(/@\S(?<!@\u200b)|https?:\/\/|\bwww\.|(?<![\p{L}\p{N}])#\d|\bGH-\d/iu);
      }),
      { numRuns: 200 },
    );
  });

  it("never make it longer than the limit", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 4_000, max: 60_000 }), (text, limitBytes) => {
        const markdown = renderMarkdown(infested(text, true), { limitBytes });
        expect(Buffer.byteLength(markdown, "utf8")).toBeLessThanOrEqual(limitBytes);
        expect(markdown).toContain("## ⛔ BLOCKED");
        expect(markdown).not.toMatch(/@all|<script/);
        expect(count(markdown, "<details>")).toBe(count(markdown, "</details>"));
      }),
      { numRuns: 60 },
    );
  });

  it("are cut when they are endless, and it says by how much", () => {
    const name = `a${"b".repeat(9_999)}`;
    const dangers = [{ ...sampleReview.dangers[0]!, what: name }];
    expect(renderMarkdown({ ...sampleReview, dangers })).toContain(`b… (9,700 more characters) is replaced**`);
  });

  it("can be read: what is invisible is shown", () => {
    const dangers = [{ ...sampleReview.dangers[0]!, what: "key\u202evault\nkv|1 *x* <b>" }];
    expect(renderMarkdown({ ...sampleReview, dangers })).toContain(
      "key\\\\u202evault\\\\nkv&#124;1 \\*x\\* &lt;b&gt; is replaced**",
    );
  });
});
