import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
// @ts-expect-error it comes without types
import { Parser } from "commonmark";

export const project = join(__dirname, "../..");

/** A Markdown file of the project. */
export interface Document {
  /** Path below the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of code. */
export interface Block {
  /** What stands behind the fence, such as `bash azure`. */
  readonly info: string;
  readonly code: string;
  /** Line of the fence, from 1. */
  readonly line: number;
}

interface Node {
  readonly type: string;
  readonly literal: string | null;
  readonly destination: string | null;
  readonly info: string | null;
  readonly sourcepos: readonly [readonly [number, number], readonly [number, number]];
  walker(): { next(): { readonly entering: boolean; readonly node: Node } | null };
}

/** Folders with a page that says what lives there. */
export const rooms = [
  "azure",
  "cli",
  "config",
  "constructs",
  "cost",
  "demo",
  "deploy",
  "domain",
  "files",
  "pipelines",
  "policy",
  "print",
  "release",
  "review",
  "sandbox",
  "schema",
  "stacks",
] as const;

/** Every document for people: in `docs/` and beside it. */
export const documents: readonly Document[] = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...rooms.map((room) => `${room}/README.md`),
  ...readdirSync(join(project, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file))
    .sort(),
].map((path) => ({ path, text: readFileSync(join(project, path), "utf8") }));

/** Every fenced block that says what it is, in the order of the document. */
export const blocksOf = (document: Document): Block[] =>
  parse(document)
    .filter(({ type, info }) => type === "code_block" && (info ?? "") !== "")
    .map(({ info, literal, sourcepos }) => ({ info: info!, code: literal!, line: sourcepos[0][0] }));

/** Every piece of text that is set as code within a line, cells of tables included. */
export const codeSpansOf = (document: Document): string[] =>
  parse(document).flatMap(({ type, literal }) => (type === "code" ? [literal!] : []));

/** Where the links of a document lead, as written. */
export const linksOf = (document: Document): string[] =>
  parse(document).flatMap(({ type, destination }) => (type === "link" || type === "image" ? [destination!] : []));

/** The anchors that GitHub gives to the headings of a document. */
export function anchorsOf(document: Document): Set<string> {
  const anchors = new Set<string>();
  for (const heading of parse(document).filter(({ type }) => type === "heading")) {
    const words = inside(heading).map(({ literal }) => literal ?? "");
    const slug = words
      .join("")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n += 1) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

const parse = ({ text }: Document): Node[] => inside((new Parser() as { parse(text: string): Node }).parse(text));

function inside(node: Node): Node[] {
  const found: Node[] = [];
  const walker = node.walker();
  for (let step = walker.next(); step !== null; step = walker.next()) if (step.entering) found.push(step.node);
  return found;
}
