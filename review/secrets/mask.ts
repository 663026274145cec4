import type { TerraformPlan } from "../../domain/terraform/plan";
import type { Secrets, SensitiveAttributes } from "./collect";
import { MASK } from "./matcher";
import { secrecyOf } from "./names";

/** Facts of Terraform's own, which a reader relies on; they hold no value of the configuration. */
const factsOfPlan = ["format_version", "terraform_version", "timestamp"] as const;
const factsOfResource = ["mode", "type", "provider_name", "action_reason"] as const;

type Tree = Record<string, unknown>;

/** What stands in place of a secret. */
export interface Replacement {
  /** For a value that is secret as a whole; never null. */
  secret(value: unknown): unknown;
  /** For a text in which a secret may stand; the same text if there is none. */
  text(text: string): string;
}

/** Replaces what is secret in a plan, or in any part of one; the original is left as it is. */
export class Masker {
  constructor(
    private readonly secrets: Secrets,
    private readonly replacement: Replacement,
    private readonly schema: SensitiveAttributes,
  ) {}

  plan(plan: TerraformPlan): TerraformPlan {
    const result = this.tree(plan as unknown as Tree);
    for (const fact of factsOfPlan) if (plan[fact] !== undefined) result[fact] = plan[fact];
    return result as unknown as TerraformPlan;
  }

  /** A part of a plan: changes, states or an object of these. */
  any(part: object): object {
    return this.tree(part as Tree);
  }

  private value(value: unknown): unknown {
    if (typeof value === "string") return this.replacement.text(value);
    if (typeof value === "number") return this.secrets.isSecretNumber(value) ? this.mask(value) : value;
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    return value !== null && typeof value === "object" ? this.tree(value as Tree) : value;
  }

  private tree(tree: Tree): Tree {
    if (isChange(tree)) return this.change(tree);
    const result: Tree = {};
    for (const [key, value] of Object.entries(tree)) put(result, this.replacement.text(key), this.member(key, value));
    if (tree["sensitive"] === true || tree["secret"] === true) {
      for (const key of ["value", "default"]) if (key in tree) result[key] = this.mask(tree[key]);
      if (isTree(tree["expression"])) result["expression"] = this.maskConstants(tree["expression"]);
    }
    if ("sensitive_values" in tree) result["values"] = this.marked(tree["values"], tree["sensitive_values"]);
    if (typeof tree["address"] === "string" && "mode" in tree) {
      for (const fact of factsOfResource) if (fact in tree) result[fact] = tree[fact];
      this.maskSchema(result);
    }
    this.maskVariables(tree, result);
    return result;
  }

  /** A value below a key, which may tell that it is a secret. */
  private member(key: string, value: unknown): unknown {
    if (typeof value === "boolean" || value === null) return value;
    const secrecy = secrecyOf(key);
    if (secrecy === "secret" || (secrecy === "key" && typeof value === "string" && value.length >= 16)) {
      if (typeof value !== "object") return this.mask(value);
      if (isTree(value) && "constant_value" in value) return this.maskConstants(value);
      if (isTree(value) && "value" in value) return { ...this.tree(value), value: this.mask(value["value"]) };
    }
    return this.value(value);
  }

  private change(change: Tree): Tree {
    const result: Tree = {};
    for (const [key, value] of Object.entries(change)) {
      if (key === "before") result[key] = this.marked(value, change["before_sensitive"]);
      else if (key === "after") result[key] = this.marked(value, change["after_sensitive"]);
      else result[key] = key === "actions" ? value : this.value(value);
    }
    const changed: Path[] = [...((change["sensitive_changes"] as readonly Path[] | undefined) ?? [])];
    hiddenChanges([change["before"], change["after"]], [result["before"], result["after"]], [], changed);
    if (changed.length > 0) result["sensitive_changes"] = changed;
    return result;
  }

