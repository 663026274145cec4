import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  visit,
  type Alias,
  type Document,
  type Node,
  type ParsedNode,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { secretShapes } from "../../domain/text/secret-shapes";
import { notData, secretFinding, templateIn } from "./data-only";
import type { Finding } from "../finding";
import { describePath, type Path } from "./path";

/** What is wrong with a YAML file as such, at an offset of its text. */
export interface Mark {
  /** Undefined where the place depends on the machine, so that it is not said. */
  readonly at: number | undefined;
  readonly subject: string;
  readonly finding: Finding;
  /** As it is written. */
  readonly given?: string | undefined;
}

/** No configuration is this deep; recursion over what is might not end well. */
const MAX_DEPTH = 100;

/** Each alias is looked for in all of the file, and no configuration repeats itself so often. */
const MAX_ALIASES = 1_000;

const STANDARD_TAGS = ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`);

/** Of the parser's errors the first, since the others follow from it; undefined if there is none. */
export function syntaxMark(errors: readonly YAMLError[]): Mark | undefined {
  const first = errors.find(({ code }) => code === "TAB_AS_INDENT") ?? errors[0];
  if (first === undefined) return undefined;
  if (/call stack/.test(first.message)) return tooDeep;
  const at = first.pos[0];
  if (first.code === "TAB_AS_INDENT") {
    return {
      at,
      subject: "the line",
      finding: { kind: "tab", says: "is indented with a tab", fix: "indent with spaces" },
    };
  }
  if (first.code === "MULTIPLE_DOCS") {
    return {
      at,
      subject: "the file",
      finding: {
        kind: "multipleDocuments",
        says: "holds a second YAML document",
        allowed: "one document",
        fix: "remove the --- line, or move what follows to a file of its own",
      },
    };
  }
  const colon = first.code === "BLOCK_AS_IMPLICIT_KEY";
  return {
    at,
    subject: "the file",
    finding: {
      kind: "yamlSyntax",
      says: `is not valid YAML: ${first.message}`,
      fix: colon ? "put text that holds a colon in quotes, or check the indentation" : undefined,
    },
  };
}

const tooDeep: Mark = {
  at: undefined,
  subject: "the file",
  finding: { kind: "yamlSyntax", says: "is nested too deeply to be read" },
};

/** Whether the nodes are nested deeper than any configuration. Without recursion, since that is what must not go deep. */
export function depthMark(root: ParsedNode | null): Mark | undefined {
  let level: readonly unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return tooDeep;
    level = level.flatMap((node) => {
      if (isPair(node)) return [node.key, node.value];
      return isCollection(node) ? node.items : [];
    });
  }
  return undefined;
}

/** What the nodes of a document are worth. */
export interface Checked {
  readonly marks: readonly Mark[];
  /** Whether the document can be turned into plain objects. */
  readonly usable: boolean;
  /** Keys that stand twice: what they hold is not known. */
  readonly ambiguous: readonly Path[];
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/**
 * Looks at every node: tags, merge keys, odd and repeated keys, aliases, and texts that are more than data.
 * @param templates - whether texts may hold `${` and `%{`, because they never reach Terraform
 */
export function checkNodes(document: Document.Parsed, text: string, templates = false): Checked {
  const marks: Mark[] = [];
  const ambiguous: Path[] = [];
  const targets = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  const reported: (readonly [start: number, end: number])[] = [];
  const ways = new Ways();
  let usable = true;
  let aliases = 0;
  const mark = (at: number | undefined, subject: string, finding: Finding, fatal = true): void => {
    marks.push({ at, subject, finding });
    if (fatal) usable = false;
  };

  visit(document, {
    Node: (key, node, ancestors) => {
      const at = node.range![0];
      if (isAlias(node)) {
        if (++aliases > MAX_ALIASES) return visit.BREAK;
        const target = anchors.get(node.source);
        if (target !== undefined) targets.set(node, target);
        const finding = aliasFinding(at, target);
        if (finding !== undefined) mark(at, `the alias *${node.source}`, finding);
        return undefined;
      }
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (node.tag !== undefined && !STANDARD_TAGS.includes(node.tag)) {
        const subject = `the tag ${node.tag.replace("tag:yaml.org,2002:", "!!")}`;
        mark(at, subject, { kind: "tag", says: "is not known here", fix: "remove the tag" });
      }
      if (isMap(node)) {
        for (const [second, name] of repeatedKeys(node)) {
          ambiguous.push([...ways.to([...ancestors, node]), name]);
          const says = "stands twice in the same mapping";
          const subject = name.trim() === "" ? "a key" : name;
          mark(second, subject, { kind: "duplicateKey", says, fix: "remove one of the two" }, false);
        }
      }
      const found = isScalar(node) && typeof node.value === "string" ? notData(node.value) : [];
      const findings = templates ? found.filter(({ kind }) => kind !== "template") : found;
      if (findings.length === 0) return undefined;
      const way = describePath(ways.to([...ancestors, node]));
      const subject = key === "key" ? `the key ${way}` : way;
      const given = key === "key" ? undefined : text.slice(at, node.range![1]);
      for (const finding of findings) {
        marks.push({ at: finding.kind === "template" ? placeIn(node as Scalar, text) : at, subject, finding, given });
      }
      reported.push([at, node.range![1]]);
      return undefined;
    },
    Pair: (_, { key }) => {
      if (!isNode(key) || isAlias(key)) return;
      if (isScalar(key) && key.value === "<<") {
        mark(key.range![0], "<<", {
          kind: "mergeKey",
          says: "is a merge key, which YAML 1.2 does not have",
          fix: "write the keys out, or use an alias for the whole value",
        });
      } else if (!isScalar(key) || typeof key.value !== "string" || key.value === "__proto__") {
        mark(key.range![0], "a key", { kind: "keyNotText", says: "is not text", fix: "put the key in quotes" });
      }
    },
  });
  if (aliases > MAX_ALIASES) {
    const says = `repeats itself with more than ${MAX_ALIASES} aliases`;
    mark(undefined, "the file", { kind: "alias", says, fix: "write the values out" });
  }
  return { marks: [...marks, ...secretMarks(text, reported)], usable, ambiguous, targets };
}

/** The text with spaces in place of some parts, which come in order. */
function blanked(text: string, parts: readonly (readonly [start: number, end: number])[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const [start, end] of parts) {
    if (start < from) continue;
    pieces.push(text.slice(from, start), " ".repeat(end - start));
    from = end;
  }
  return [...pieces, text.slice(from)].join("");
}

/** Credentials in the text that stand in none of the places given: in comments, and where the text is no YAML. */
export function secretMarks(text: string, except: readonly (readonly [start: number, end: number])[] = []): Mark[] {
  const found = new Map<number, Mark>();
  const rest = blanked(text, except);
  for (const { name, pattern } of secretShapes) {
    for (const { index } of rest.matchAll(pattern)) {
      if (!found.has(index)) found.set(index, { at: index, subject: "the line", finding: secretFinding(name) });
    }
  }
  return [...found.values()];
}

function aliasFinding(at: number, target: Node | undefined): Finding | undefined {
  if (target === undefined) return { kind: "alias", says: "has no anchor before it", fix: "write the value out" };
  const inside = target.range![0] <= at && at < target.range![1];
  return inside ? { kind: "alias", says: "contains itself", fix: "write the value out" } : undefined;
}

/** The second and later of keys that are the same, with where they stand. */
function repeatedKeys(map: YAMLMap): (readonly [at: number, name: string])[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    if (name === "<<" || !seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [[key.range![0], name] as const];
  });
}

/** Where a text's template begins, if it stands there as it is read; otherwise where the text begins. */
function placeIn(node: Scalar, text: string): number {
  const [start, end] = node.range!;
  return start + Math.max(0, templateIn(text.slice(start, end)));
}

/** Ways to nodes. Places in lists are looked up once per list, or many texts in a long one would take for ever. */
class Ways {
  private readonly places = new Map<object, ReadonlyMap<unknown, number>>();

  /** The way to the last of a chain of nodes, of which each holds the next. */
  to(chain: readonly unknown[]): Path {
    return chain.flatMap((node, index): Path => {
      if (isPair(node)) return [isScalar(node.key) ? String(node.key.value) : ""];
      const parent = chain[index - 1];
      return isCollection(parent) && !isMap(parent) ? [this.placesIn(parent).get(node) ?? 0] : [];
    });
  }

  private placesIn(list: { readonly items: readonly unknown[] }): ReadonlyMap<unknown, number> {
    const known = this.places.get(list);
    if (known !== undefined) return known;
    const places = new Map(list.items.map((item, index) => [item, index]));
    this.places.set(list, places);
    return places;
  }
}
