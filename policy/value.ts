import { isTree as isJsonTree, type Tree } from "../domain/json/tree";

/** Way to a value below a resource, with dots: `network_rules.default_action`. Blocks need no index. */
export type Path = string;

/** A value that is known after apply only, with what it will come from as far as the configuration tells. */
export class Unknown {
  constructor(
    /** Addresses of the resources that its expression refers to. */
    readonly references: readonly string[] = [],
    /** The expression as text, where it stands in a text of its own: `${azurerm_x.y.id}/blobServices/default`. */
    readonly template?: string,
  ) {}
}

/** What stands at a path. `null` and empty blocks are absent. */
export type Lookup =
  | { readonly state: "known"; readonly value: unknown }
  | { readonly state: "unknown"; readonly references: readonly string[]; readonly template?: string | undefined }
  | { readonly state: "absent" };

/** Whether a value is a JSON object that is known. */
export const isTree = (value: unknown): value is Tree => isJsonTree(value) && !(value instanceof Unknown);

const absent: Lookup = { state: "absent" };

/** Looks a path up. A block that stands once is a list of one in plans and an object in synthesized stacks: both work. */
export function lookup(root: unknown, path: Path): Lookup {
  let value = root;
  for (const segment of path === "" ? [] : path.split(".")) {
    if (Array.isArray(value)) value = value[0] as unknown;
    if (value instanceof Unknown) break;
    if (!isTree(value) || !Object.hasOwn(value, segment)) return absent;
    value = value[segment];
  }
  if (value instanceof Unknown) return { state: "unknown", references: value.references, template: value.template };
  return value === null || value === undefined ? absent : { state: "known", value };
}

/** The entries of a list or block at a path, or `unknown`; nothing there is an empty list, a single value a list of one. */
export function entries(root: unknown, path: Path): readonly unknown[] | "unknown" {
  const found = lookup(root, path);
  if (found.state === "unknown") return "unknown";
  if (found.state === "absent") return [];
  return Array.isArray(found.value) ? (found.value as unknown[]) : [found.value];
}

/** Every value without parts of its own below a value. */
export function leaves(value: unknown): readonly unknown[] {
  const found: unknown[] = [];
  collect(value, found);
  return found;
}

function collect(value: unknown, found: unknown[]): void {
  if (Array.isArray(value)) for (const one of value) collect(one, found);
  else if (isTree(value)) for (const one of Object.values(value)) collect(one, found);
  else if (value !== null && value !== undefined) found.push(value);
}

/** A value without parts of its own, and the way to it. */
export interface Leaf {
  readonly path: Path;
  readonly value: unknown;
}

/** The same with the way to each; lists leave no trace in it, and a block that sets nothing counts. */
export function leavesWithPaths(value: unknown): readonly Leaf[] {
  const found: Leaf[] = [];
  collectWithPaths(value, "", found);
  return found;
}

function collectWithPaths(value: unknown, path: Path, found: Leaf[]): void {
  if (Array.isArray(value)) {
    for (const one of value) collectWithPaths(one, path, found);
    return;
  }
  const parts = isTree(value) ? Object.entries(value) : [];
  for (const [key, one] of parts) collectWithPaths(one, path === "" ? key : `${path}.${key}`, found);
  if (parts.length === 0 && value !== null && value !== undefined && path !== "") found.push({ path, value });
}

/** Terraform's address in a reference such as `azurerm_subnet.A["x"].id`; undefined for `local.x`, `each.key`. */
export function addressOf(reference: string): string | undefined {
  return /^(?:data\.|ephemeral\.)?[a-z][a-z0-9]*_\w+\.[\w-]+/.exec(reference)?.[0];
}

/** `${…}`, but not `$${…}`, which is a text that holds `${…}`. */
const TEMPLATE = /(?<!\$)\$\{([^}]*)\}/g;
const REFERENCE = /\b(?:data\.|ephemeral\.)?(?:azurerm|azapi|azuread|azuredevops|github)_\w+\.[\w-]+/g;

