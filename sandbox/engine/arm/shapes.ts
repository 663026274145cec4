import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Bug } from "../../../domain/problem/problem";

/** What one value of an ARM body may be. */
type Shape =
  | { readonly kind: "any" | "int" | "bool" }
  | { readonly kind: "string" }
  | { readonly kind: "pattern"; readonly pattern: RegExp }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly item: Shape }
  | { readonly kind: "object"; readonly name: string };

interface ObjectShape {
  readonly members: ReadonlyMap<string, { readonly shape: Shape; readonly required: boolean }>;
  /** The shape of members under any other name, if there may be some. */
  readonly others: Shape | undefined;
  readonly discriminator: string | undefined;
  /** Name of the object shape by the discriminator's value. */
  readonly variants: ReadonlyMap<string, string>;
}

/** One thing in a body that does not fit. */
export interface Misfit {
  /** Where in the body, e.g. `properties.sku.name`. */
  readonly path: string;
  readonly message: string;
  /** Whether azapi finds it by itself when planning, or only Azure when it is sent. */
  readonly foundBy: "azapi" | "azure";
  /** Whether it is a property that the definition does not have: azapi refuses it, Azure ignores it. */
  readonly unknown: boolean;
}

interface Api {
  readonly version: string;
  readonly file: string;
}

const services = join(__dirname, "../../services");

const apis: readonly Api[] = [
  { version: "2025-06-01", file: "machine-learning/machine-learning.shapes" },
  { version: "2026-02-01", file: "key-vault/key-vault.shapes" },
  { version: "2019-05-01", file: "logic/logic.shapes" },
  { version: "2022-06-15", file: "event-grid/event-grid.shapes" },
  { version: "2022-10-01", file: "monitor/autoscale.shapes" },
  { version: "2018-03-01", file: "monitor/metric-alert.shapes" },
  { version: "2023-01-01", file: "monitor/action-group.shapes" },
  { version: "2020-05-01", file: "governance/lock.shapes" },
  { version: "2024-05-01", file: "network/network.shapes" },
  { version: "2024-04-02", file: "network/github-network.shapes" },
  { version: "2025-09-20", file: "network/agent-pool.shapes" },
  { version: "2025-02-01", file: "network/dev-center.shapes" },
  { version: "2024-07-01", file: "compute/compute.shapes" },
  { version: "2018-09-15", file: "compute/shutdown.shapes" },
];

/** Checks ARM bodies against the published type definitions. */
export class BodyShapes {
  private readonly shapes = new Map<string, ReadonlyMap<string, ObjectShape>>();
  private readonly versions = new Map<string, string>();

  constructor() {
    for (const { version, file } of apis) {
      const parsed = parseShapes(readFileSync(join(services, file), "utf8"));
      for (const name of parsed.keys()) {
        if (!/^(Microsoft|GitHub)\./.test(name)) continue;
        this.shapes.set(name.toLowerCase(), parsed);
        this.versions.set(name.toLowerCase(), version);
      }
    }
  }

  /** API version whose definitions are known for a type; undefined if the type is not known. */
  versionOf(type: string): string | undefined {
    return this.versions.get(canonical(type));
  }

  /** Whether a resource of this type has a location of its own. */
  hasLocation(type: string): boolean {
    return this.rootOf(type)?.members.has("location") ?? false;
  }

  hasTags(type: string): boolean {
    return this.rootOf(type)?.members.has("tags") ?? false;
  }

  /** Everything in `body` that does not fit the type's definition. Values not yet known fit. */
  check(type: string, body: unknown): readonly Misfit[] {
    const shapes = this.shapes.get(canonical(type));
    if (shapes === undefined) return [];
    const misfits: Misfit[] = [];
    const root = [...shapes.keys()].find((name) => name.toLowerCase() === canonical(type))!;
    new Checker(shapes, misfits).object(root, body, "");
    return misfits;
  }

