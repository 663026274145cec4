import type { Tree } from "../domain/json/tree";
import type { ResourceChange, TerraformPlan } from "../domain/terraform/plan";
import { withoutIndices } from "./behind";

/** What a plan was made of, as Terraform keeps it in the plan file. */
export interface PlanSource {
  /** Files of the configuration by name, e.g. `cdk.tf.json`. */
  readonly configuration: ReadonlyMap<string, Uint8Array>;
  /** `.terraform.lock.hcl`: which builds of the providers were selected. */
  readonly lock?: Uint8Array | undefined;
}

/** Blocks that take effect without being a change of a resource. */
const ALWAYS = ["provider", "check", "import", "moved", "removed", "module", "ephemeral"] as const;

/**
 * What is written behind a plan, word for word: `terraform show` tells what an expression refers to, but neither its
 * functions and conditions nor the text around, nor lifecycle rules, nor local values. Taken of it is what changes and
 * what that refers to, directly or not; not where the state is kept, nor the engine's own remarks. A file in another
 * form than the engine's is taken whole.
 */
export function writtenSource(source: PlanSource, plan: TerraformPlan, changing: readonly ResourceChange[]): Tree {
  const files: Record<string, unknown> = {};
  for (const [name, content] of source.configuration) {
    const text = Buffer.from(content).toString("utf8");
    const parsed = name.endsWith(".json") ? parse(text) : undefined;
    files[name] = parsed === undefined ? text : slice(parsed, plan, changing);
  }
  return { files, providers: lockedProviders(source.lock) };
}

function slice(file: Tree, plan: TerraformPlan, changing: readonly ResourceChange[]): Tree {
  const blocks = blocksOf(file);
  const taken: Record<string, unknown> = {};
  const take = (key: string): void => {
    if (key in taken || !blocks.has(key)) return;
    taken[key] = blocks.get(key);
    for (const name of namesIn(taken[key])) takeNamed(name);
  };
  const takeNamed = (name: string): void => {
    const parts = name.split(".");
    // A resource that is referred to and does not change has values, which are in the plan.
    if (parts[0] === "data") take(parts.slice(0, 3).join("."));
    else if (parts[0] === "local" || parts[0] === "var") take(parts.slice(0, 2).join("."));
  };
  for (const { address } of changing) take(withoutIndices(address));
  for (const [name, { actions }] of Object.entries(plan.output_changes ?? {})) {
    if (actions.join() !== "no-op") take(`output.${name}`);
  }
  for (const kind of ALWAYS) if (file[kind] !== undefined) taken[kind] = withoutRemarks(file[kind]);
  for (const kind of ALWAYS) for (const name of namesIn(taken[kind])) takeNamed(name);
  const { required_providers, required_version } = treeOf(oneOf(file["terraform"]));
  return { ...taken, terraform: withoutRemarks({ required_providers, required_version }) };
}

/** Every block that others may refer to, by what they call it. */
function blocksOf(file: Tree): Map<string, unknown> {
  const blocks = new Map<string, unknown>();
  const add = (prefix: string, named: unknown) => {
    for (const [name, block] of Object.entries(treeOf(named))) blocks.set(`${prefix}${name}`, withoutRemarks(block));
  };
  for (const [type, named] of Object.entries(treeOf(file["resource"]))) add(`${type}.`, named);
  for (const [type, named] of Object.entries(treeOf(file["data"]))) add(`data.${type}.`, named);
  add("local.", oneOf(file["locals"]));
  add("var.", file["variable"]);
  add("output.", file["output"]);
  return blocks;
}

/** Everything that looks like a reference, in whatever it stands. */
function namesIn(value: unknown): string[] {
  const found = new Set<string>();
  const walk = (part: unknown): void => {
    if (typeof part === "string") {
      for (const name of part.match(/\b(?:data|local|var)\.[\w-]+(?:\.[\w-]+)?/g) ?? []) found.add(name);
    } else if (part !== null && typeof part === "object") for (const inner of Object.values(part)) walk(inner);
  };
  walk(value);
  return [...found];
}

/** `//` is the engine's own: versions and paths of constructs. */
function withoutRemarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRemarks);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, part]) => [key, withoutRemarks(part)]),
  );
}

/**
 * Version and sums of each provider in a lock file. Only sums of unpacked packages (`h1:`): whether those of archives
 * are there, too, depends on whether a provider was downloaded or found in a cache.
 */
function lockedProviders(lock: Uint8Array | undefined): Tree {
  if (lock === undefined) return {};
  const text = Buffer.from(lock).toString("utf8");
  const found: Record<string, unknown> = {};
  for (const [, name, block] of text.matchAll(/^provider "([^"]+)" \{\n([\s\S]*?)^\}/gm)) {
    const version = /^\s*version\s*=\s*"([^"]*)"/m.exec(block!)?.[1] ?? "";
    found[name!] = { version, sums: [...block!.matchAll(/"(h1:[^"]+)"/g)].map(([, sum]) => sum).sort() };
  }
  return found;
}

function parse(text: string): Tree | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Tree) : undefined;
  } catch {
    return undefined;
  }
}

/** JSON syntax lets a block be an object or a list of objects. */
const oneOf = (value: unknown): unknown =>
  Array.isArray(value) ? Object.assign({}, ...(value as readonly object[])) : value;
const treeOf = (value: unknown): Tree =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Tree) : {};
