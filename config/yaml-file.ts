import { readFileSync } from "node:fs";
import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLError,
} from "yaml";
import type { Position, Problem } from "../core/problem";
import { codeOfKind, type Finding } from "./finding";

/** Way to a value from the root of a file: keys of mappings and indexes of lists. */
export type Path = readonly (string | number)[];

/** No configuration is this long; what is has been put there by mistake. */
const MAX_BYTES = 1_000_000;
/** How many times over aliases may repeat what the file holds. */
const MAX_ALIAS_COUNT = 100;
/** Longest piece of a file that a message repeats. */
const MAX_GIVEN = 60;

const STANDARD_TAGS = ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`);

/** What checks need of a file: its content, and problems placed in it. */
export type SourceFile = Pick<YamlFile, "value" | "problemAt" | "written" | "has">;

/** One YAML file with the place of each of its keys and values, and the problems found while reading it. */
export class YamlFile {
  /** Reads and parses a file. Never throws: what goes wrong is in {@link problems}. */
  static read(path: string, shownAs: string): YamlFile {
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      return YamlFile.unread(shownAs, whyUnread((error as NodeJS.ErrnoException).code));
    }
    if (bytes.length > MAX_BYTES) {
      return YamlFile.unread(shownAs, {
        kind: "tooLarge",
        says: `is ${bytes.length} bytes long`,
        allowed: `up to ${MAX_BYTES} bytes`,
      });
    }
    const utf16 = bytes.length >= 2 && ["fffe", "feff"].includes(bytes.subarray(0, 2).toString("hex"));
    if (utf16 || bytes.includes(0)) {
      return YamlFile.unread(shownAs, {
        kind: "encoding",
        says: utf16 ? "is UTF-16 text" : "is not text: it holds NUL bytes",
        allowed: "UTF-8",
        fix: "save the file as UTF-8",
      });
    }
    const text = bytes.toString("utf8");
    const wrongByte = firstDifference(bytes, Buffer.from(text, "utf8"));
    if (wrongByte !== undefined) {
      const before = bytes.subarray(0, wrongByte).toString("utf8").split("\n");
      return YamlFile.unread(
        shownAs,
        {
          kind: "encoding",
          says: `is not UTF-8: byte 0x${bytes[wrongByte]!.toString(16)} starts no character`,
          allowed: "UTF-8",
          fix: "save the file as UTF-8; it is probably Latin-1 or Windows-1252 now",
        },
        { line: before.length, column: before.at(-1)!.length + 1 },
      );
    }
    return YamlFile.parse(text, shownAs);
  }

  /** Parses the text of a file. */
  static parse(text: string, shownAs: string): YamlFile {
    const file = new YamlFile(shownAs, text.replace(/^\uFEFF/, ""));
    if (text.startsWith("\uFEFF")) {
      file.note(1, 1, "the file", {
        kind: "byteOrderMark",
        says: "starts with a byte order mark",
        fix: "save the file as UTF-8 without BOM",
      });
    }
    file.parse();
    return file;
  }

  private static unread(shownAs: string, finding: Finding, place = { line: 1, column: 1 }): YamlFile {
    const file = new YamlFile(shownAs, "");
    file.note(place.line, place.column, "the file", finding);
    return file;
  }

  /** What the file holds as plain objects; undefined if it could not be read or parsed. */
  value: Readonly<Record<string, unknown>> | undefined;
  /** What is wrong with the file as YAML. */
  readonly problems: Problem[] = [];

  private readonly lines = new LineCounter();
  private document: Document | undefined;

  private constructor(
    /** The path that messages show. */
    readonly shownAs: string,
    private readonly text: string,
  ) {}

  /** The problem of the value (or, for `at: "key"`, of the key) at a path. Missing keys are placed at their parent's. */
  problemAt(path: Path, finding: Finding, options: { readonly at?: "key" | "value"; readonly given?: string } = {}) {
    const shown = options.at === "key" || path.length === 0 ? undefined : this.written(path);
    const given = options.given ?? shown;
    return makeProblem(this.positionOf(path, options.at ?? "value"), describePath(path), { ...finding, given });
  }

  /** A value as the file has it, cut to what fits in a message; mappings and lists by their size. */
  written(path: Path): string | undefined {
    const node = this.resolve(this.nodeAt(path));
    if (isMap(node)) return `a mapping of ${node.items.length} ${node.items.length === 1 ? "key" : "keys"}`;
    if (isSeq(node)) return node.items.length === 0 ? "an empty list" : `a list of ${node.items.length}`;
    if (!isScalar(node)) return undefined;
    const [start, end] = node.range!;
    const source = this.text.slice(start, end).replaceAll(/\s+/g, " ");
    if (source === "") return "nothing";
    return source.length > MAX_GIVEN ? `${source.slice(0, MAX_GIVEN)}…` : source;
  }

  /** Whether there is a value at a path, be it right or wrong. */
  has(path: Path): boolean {
    const node = this.nodeAt(path);
    return node !== undefined && !isEmpty(node);
  }

  /** Where the key or the value at a path stands, or the nearest thing above it that is there. */
  positionOf(path: Path, at: "key" | "value" = "value"): Position {
    for (let length = path.length; length > 0; length--) {
      const pair = this.pairAt(path.slice(0, length));
      const key = pair !== undefined && isNode(pair.key) ? pair.key : undefined;
      const value = this.nodeAt(path.slice(0, length));
      const whole = length === path.length;
      const node = whole && at === "value" && !isEmpty(value) ? value : (key ?? value);
      if (node?.range) return this.placeOf(node.range[0]);
    }
    const root = this.document?.contents;
    return this.placeOf(isNode(root) && root.range ? root.range[0] : 0);
  }

  private parse(): void {
    let document: Document.Parsed;
    try {
      document = parseDocument(this.text, { lineCounter: this.lines, prettyErrors: false, version: "1.2" });
    } catch (error) {
      this.note(1, 1, "the file", { kind: "yamlSyntax", says: `cannot be parsed: ${(error as Error).message}` });
      return;
    }
    this.document = document;
    const broken = this.noteSyntax(document.errors);
    if (broken) return;
    if (document.contents === null || isEmpty(document.contents)) {
      this.note(1, 1, "the file", {
        kind: "emptyFile",
        says: "is empty",
        fix: "fill it in, or delete it if it is not needed",
      });
      return;
    }
    if (document.directives.yaml.explicit && document.directives.yaml.version !== "1.2") {
      this.note(1, 1, "the file", {
        kind: "yamlSyntax",
        says: `asks for YAML ${document.directives.yaml.version}`,
        allowed: "YAML 1.2",
        fix: "remove the %YAML line",
      });
      return;
    }
    if (!this.noteNodes(document)) return;
    if (!isMap(document.contents)) {
      const { line, column } = this.placeOf(document.contents.range[0]);
      this.note(line, column, "the file", {
        kind: "rootNotMapping",
        says: `holds ${isSeq(document.contents) ? "a list" : "a single value"} instead of keys`,
        allowed: "`key: value` lines",
      });
      return;
    }
    try {
      this.value = document.toJS({ maxAliasCount: MAX_ALIAS_COUNT }) as Record<string, unknown>;
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      this.note(1, 1, "the file", {
        kind: "alias",
        says: "expands to far more than it holds, because aliases repeat aliases",
        fix: "write the values out",
      });
    }
  }

  /** Notes the parser's errors, of a chain of followers only the first. Whether the text is too broken to go on. */
  private noteSyntax(errors: readonly YAMLError[]): boolean {
    for (const error of errors.filter(({ code }) => code === "DUPLICATE_KEY")) {
      const { line, column } = this.placeOf(error.pos[0]);
      const key = /^[^\s:]+/.exec(this.text.slice(error.pos[0]))?.[0] ?? "a key";
      this.note(line, column, key, {
        kind: "duplicateKey",
        says: "stands twice in the same mapping",
        fix: "remove one of the two",
      });
    }
    const fatal = errors.filter(({ code }) => code !== "DUPLICATE_KEY");
    const first = fatal.find(({ code }) => code === "TAB_AS_INDENT") ?? fatal[0];
    if (first === undefined) return false;
    if (/call stack/.test(first.message)) {
      // Where the parser gave up depends on the machine, so it is not said.
      this.note(1, 1, "the file", { kind: "yamlSyntax", says: "is nested too deeply to be read" });
      return true;
    }
    const { line, column } = this.placeOf(first.pos[0]);
    if (first.code === "TAB_AS_INDENT") {
      this.note(line, column, "the line", { kind: "tab", says: "is indented with a tab", fix: "indent with spaces" });
    } else if (first.code === "MULTIPLE_DOCS") {
      this.note(line, column, "the file", {
        kind: "multipleDocuments",
        says: "holds a second YAML document",
        allowed: "one document",
        fix: "remove the --- line, or move what follows to a file of its own",
      });
    } else {
      this.note(line, column, "the file", {
        kind: "yamlSyntax",
        says: `is not valid YAML: ${first.message}`,
        fix:
          first.code === "BLOCK_AS_IMPLICIT_KEY"
            ? "put text that holds a colon in quotes, or check the indentation"
            : undefined,
      });
    }
    return true;
  }

  /** Notes tags, merge keys, odd keys and bad aliases. Whether the document can be turned into plain objects. */
  private noteNodes(document: Document.Parsed): boolean {
    let usable = true;
    const note = (node: Node, subject: string, finding: Finding): void => {
      const { line, column } = this.placeOf(node.range![0]);
      this.note(line, column, subject, finding);
    };
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node)) usable = this.noteAlias(node, document) && usable;
        const tag = isAlias(node) ? undefined : node.tag;
        if (tag === undefined || STANDARD_TAGS.includes(tag)) return;
        note(node, `the tag ${tag.replace("tag:yaml.org,2002:", "!!")}`, {
          kind: "tag",
          says: "is not known here",
          fix: "remove the tag",
        });
        usable = false;
      },
      Pair: (_, { key }) => {
        if (!isNode(key) || isAlias(key)) return;
        if (isScalar(key) && key.value === "<<") {
          note(key, "<<", {
            kind: "mergeKey",
            says: "is a merge key, which YAML 1.2 does not have",
            fix: "write the keys out, or use an alias for the whole value",
          });
          usable = false;
        } else if (!isScalar(key) || typeof key.value !== "string" || key.value === "__proto__") {
          note(key, "a key", { kind: "keyNotText", says: "is not text", fix: "put the key in quotes" });
          usable = false;
        }
      },
    });
    return usable;
  }

  private noteAlias(alias: Alias, document: Document): boolean {
    const target = alias.resolve(document);
    const at = alias.range![0];
    const { line, column } = this.placeOf(at);
    const subject = `the alias *${alias.source}`;
    if (target === undefined) {
      this.note(line, column, subject, { kind: "alias", says: "has no anchor before it", fix: "write the value out" });
      return false;
    }
    const inside = target.range !== undefined && target.range !== null && target.range[0] <= at && at < target.range[1];
    if (inside) {
      this.note(line, column, subject, { kind: "alias", says: "contains itself", fix: "write the value out" });
    }
    return !inside;
  }

  private note(line: number, column: number, subject: string, finding: Finding): void {
    this.problems.push(makeProblem({ file: this.shownAs, line, column }, subject, finding));
  }

  private placeOf(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.shownAs, line: Math.max(1, line), column: Math.max(1, col) };
  }

  private nodeAt(path: Path): Node | undefined {
    let node: unknown = this.document?.contents;
    for (const segment of path) {
      node = childOf(this.resolve(node), segment);
      if (isPair(node)) node = node.value;
    }
    return isNode(node) ? node : undefined;
  }

  private pairAt(path: Path): Pair | undefined {
    const child = childOf(this.resolve(this.nodeAt(path.slice(0, -1))), path.at(-1)!);
    return isPair(child) ? child : undefined;
  }

  private resolve(node: unknown): unknown {
    return isAlias(node) && this.document !== undefined ? node.resolve(this.document) : node;
  }
}

/** A problem of a subject, which leads the message: `location` + `is not a region`. */
export function makeProblem(where: Position, subject: string, finding: Finding & { readonly given?: string }): Problem {
  const { kind, says, given, allowed, fix } = finding;
  return {
    code: codeOfKind[kind],
    where,
    message: `${subject} ${says}`,
    given,
    allowed,
    fix,
  };
}

/** `network.outbound.rules.pypi`, `access.auditors[0].group`; the root is `the file`. */
export function describePath(path: Path): string {
  if (path.length === 0) return "the file";
  return path
    .map((segment, index) => {
      if (typeof segment === "number") return `[${segment}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join("");
}

function childOf(parent: unknown, segment: string | number): unknown {
  if (isMap(parent)) return parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
  if (isSeq(parent)) return parent.items[Number(segment)];
  return undefined;
}

/** `key:` with nothing behind it. */
const isEmpty = (node: unknown): boolean => isScalar(node) && node.value === null && (node.source ?? "") === "";

function whyUnread(code: string | undefined): Finding {
  if (code === "ENOENT") return { kind: "fileMissing", says: "does not exist", fix: "create it" };
  if (code === "EISDIR") return { kind: "fileUnreadable", says: "is a folder", fix: "put a file in its place" };
  if (code === "EACCES" || code === "EPERM") {
    return { kind: "fileUnreadable", says: "may not be read by this user", fix: "grant read access to it" };
  }
  return { kind: "fileUnreadable", says: `cannot be read: ${code ?? "unknown reason"}` };
}

/** Offset of the first byte that differs; undefined if the two are the same. */
function firstDifference(a: Buffer, b: Buffer): number | undefined {
  if (a.equals(b)) return undefined;
  const index = a.findIndex((byte, offset) => byte !== b[offset]);
  return index === -1 ? a.length : index;
}