  /** The body with values of closed sets in their published spelling, where they differ from it in case only. */
  published(type: string, body: unknown): unknown {
    const shapes = this.shapes.get(canonical(type));
    if (shapes === undefined) return body;
    const root = [...shapes.keys()].find((name) => name.toLowerCase() === canonical(type))!;
    return respelled(shapes, { kind: "object", name: root }, body);
  }

  private rootOf(type: string): ObjectShape | undefined {
    const shapes = this.shapes.get(canonical(type));
    const root = [...(shapes?.keys() ?? [])].find((name) => name.toLowerCase() === canonical(type));
    return root === undefined ? undefined : shapes!.get(root);
  }
}

/** Assets have the same shape in a registry as in a workspace. */
function canonical(type: string): string {
  return type
    .toLowerCase()
    .replace(/^(microsoft\.machinelearningservices)\/registries\/(data|models)/, "$1/workspaces/$2");
}

class Checker {
  constructor(
    private readonly shapes: ReadonlyMap<string, ObjectShape>,
    private readonly misfits: Misfit[],
  ) {}

  object(name: string, value: unknown, path: string): void {
    if (value === null || value === undefined || isUnknown(value)) return;
    if (typeof value !== "object" || Array.isArray(value)) return this.refuse(path, "expected an object", "azapi");
    const members = value as Record<string, unknown>;
    const chain = this.chain(name, members, path);
    if (chain === undefined) return;
    const known = new Map(chain.flatMap((shape) => [...shape.members]));
    const others = chain.map((shape) => shape.others).find((shape) => shape !== undefined);
    const discriminators = chain.map((shape) => shape.discriminator);
    for (const [member, { required }] of known) {
      if (required && (members[member] === undefined || members[member] === null)) {
        this.refuse(joined(path, member), "required property is missing", "azapi");
      }
    }
    for (const [member, inner] of Object.entries(members)) {
      const shape = known.get(member)?.shape ?? others;
      if (shape !== undefined) this.value(shape, inner, joined(path, member));
      else if (!discriminators.includes(member)) {
        const message = `property is not expected here${suggest(member, known.keys())}`;
        this.misfits.push({ path: joined(path, member), message, foundBy: "azapi", unknown: true });
      }
    }
  }

  /** The shape and, where it has variants, the variant that the value chooses. */
  private chain(name: string, members: Record<string, unknown>, path: string): readonly ObjectShape[] | undefined {
    const shape = this.shapes.get(name);
    if (shape === undefined) throw new Bug(`the body shapes name ${name}, which they do not describe`);
    if (shape.discriminator === undefined) return [shape];
    const chosen = members[shape.discriminator];
    if (isUnknown(chosen)) return undefined;
    const variant = shape.variants.get(String(chosen));
    if (variant === undefined) {
      const allowed = [...shape.variants.keys()].join(", ");
      this.refuse(joined(path, shape.discriminator), `expected one of ${allowed}, got ${String(chosen)}`, "azapi");
      return undefined;
    }
    const rest = this.chain(variant, members, path);
    return rest === undefined ? undefined : [shape, ...rest];
  }

  private value(shape: Shape, value: unknown, path: string): void {
    if (value === null || value === undefined || isUnknown(value)) return;
    switch (shape.kind) {
      case "any":
        return;
      case "string":
      case "pattern":
      case "choice":
        return this.text(shape, value, path);
      case "int":
        if (typeof value !== "number") this.refuse(path, "expected a number", "azapi");
        return;
      case "bool":
        if (typeof value !== "boolean") this.refuse(path, "expected true or false", "azapi");
        return;
      case "list":
        if (!Array.isArray(value)) return this.refuse(path, "expected a list", "azapi");
        value.forEach((item, index) => this.value(shape.item, item, `${path}[${index}]`));
        return;
      case "object":
        return this.object(shape.name, value, path);
    }
  }

