import type { ResourceChange, TerraformPlan } from "../domain/terraform/plan";
import { driftOf } from "./attributes";
import { at, same, textAt } from "./words/json";

type Path = readonly (string | number)[];

/**
 * Whether a value that changed was set by another resource of the plan's stack: `azapi_update_resource` changes what
 * another resource made, which then sees a change that nobody made by hand. Only a value that is as the other resource
 * wants it counts; what somebody changed differs from that, and shows there, too.
 */
export function setElsewhere(plan: TerraformPlan): (resource: ResourceChange, path: Path) => boolean {
  const wanted = (plan.resource_changes ?? [])
    .filter(({ type }) => type === "azapi_update_resource")
    .map(({ change }) => change.after);
  return ({ type, change: { after } }, path) => {
    const id = textAt(after, "id")?.toLowerCase();
    if (type !== "azapi_resource" || id === undefined) return false;
    // In a body the path begins with it; tags stand beside the body of what made them and in the body of what set them.
    const inBody = path[0] === "tags" ? path : path[0] === "body" ? path.slice(1) : undefined;
    if (inBody === undefined) return false;
    const value = at(after, ...path);
    return wanted.some(
      (other) =>
        textAt(other, "resource_id")?.toLowerCase() === id &&
        value !== undefined &&
        same(at(other, "body", ...inBody), value),
    );
  };
}

/** What somebody changed outside of Terraform, without what the stack's own resources changed about each other. */
export function foreignDrift(plan: TerraformPlan): readonly ResourceChange[] {
  const ours = setElsewhere(plan);
  return (plan.resource_drift ?? []).filter((resource) => {
    if (resource.change.actions.includes("delete")) return true;
    const found = driftOf(resource);
    return found.length === 0 || found.some(({ path }) => !ours(resource, path));
  });
}
