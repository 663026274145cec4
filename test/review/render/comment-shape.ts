// @ts-expect-error it comes without types
import { Parser } from "commonmark";

interface Node {
  readonly type: string;
  readonly literal: string | null;
  readonly destination: string | null;
  readonly info: string | null;
  readonly level: number;
}

interface Walker {
  next(): { readonly entering: boolean; readonly node: Node } | null;
}

/** How a comment is built, as a Markdown parser understands it. */
export interface Shape {
  /** Blocks, lists, links, tags in their order; words and code left out. */
  readonly structure: readonly string[];
  /** Cells of every line of every table. */
  readonly tables: readonly number[];
  /** Everything that is shown as words, in which mentions and links would work. */
  readonly words: string;
}

export function shapeOf(markdown: string): Shape {
  const structure: string[] = [];
  const words: string[] = [];
  const walker = (new Parser().parse(markdown) as { walker(): Walker }).walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const { entering, node } = step;
    if (node.type === "text") words.push(node.literal ?? "");
    if (["text", "softbreak", "code", "document"].includes(node.type)) continue;
    const tags = [...(node.literal ?? "").matchAll(/<!--|-->|<\/?[a-z][^>]*>/g)].map(([tag]) => tag);
    if (node.type === "html_inline") {
      // Our `<code>` stands for code.
      if (!["<code>", "</code>"].includes(tags.join())) structure.push(...tags);
    } else if (node.type === "html_block") {
      structure.push(`html:${tags.join()}`);
      words.push((node.literal ?? "").replace(/<!--[\s\S]*?-->|<[^>]*>/g, " "));
    } else {
      const detail = [node.level, node.destination, node.info].filter((value) => value !== null && value !== undefined);
      structure.push(`${entering ? "" : "/"}${node.type}:${detail.join()}`);
    }
  }
  return { structure, tables: tablesOf(markdown), words: words.join("\n") };
}

/** GitHub splits rows at every pipe that no backslash precedes, before it reads anything else in them. */
function tablesOf(markdown: string): number[] {
  const lines = markdown.replace(/^(`{3,})[\s\S]*?^\1$/gm, "").split("\n");
  return lines.filter((line) => line.startsWith("|")).map((line) => line.replace(/\\[^\n]/g, "").split("|").length);
}

/** Keys whose values are ours and not free text. */
const KEPT = new Set([
  "mode",
  "verdict",
  "status",
  "action",
  "actions",
  "change",
  "effect",
  "kind",
  "topic",
  "target",
  "result",
]);
const ALSO_KEPT = new Set(["severity", "since", "forcesReplacement"]);

/** The same with other strings: equal ones stay equal. Keys that name one of a few choices are left alone. */
export function withStrings<T>(value: T, replace: (original: string, index: number) => string): T {
  const known = new Map<string, string>();
  const walk = (inner: unknown, key: string): unknown => {
    if (KEPT.has(key) || ALSO_KEPT.has(key)) return inner;
    if (typeof inner === "string") {
      if (!known.has(inner)) known.set(inner, replace(inner, known.size));
      return known.get(inner);
    }
    if (Array.isArray(inner)) return inner.map((item) => walk(item, key));
    if (inner === null || typeof inner !== "object") return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, member]) => [name, walk(member, name)]));
  };
  return walk(value, "") as T;
}