/** Arguments as synthesized, with {@link Unknown} in place of expressions. */
export function fromSynthesized(value: unknown): unknown {
  if (typeof value === "string") {
    if (!value.includes("${")) return value;
    const expressions = [...value.matchAll(TEMPLATE)].map(([, expression]) => expression!);
    if (expressions.length === 0) return value.replaceAll("$${", "${");
    const references = expressions.flatMap((expression) => expression.match(REFERENCE) ?? []);
    return new Unknown([...new Set(references)], value);
  }
  if (Array.isArray(value)) return value.map(fromSynthesized);
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromSynthesized(inner)]));
}

/** What one side of a planned change says, with marks of what is not known and of what is secret. */
export interface PlannedValue {
  readonly value: unknown;
  readonly unknown?: unknown;
  /** Secrets are not read: they become {@link Unknown}, so that no message can hold one. */
  readonly sensitive?: unknown;
  /** As in the plan's configuration. */
  readonly expression?: unknown;
}

/** The value of a planned change, with {@link Unknown} where it is known after apply only. */
export function fromPlan({ value, unknown, sensitive, expression }: PlannedValue): unknown {
  if (sensitive === true) return new Unknown(referencesOf(expression));
  // A set of blocks is unknown as a whole if one part of it is, and a provider takes an empty list for one that it may fill in:
  // what is written is known all the same. Blocks that are made by an expression have none here.
  if (unknown === true)
    return isWritten(expression) ? fromExpressions(expression) : new Unknown(referencesOf(expression));
  const part = (key: string | number): PlannedValue => ({
    value: child(value, key),
    unknown: child(unknown, key),
    sensitive: child(sensitive, key),
    expression: isExpression(expression) ? expression : child(expression, key),
  });
  if (Array.isArray(value) || Array.isArray(unknown)) {
    const length = Math.max(Array.isArray(value) ? value.length : 0, Array.isArray(unknown) ? unknown.length : 0);
    return Array.from({ length }, (_, index) => fromPlan(part(index)));
  }
  if (!isTree(value) && !isTree(unknown)) return value;
  const keys = new Set([
    ...(isTree(value) ? Object.keys(value) : []),
    ...(isTree(unknown) ? Object.keys(unknown) : []),
  ]);
  return Object.fromEntries([...keys].map((key) => [key, fromPlan(part(key))]));
}

/** Arguments as a plan's configuration writes them: constants, and {@link Unknown} for all else. */
export function fromExpressions(expressions: unknown): unknown {
  if (Array.isArray(expressions)) return expressions.map(fromExpressions);
  if (!isTree(expressions)) return expressions;
  if (isConstant(expressions)) return expressions["constant_value"];
  if (isExpression(expressions)) return new Unknown(referencesOf(expressions));
  return Object.fromEntries(Object.entries(expressions).map(([key, inner]) => [key, fromExpressions(inner)]));
}

/** An argument's expression; blocks are objects or lists of arguments. */
export const isExpression = (value: unknown): boolean =>
  isTree(value) && (Array.isArray(value["references"]) || Object.hasOwn(value, "constant_value"));

/** In a stack written as JSON, a text that refers to something is told as a constant, too, beside what it refers to. */
const isConstant = (expression: Tree): boolean =>
  Object.hasOwn(expression, "constant_value") && !Array.isArray(expression["references"]);

/** Whether an expression is a constant, or blocks of arguments. */
function isWritten(expression: unknown): boolean {
  if (Array.isArray(expression)) return expression.length > 0 && expression.every(isWritten);
  if (!isTree(expression)) return false;
  // Of what refers to nothing and is no constant, such as a call of a function, nothing is told.
  return isExpression(expression) ? isConstant(expression) : Object.keys(expression).length > 0;
}

function referencesOf(expression: unknown): readonly string[] {
  if (Array.isArray(expression)) return [...new Set(expression.flatMap(referencesOf))];
  if (!isTree(expression)) return [];
  if (!isExpression(expression)) return [...new Set(Object.values(expression).flatMap(referencesOf))];
  const references = (expression["references"] ?? []) as readonly unknown[];
  const addresses = references.map((reference) => addressOf(String(reference)));
  return [...new Set(addresses.filter((address) => address !== undefined))];
}

function child(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === "number" ? (value[key] as unknown) : undefined;
  if (isTree(value)) return typeof key === "string" && Object.hasOwn(value, key) ? value[key] : undefined;
  return undefined;
}
