import { isTree, type Tree } from "../domain/json/tree";
import type { ConfiguredResource, ResourceChange } from "../domain/terraform/plan";
import { actionOf } from "./classify";
import { type Difference, differences, type Side, UNKNOWN } from "./compare";
import type { AttributeChange } from "./model";
import { formatPath, overlap, type Path, shownPath } from "./paths";

/** How a provider goes about its work, rather than what comes of it. */
const plumbing = new Set([
  "count",
  "for_each",
  "ignore_casing",
  "ignore_missing_property",
  "ignore_null_property",
  "locks",
  "provider",
  "replace_triggers_external_values",
  "response_export_values",
  "retry",
  "schema_validation_enabled",
  "timeouts",
]);

/**
 * What changes in a resource, attribute by attribute: of an update or replacement what differs, of a creation what the
 * configuration sets, of anything else nothing. Bodies of azapi and other JSON are walked like blocks, whether they
 * are objects or texts. Items of lists are matched by what names them, so that one put in front is one row.
 *
 * @param configured - the resource as written; without it, what providers compute is shown, too
 */
export function attributesOf(resource: ResourceChange, configured?: ConfiguredResource): readonly AttributeChange[] {
  const action = actionOf(resource);
  const { change } = resource;
  if (action === "create") {
    const side: Side = { value: change.after, unknown: change.after_unknown, sensitive: change.after_sensitive };
    return rowsOf(differences({ value: undefined }, authored(side, configured?.expressions)), resource);
  }
  if (action !== "update" && action !== "replace") return [];
  const found = changesIn(resource).filter(
    ({ path, after }) => after !== UNKNOWN || forces(path, resource) || isAuthored(path, configured),
  );
  const rows = rowsOf(found, resource);
  // Terraform names what forces a replacement also where nothing of it differs in the plan.
  const missing = (change.replace_paths ?? []).filter((path) => !found.some((other) => overlap(path, other.path)));
  return [...rows, ...missing.map((path) => ({ path: formatPath(shownPath(path, change)), forcesReplacement: true }))];
}

/** What somebody changed outside Terraform. Of azapi, not what it exports of the same body once more. */
export function driftOf(resource: ResourceChange): readonly Difference[] {
  const found = changesIn(resource);
  const own = found.filter(({ path }) => path[0] !== "output");
  return own.length > 0 ? own : found;
}

export const rowsOf = (found: readonly Difference[], resource: ResourceChange): readonly AttributeChange[] =>
  found.map(({ path, before, after }) => ({
    path: formatPath(shownPath(path, resource.change)),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(forces(path, resource) && { forcesReplacement: true }),
  }));

function changesIn({ change }: ResourceChange): readonly Difference[] {
  const secretly = change.sensitive_changes ?? [];
  const found = differences(
    { value: change.before, sensitive: change.before_sensitive },
    { value: change.after, unknown: change.after_unknown, sensitive: change.after_sensitive },
  );
  // What is masked on both sides counts only if it was seen to change when it was masked.
  return found.filter(
    ({ path, hidden, after }) => !hidden || after === UNKNOWN || secretly.some((changed) => overlap(changed, path)),
  );
}

const forces = (path: Path, { change }: ResourceChange): boolean =>
  (change.replace_paths ?? []).some((forcing) => overlap(forcing, path));

const isAuthored = ([first]: Path, configured: ConfiguredResource | undefined): boolean =>
  configured?.expressions === undefined || Object.hasOwn(configured.expressions, String(first));

/** What the configuration sets of a value: blocks and arguments that have an expression. */
function authored(side: Side, expressions: ConfiguredResource["expressions"]): Side {
  if (expressions === undefined) return side;
  const kept = Object.fromEntries(Object.entries(expressions).filter(([key]) => !plumbing.has(key)));
  return { ...side, value: within(side.value, kept), unknown: within(side.unknown, kept) };
}

function within(value: unknown, expressions: unknown): unknown {
  if (Array.isArray(expressions)) {
    if (!Array.isArray(value)) return value;
    // Blocks made by a `dynamic` block are written once.
    return value.map((item) => (expressions.length === 0 ? item : within(item, allKeys(expressions))));
  }
  if (!isTree(expressions) || isExpression(expressions) || !isTree(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, below] of Object.entries(expressions)) {
    if (Object.hasOwn(value, key)) result[key] = within(value[key], below);
  }
  return result;
}

/** Blocks of one kind in one: an argument that any of them has counts as set. */
const allKeys = (blocks: readonly unknown[]): unknown =>
  blocks.every((block) => isTree(block) && !isExpression(block)) ? Object.assign({}, ...blocks) : blocks[0];

const isExpression = (tree: Tree): boolean => "constant_value" in tree || "references" in tree;
