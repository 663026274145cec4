import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Alias, Document, Node, Pair, YAMLMap } from "yaml";
import type { Position, Problem } from "../../domain/problem/problem";
import { maskSecrets } from "../../domain/text/secret-shapes";
import { codeOfKind, type Finding } from "../finding";
import { readText } from "./read-text";
import { checkNodes, depthMark, type Mark, secretMarks, syntaxMark } from "./checks";
import { describePath, type Path, pathKey, valueAt } from "./path";

export { describePath, type Path };

/** How many times over aliases may repeat what the file holds. */
const MAX_ALIAS_COUNT = 100;
/** Longest piece of a file that a message repeats. */
const MAX_GIVEN = 60;

/** `asset`: Azure ML's own YAML, whose `${{…}}` are no templates of Terraform. */
export type FileKind = "configuration" | "asset";

/** How a file is read. Keys that stand twice are looked for afterwards: the parser compares each with each. */
const reading = { prettyErrors: false, version: "1.2", uniqueKeys: false } as const;

/** So many files are kept that were read last: who reads a configuration again has changed one or two of it. */
const MAX_KEPT = 100;
/** What is in files without problems, by kind and text. It is never changed after it was read, so that all may have the same. */
const kept = new Map<string, YamlFile["value"]>();

/** What checks need of a file: its content, and problems placed in it. */
export type SourceFile = Pick<YamlFile, "value" | "problemAt" | "written" | "has" | "isAmbiguous">;

/** One YAML file with the place of each of its keys and values, and the problems found while reading it. */
export class YamlFile {
  /**
   * Reads and parses a file. Never throws: what goes wrong is in {@link problems}.
   * @param within - the folder that the file must lie in after links have been followed. @default - anywhere
   * @param kind - what the file is for. @default - its texts reach Terraform, so they hold no templates
   */
  static read(path: string, shownAs: string, within?: string, kind: FileKind = "configuration"): YamlFile {
    const read = readText(path, within);
    if ("text" in read) return YamlFile.parse(read.text, shownAs, kind);
    const file = new YamlFile(shownAs, "", kind);
    file.note(read.line, read.column, "the file", read.finding);
    return file;
  }

  /** Parses the text of a file. */
  static parse(text: string, shownAs: string, kind: FileKind = "configuration"): YamlFile {
    const file = new YamlFile(shownAs, text.replace(/^\uFEFF/, ""), kind);
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

  /** What the file holds as plain objects; undefined if it could not be read or parsed. */
  value: Readonly<Record<string, unknown>> | undefined;
  /** What is wrong with the file as YAML. */
  readonly problems: Problem[] = [];

  private lines = new LineCounter();
  /** Nodes of a file without problems are forgotten, and read again when a place is asked for: few are, of a thousand files. */
  private document: Document | undefined;
  private isClean = false;
  private targets: ReadonlyMap<Alias, Node> = new Map();
  private ambiguous: ReadonlySet<string> = new Set();
  private readonly pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();

  private constructor(
    /** The path that messages show. */
    readonly shownAs: string,
    private readonly text: string,
    private readonly kind: FileKind,
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
    const source = shortened(this.text.slice(start, end));
    return source === "" ? "nothing" : source;
  }

  /** Whether there is a value at a path, be it right or wrong. */
  has(path: Path): boolean {
    // Only of `key:` and `key: null` the value does not tell which it was; places need no nodes until then.
    const plain = this.isClean ? valueAt(this.value, path) : null;
    if (plain !== null) return plain !== undefined;
    const node = this.nodeAt(path);
    return node !== undefined && !isEmpty(node);
  }

  /** Whether a key stands twice on the way to a path, so that what is there is not known. */
  isAmbiguous(path: Path): boolean {
    return this.ambiguous.size > 0 && path.some((_, index) => this.ambiguous.has(pathKey(path.slice(0, index + 1))));
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
    const root = this.nodes()?.contents;
    return this.placeOf(isNode(root) && root.range ? root.range[0] : 0);
  }

  private parse(): void {
    const key = `${this.kind} ${this.text}`;
    this.value = kept.get(key);
    if (this.value !== undefined) {
      this.isClean = true;
      return;
    }
    this.parseAnew();
    if (!this.isClean) return;
    kept.set(key, this.value);
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!);
  }