  /** Masks what is marked, and scrubs the rest. */
  private marked(value: unknown, mark: unknown): unknown {
    if (mark === true) return this.mask(value);
    if (value === null || typeof value !== "object" || mark === null || typeof mark !== "object") {
      return this.value(value);
    }
    const marks = mark as Tree;
    if (Array.isArray(value)) return value.map((item, index) => this.marked(item, marks[index]));
    const result: Tree = {};
    for (const [key, below] of Object.entries(value)) {
      const isMarked = marks[key] === true || isObject(marks[key]);
      const masked = isMarked ? this.marked(below, marks[key]) : this.member(key, below);
      put(result, this.replacement.text(key), masked);
    }
    return result;
  }

  private maskSchema(resource: Tree): void {
    const attributes = this.schema[String(resource["type"])] ?? [];
    const change = isTree(resource["change"]) ? resource["change"] : {};
    for (const values of [resource["values"], change["before"], change["after"], resource["expressions"]]) {
      for (const path of attributes) this.maskAt(values, path.split("."));
    }
  }

  private maskVariables(tree: Tree, result: Tree): void {
    const root = isTree(tree["configuration"]) ? tree["configuration"]["root_module"] : undefined;
    if (!isTree(root) || !isTree(root["variables"]) || !isTree(result["variables"])) return;
    for (const [name, variable] of Object.entries(root["variables"])) {
      const given = result["variables"][this.replacement.text(name)];
      if (isTree(variable) && variable["sensitive"] === true && isTree(given)) {
        given["value"] = this.mask(given["value"]);
      }
    }
  }

  /** Nothing stays nothing: that a secret is not set is no secret. */
  private mask(value: unknown): unknown {
    return value === null || value === undefined || value === MASK ? value : this.replacement.secret(value);
  }

  private maskConstants(expression: Tree): Tree {
    if (!("constant_value" in expression)) return expression;
    return { ...expression, constant_value: this.mask(expression["constant_value"]) };
  }

  private maskAt(value: unknown, path: readonly string[]): void {
    if (Array.isArray(value)) for (const item of value) this.maskAt(item, path);
    const [first, ...rest] = path;
    if (!isTree(value) || first === undefined || !(first in value)) return;
    if (rest.length > 0) this.maskAt(value[first], rest);
    else value[first] = isTree(value[first]) ? this.maskConstants(value[first]) : this.mask(value[first]);
  }
}

type Path = readonly (string | number)[];

/** Paths at which before and after differ, but no longer once masked. */
function hiddenChanges(raw: readonly [unknown, unknown], shown: readonly [unknown, unknown], path: Path, into: Path[]) {
  const [before, after] = raw;
  if (before === after || before === undefined || after === undefined) return;
  const descend = isObject(before) && isObject(after) && isObject(shown[0]) && isObject(shown[1]);
  if (!descend) {
    const same = typeof shown[0] === "string" && shown[0] === shown[1] && shown[0].includes(MASK);
    if (same && JSON.stringify(before) !== JSON.stringify(after)) into.push(path);
    return;
  }
  const list = Array.isArray(before);
  const [first, second] = shown as [Tree, Tree];
  for (const key of Object.keys(before)) {
    if (!(key in after) || !(key in first) || !(key in second)) continue;
    hiddenChanges([before[key], after[key]], [first[key], second[key]], [...path, list ? Number(key) : key], into);
  }
}

/** Sets a key as data, `__proto__` too; of keys that are the same once scrubbed none is lost. */
function put(tree: Tree, key: string, value: unknown): void {
  let free = key;
  for (let i = 2; Object.hasOwn(tree, free); i++) free = `${key} ${i}`;
  Object.defineProperty(tree, free, { value, enumerable: true, writable: true, configurable: true });
}

const isTree = (value: unknown): value is Tree => isObject(value) && !Array.isArray(value);
const isObject = (value: unknown): value is Tree => value !== null && typeof value === "object";

const isChange = (tree: Tree): boolean =>
  Array.isArray(tree["actions"]) &&
  ("before_sensitive" in tree || "after_sensitive" in tree || "after_unknown" in tree);
