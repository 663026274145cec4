import type { ResourceChange } from "../core/terraform-plan";
import { actionOf } from "./classify";
import { formatPath, isMarked, type Path, valueAt } from "./paths";

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
  const paths = replacePaths(resource);
  if (paths.length > 0) {
    const names = paths.map((path) => formatPath(path));
    const last = names.length > 1 ? ` and ${names.at(-1)}` : "";
    const list = `${(names.length > 1 ? names.slice(0, -1) : names).join(", ")}${last}`;
    return `${list} cannot be changed in place`;
  }
  if (reason !== undefined && reasons[reason] !== undefined) return reasons[reason];
  const action = actionOf(resource);
  if (action === "replace") return "an attribute changes that cannot be changed in place";
  if (action === "destroy") return "the whole stack is destroyed or it is no longer in the configuration";
  if (action === "forget") return "a removed block gives it up without destroying it";
  return undefined;
}

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
  const { after, after_unknown } = resource.change;
  const paths = replacePaths(resource);
  if (actionOf(resource) !== "replace" || paths.length === 0 || resource.action_reason === "replace_because_tainted") {
    return false;
  }
  return paths.every((path) => valueAt(after, path) == null && isMarked(after_unknown, path));
}
