import { refusedArguments, refusedChanges } from "../domain/azure/fixed-properties";
import { valueAt as treeValueAt } from "../domain/json/tree";
import type { ResourceChange } from "../domain/terraform/plan";
import { actionOf } from "./classify";
import { differences, UNKNOWN } from "./compare";
import { armTypeOf } from "./names";
import { formatPath, overlap, type Path, shownPath, valueAt } from "./paths";

/** Terraform's `action_reason` in words. Source: the JSON output format, "Change Representation". */
const reasons: Readonly<Record<string, string>> = {
  replace_because_tainted: "its last creation failed half-way, so Terraform does not trust it",
  replace_by_request: "asked for with -replace",
  replace_by_triggers: "replace_triggered_by names something that changes",
  delete_because_no_resource_config: "it is no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_wrong_repetition: "count or for_each was added or removed",
  delete_because_count_index: "count is smaller than its index",
  delete_because_each_key: "its key is no longer in for_each",
  delete_because_no_move_target: "it was moved to an address that is not in the configuration",
  read_because_config_unknown: "what it looks up is known after apply only",
  read_because_dependency_pending: "something it depends on changes first",
  read_because_check_nested: "it belongs to a check",
};

/** Why Terraform does what it does, in words; undefined where a change explains itself. */
export function becauseOf(resource: ResourceChange): string | undefined {
  if (resource.deposed !== undefined) return "left over from an interrupted replacement";
  const { action_reason: reason } = resource;
  const forced = replacePaths(resource);
  const triggers = forced.filter(isTrigger).flatMap((path) => triggersIn(resource, path));
  const plain = forced.filter((path) => !isTrigger(path)).map((path) => formatPath(shownPath(path, resource.change)));
  const causes = [
    ...(plain.length > 0 ? [`${listed(plain)} cannot be changed in place`] : []),
    ...(triggers.length > 0 ? [`it is made anew when ${triggers.join(" or ")} changes`] : []),
  ];
  if (causes.length > 0) return causes.join("; ");
  if (reason !== undefined && reasons[reason] !== undefined) return reasons[reason];
  const action = actionOf(resource);
  const refused = refusedBy(resource);
  if (refused.length > 0) return `${REFUSED}: ${listed(refused)} cannot be changed in place, and nothing replaces it`;
  if (action === "replace") return "an attribute changes that cannot be changed in place";
  if (action === "destroy") return "the whole stack is destroyed or it is no longer in the configuration";
  if (action === "forget") return "a removed block gives it up without destroying it";
  return undefined;
}

/** What is said of a change that an apply would fail on. */
export const REFUSED = "Azure refuses this change";

/**
 * What of an update Azure does not make in place: paths in the body, or arguments of azurerm. What is known after apply only is not held against it.
 */
export function refusedBy(resource: ResourceChange): readonly string[] {
  const { type, change } = resource;
  if (actionOf(resource) !== "update") return [];
  if (type.startsWith("azurerm_")) return refusedArguments(type, change.before, change.after);
  if (!["azapi_resource", "azapi_update_resource"].includes(type)) return [];
  const armType = armTypeOf(resource);
  if (armType === undefined) return [];
  const [before, after] = [change.before, change.after].map((values) => valueOf(values, "body"));
  const unknown = (path: string) => isMarked(valueOf(change.after_unknown, "body"), path);
  const partly = type === "azapi_update_resource";
  return (
    refusedChanges(armType, before, after)
      // What nobody wrote before has a value that no plan tells.
      .filter((path) => valueOf(before, path) !== undefined && !unknown(path))
      .filter((path) => !partly || valueOf(after, path) !== undefined)
      .map((path) => `body.${path}`)
  );
}

const valueOf = (value: unknown, path: string): unknown => treeValueAt(value, ...path.split("."));

/** Whether a path is marked, as a whole or in a part. */
function isMarked(marks: unknown, path: string): boolean {
  let inner = marks;
  for (const step of path.split(".")) {
    if (inner === true) return true;
    inner = valueOf(inner, step);
  }
  return JSON.stringify(inner ?? null).includes("true");
}

/** Arguments of azapi that hold nothing of the resource, but values that it is replaced on a change of. */
const isTrigger = (path: Path): boolean => String(path[0]).startsWith("replace_triggers_");

/** What changes in such an argument, by its keys. */
function triggersIn(resource: ResourceChange, path: Path): readonly string[] {
  const found = changesAt(resource, path).map((change) => change.path.at(-1)!);
  return found.length > 0 ? found.map(String) : [String(path[0])];
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;

const changesAt = ({ change }: ResourceChange, path: Path) =>
  differences(
    { value: valueAt(change.before, path) },
    { value: valueAt(change.after, path), unknown: valueAt(change.after_unknown, path) },
    path,
  );

/** The attributes that force a replacement, each once. */
export function replacePaths({ change }: ResourceChange): readonly Path[] {
  const seen = new Set<string>();
  return (change.replace_paths ?? []).filter((path) => {
    const text = formatPath(path);
    return !seen.has(text) && seen.add(text) !== undefined;
  });
}

/**
 * Whether a replacement may turn out not to happen: all that forces it are values known after apply only, which may be
 * what they were.
 */
export function isUncertain(resource: ResourceChange): boolean {
  const paths = replacePaths(resource);
  if (actionOf(resource) !== "replace" || paths.length === 0 || resource.action_reason === "replace_because_tainted") {
    return false;
  }
  const secretly = resource.change.sensitive_changes ?? [];
  return paths.every((path) => {
    const changes = changesAt(resource, path);
    if (secretly.some((changed) => overlap(changed, path))) return false;
    return changes.length > 0 && changes.every(({ after }) => after === UNKNOWN);
  });
}
