import { isTree, type Tree } from "../../domain/json/tree";
import { patternsOf } from "./encodings";
import { Matcher } from "./matcher";
import { secrecyOf } from "./names";

/** From this length on a marked text is looked for inside any other text; shorter ones as a word of their own. */
const MIN_INSIDE = 5;
/** The same for one part of a marked object or list, in which much is no secret. */
const MIN_PART_INSIDE = 8;
/** Shorter texts are masked where they are marked and nowhere else: `no` or `42` stand everywhere. */
const MIN_ANYWHERE = 4;
/** A number is looked for from this many digits on. */
const MIN_DIGITS = 5;
/** What an attribute named `…_key` must have to be taken for a secret. */
const MIN_KEY = 16;
/** A line of a secret of several lines, e.g. of a private key, is looked for by itself from this length on. */
const MIN_LINE = 16;

/** Parts of a marked object that say what it is about rather than a secret. */
const publicParts = new Set([
  "location",
  "type",
  "kind",
  "name",
  "id",
  "tier",
  "sku",
  "apiVersion",
  "resource_group_name",
]);

const secretSetting = /(?:^|;)\s*[\w ]*(?:key|password|pwd|secret|signature|token)\s*=\s*([^;]+)/gi;
const signature = /[?&;](?:sig|code|access_token)=([^&\s"';]{8,})/gi;

/** Attributes of resource types that a provider's schema calls sensitive: `{azurerm_x: ["secret", "block.secret"]}`. */
export type SensitiveAttributes = Readonly<Record<string, readonly string[]>>;

/** The secret values of a plan, by which it is scrubbed. */
export class Secrets {
  private readonly texts = new Set<string>();
  private readonly words = new Set<string>();
  private readonly numbers = new Set<number>();
  /** A plan repeats itself: what is, what was and what will be. */
  private readonly searched = new Set<string>();

  /** Finds every value that is marked or named a secret anywhere in the plan. */
  static of(plan: unknown, schema: SensitiveAttributes = {}): Secrets {
    const secrets = new Secrets();
    secrets.search(plan, schema);
    return secrets;
  }

  get size(): number {
    return this.texts.size + this.words.size + this.numbers.size;
  }

  isSecretNumber(value: number): boolean {
    return this.numbers.has(value);
  }

  matcher(): Matcher {
    const inside = [...this.texts].flatMap((text) => patternsOf(text, false));
    const words = [...this.words].filter((word) => !this.texts.has(word)).flatMap((word) => patternsOf(word, true));
    return new Matcher([...inside, ...words]);
  }

  /** Secrets of several words, which stand over several lines where a message was wrapped. */
  spaced(): readonly string[] {
    return [...this.texts].map((text) => text.trim()).filter((text) => /\s/.test(text));
  }

  private search(node: unknown, schema: SensitiveAttributes): void {
    if (Array.isArray(node)) {
      for (const item of node) this.search(item, schema);
      return;
    }
    if (typeof node === "string") {
      this.searchText(node, schema);
      return;
    }
    if (node === null || typeof node !== "object") return;
    const tree = node as Tree;
    this.searchMarks(tree);
    const attributes = typeof tree["type"] === "string" ? schema[tree["type"]] : undefined;
    if (attributes !== undefined) this.searchSchema(tree, attributes);
    for (const [key, value] of Object.entries(tree)) {
      this.searchNamed(key, value);
      this.search(value, schema);
    }
  }

  /** Marks of changes, of states, and of variables and outputs, wherever they stand. */
  private searchMarks(tree: Tree): void {
    if ("before_sensitive" in tree) this.addMarked(tree["before"], tree["before_sensitive"]);
    if ("after_sensitive" in tree) this.addMarked(tree["after"], tree["after_sensitive"]);
    if ("sensitive_values" in tree) this.addMarked(tree["values"], tree["sensitive_values"]);
    if (tree["sensitive"] === true || tree["secret"] === true) {
      for (const key of ["value", "default"]) this.addMarked(tree[key], true);
      this.addMarked(constantOf(tree["expression"]), true);
    }
    const { configuration } = tree;
    if (isTree(configuration)) this.searchVariables(configuration["root_module"], tree["variables"]);
  }

  private searchVariables(root: unknown, values: unknown): void {
    if (!isTree(root) || !isTree(root["variables"]) || !isTree(values)) return;
    for (const [name, variable] of Object.entries(root["variables"])) {
      const given = values[name];
      if (isTree(variable) && variable["sensitive"] === true && isTree(given)) this.addMarked(given["value"], true);
    }
  }

  private searchSchema(tree: Tree, attributes: readonly string[]): void {
    const change = isTree(tree["change"]) ? tree["change"] : {};
    for (const values of [tree["values"], change["before"], change["after"], tree["expressions"]]) {
      for (const path of attributes) for (const value of valuesAt(values, path.split("."))) this.addMarked(value, true);
    }
  }

  /** A secret by its name, given as it is, as a constant of the configuration, or as a variable of that name. */
  private searchNamed(key: string, value: unknown): void {
    const secrecy = secrecyOf(key);
    if (secrecy === "no") return;
    const given = isTree(value) ? (constantOf(value) ?? value["value"]) : value;
    for (const text of Array.isArray(given) ? given : [given]) {
      if (typeof text === "string" && (secrecy === "secret" || text.length >= MIN_KEY)) this.addText(text, MIN_INSIDE);
    }
  }

  /** Settings inside a text: JSON, connection strings, signed URLs. */
  private searchText(text: string, schema: SensitiveAttributes): void {
    if (text.length < MIN_PART_INSIDE || this.searched.has(text)) return;
    this.searched.add(text);
    const parsed = parseJson(text);
    if (parsed !== undefined) this.search(parsed, schema);
    if (!text.includes("=")) return;
    if (text.includes(";")) this.addSettings(text);
    for (const [, found] of text.matchAll(signature)) this.addText(found!, MIN_PART_INSIDE);
  }

  private addSettings(text: string): void {
    for (const [, found] of text.matchAll(secretSetting)) {
      if (found!.length >= MIN_PART_INSIDE) this.addText(found!, MIN_PART_INSIDE);
    }
  }

  /** Adds what is marked in `value`: `true` marks all below it. */
  private addMarked(value: unknown, mark: unknown): void {
    if (value === null || value === undefined) return;
    if (mark === true) {
      if (typeof value === "object") this.addParts(value);
      else this.addLeaf(value, MIN_INSIDE);
      return;
    }
    if (typeof mark !== "object" || mark === null || typeof value !== "object") return;
    for (const [key, below] of Object.entries(mark)) {
      if (below !== false) this.addMarked((value as Tree)[key], below);
    }
  }

  private addParts(value: unknown, key?: string): void {
    if (value !== null && typeof value === "object") {
      const inList = Array.isArray(value);
      for (const [name, part] of Object.entries(value)) this.addParts(part, inList ? key : name);
    } else if (key === undefined || !publicParts.has(key)) {
      this.addLeaf(value, MIN_PART_INSIDE);
    }
  }

  private addLeaf(value: unknown, minInside: number): void {
    if (typeof value === "string") this.addText(value, minInside);
    else if (typeof value === "number" && String(Math.abs(value)).length >= MIN_DIGITS) {
      this.numbers.add(value);
      this.words.add(String(value));
    }
  }

  private addText(text: string, minInside: number): void {
    if (text === "(sensitive)" || text.length < MIN_ANYWHERE || this.texts.has(text)) return;
    if (/^-?\d+$/.test(text) && text.length < MIN_PART_INSIDE) {
      if (text.length >= MIN_DIGITS) this.words.add(text);
      return;
    }
    if (text.length < minInside) {
      // A plain word as one part of something marked, e.g. `user: admin`, would blank that word everywhere.
      if (minInside === MIN_INSIDE || !/^[A-Za-z]+$/.test(text)) this.words.add(text);
      return;
    }
    this.texts.add(text);
    const parsed = parseJson(text);
    if (parsed !== undefined) this.addParts(parsed);
    if (text.includes("\n")) {
      for (const line of text.split(/\r?\n/)) {
        if (line.length >= MIN_LINE && !line.startsWith("-----")) this.addText(line.trim(), MIN_PART_INSIDE);
      }
    }
    if (text.includes(";")) this.addSettings(text);
  }
}

/** What stands at a path, through the lists on its way. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [first, ...rest] = path;
  if (first === undefined) return [isTree(value) ? (constantOf(value) ?? value) : value];
  return isTree(value) ? valuesAt(value[first], rest) : [];
}

const constantOf = (expression: unknown): unknown => (isTree(expression) ? expression["constant_value"] : undefined);

/** The object or list that a text holds as JSON. */
function parseJson(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