  private text(shape: Extract<Shape, { kind: "string" | "pattern" | "choice" }>, value: unknown, path: string): void {
    if (typeof value !== "string") return this.refuse(path, "expected a string", "azapi");
    if (shape.kind === "pattern" && !shape.pattern.test(value)) {
      this.refuse(path, `expected a value matching ${shape.pattern.source}, got ${value}`, "azapi");
    }
    if (shape.kind === "choice" && !shape.values.includes(value)) {
      this.refuse(path, `expected one of ${shape.values.join(", ")}, got ${value}`, "azure");
    }
  }

  private refuse(path: string, message: string, foundBy: Misfit["foundBy"]): void {
    this.misfits.push({ path, message, foundBy, unknown: false });
  }
}

const spelling = (allowed: Iterable<string>, value: unknown): string | undefined =>
  typeof value === "string" ? [...allowed].find((one) => one.toLowerCase() === value.toLowerCase()) : undefined;

function respelled(shapes: ReadonlyMap<string, ObjectShape>, shape: Shape, value: unknown): unknown {
  if (shape.kind === "choice") return spelling(shape.values, value) ?? value;
  if (shape.kind === "list") {
    return Array.isArray(value) ? value.map((item) => respelled(shapes, shape.item, item)) : value;
  }
  if (shape.kind !== "object" || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  let members = value as Record<string, unknown>;
  for (let name: string | undefined = shape.name; name !== undefined;) {
    const object: ObjectShape = shapes.get(name)!;
    const known = object;
    members = Object.fromEntries(
      Object.entries(members).map(([member, inner]) => {
        const own = known.members.get(member)?.shape ?? known.others;
        return [member, own === undefined ? inner : respelled(shapes, own, inner)];
      }),
    );
    if (object.discriminator === undefined) break;
    const chosen = spelling(object.variants.keys(), members[object.discriminator]);
    if (chosen !== undefined) members = { ...members, [object.discriminator]: chosen };
    name = chosen === undefined ? undefined : object.variants.get(chosen);
  }
  return members;
}

const isUnknown = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "unknown" in value && Object.keys(value).length === 1;

const joined = (path: string, member: string): string => (path === "" ? member : `${path}.${member}`);

/** Names a property that differs only in case. */
function suggest(member: string, known: Iterable<string>): string {
  const near = [...known].find((name) => name.toLowerCase() === member.toLowerCase());
  return near === undefined ? "" : `; did you mean ${near}?`;
}

function parseShapes(text: string): ReadonlyMap<string, ObjectShape> {
  const shapes = new Map<string, ObjectShape>();
  for (const part of text.split(/^(?=[^ #\n])/m)) {
    const [head, ...lines] = part.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    if (head === undefined) continue;
    shapes.set(head, parseObject(lines.map((line) => line.trim())));
  }
  return shapes;
}

function parseObject(lines: readonly string[]): ObjectShape {
  const members = new Map<string, { readonly shape: Shape; readonly required: boolean }>();
  const variants = new Map<string, string>();
  let others: Shape | undefined;
  let discriminator: string | undefined;
  for (const line of lines) {
    const [first, second, ...rest] = line.split(" ");
    if (first === "?") discriminator = second!;
    else if (first === "=") variants.set(second!, rest.join(" ").slice(1));
    else if (first === ".*" || first === "*") others = parseShape([second!, ...rest].join(" "));
    else
      members.set(first!.replace(/\*$/, ""), {
        shape: parseShape([second!, ...rest].join(" ")),
        required: first!.endsWith("*"),
      });
  }
  return { members, others, discriminator, variants };
}

function parseShape(text: string): Shape {
  if (text.startsWith("[")) return { kind: "list", item: parseShape(text.slice(1, -1)) };
  if (text.startsWith("@")) return { kind: "object", name: text.slice(1) };
  if (text.startsWith("'")) return { kind: "choice", values: text.split("|").map((value) => value.slice(1, -1)) };
  if (text.startsWith("string /")) return { kind: "pattern", pattern: new RegExp(text.slice(8, -1)) };
  if (text === "string") return { kind: text };
  if (text === "int" || text === "bool" || text === "any") return { kind: text };
  throw new Bug(`the body shapes have an unknown type: ${text}`);
}