  private parseAnew(): void {
    let document: Document.Parsed;
    try {
      document = parseDocument(this.text, { ...reading, lineCounter: this.lines });
    } catch (error) {
      this.mark({
        at: undefined,
        subject: "the file",
        finding: { kind: "yamlSyntax", says: `cannot be parsed: ${(error as Error).message}` },
      });
      return;
    }
    this.document = document;
    const broken = syntaxMark(document.errors) ?? depthMark(document.contents);
    if (broken !== undefined) {
      for (const mark of [broken, ...secretMarks(this.text)]) this.mark(mark);
      this.document = undefined;
      return;
    }
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
    const { marks, usable, ambiguous, targets } = checkNodes(document, this.text, this.kind === "asset");
    this.targets = targets;
    this.ambiguous = new Set(ambiguous.map(pathKey));
    for (const mark of marks) this.mark(mark);
    if (!usable) return;
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
      return;
    }
    // Neither of two values is the one that was meant: nothing is concluded from it.
    for (const path of ambiguous) remove(this.value, path);
    if (this.problems.length > 0) return;
    this.isClean = true;
    this.document = undefined;
    this.targets = new Map();
    this.lines = new LineCounter();
  }

  /** The nodes, read again if they were forgotten. */
  private nodes(): Document | undefined {
    if (!this.isClean || this.document !== undefined) return this.document;
    this.lines = new LineCounter();
    const document = parseDocument(this.text, { ...reading, lineCounter: this.lines });
    this.document = document;
    this.targets = checkNodes(document, this.text, this.kind === "asset").targets;
    return document;
  }

  private mark({ at, subject, finding, given }: Mark): void {
    const { line, column } = at === undefined ? { line: 1, column: 1 } : this.placeOf(at);
    this.note(line, column, subject, { ...finding, ...(given !== undefined && { given: shortened(given) }) });
  }

  private note(line: number, column: number, subject: string, finding: Finding & { readonly given?: string }): void {
    this.problems.push(makeProblem({ file: this.shownAs, line, column }, subject, finding));
  }

  private placeOf(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.shownAs, line: Math.max(1, line), column: Math.max(1, col) };
  }

  private nodeAt(path: Path): Node | undefined {
    let node: unknown = this.nodes()?.contents;
    for (const segment of path) {
      node = this.childOf(this.resolve(node), segment);
      if (isPair(node)) node = node.value;
    }
    return isNode(node) ? node : undefined;
  }

  private pairAt(path: Path): Pair | undefined {
    const child = this.childOf(this.resolve(this.nodeAt(path.slice(0, -1))), path.at(-1)!);
    return isPair(child) ? child : undefined;
  }

  private resolve(node: unknown): unknown {
    return isAlias(node) ? this.targets.get(node) : node;
  }

  private childOf(parent: unknown, segment: string | number): unknown {
    if (isSeq(parent)) return parent.items[Number(segment)];
    return isMap(parent) ? this.pairsOf(parent).get(String(segment)) : undefined;
  }

  /** By key, the first of each: looking through all for each of many keys takes for ever. */
  private pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.pairs.get(map);
    if (known !== undefined) return known;
    const pairs = new Map<string, Pair>();
    for (const pair of map.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : undefined;
      if (name !== undefined && !pairs.has(name)) pairs.set(name, pair);
    }
    this.pairs.set(map, pairs);
    return pairs;
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

/** `key:` with nothing behind it. */
const isEmpty = (node: unknown): boolean => isScalar(node) && node.value === null && (node.source ?? "") === "";

/** A piece of a file for a message. Masked before it is cut: the rest of a secret is not known again. */
function shortened(source: string): string {
  const line = maskSecrets(source).replaceAll(/\s+/g, " ").trim();
  return line.length > MAX_GIVEN ? `${line.slice(0, MAX_GIVEN)}…` : line;
}

/** Removes the value at a path, if it is there. */
function remove(value: unknown, path: Path): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((inner, segment) => (inner as Mapping | undefined)?.[segment], value);
  if (typeof parent === "object" && parent !== null) Reflect.deleteProperty(parent, path.at(-1)!);
}

type Mapping = Readonly<Record<string | number, unknown>>;
