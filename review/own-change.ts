import type { ResourceChange, TerraformPlan } from "../domain/terraform/plan";
import { driftOf } from "./attributes";
import { at, isJson, listAt, same, textAt } from "./words/json";

type Path = readonly (string | number)[];

/** A resource of a stack, as it is and as it is to be. */
interface Known {
  readonly type: string;
  readonly present: unknown;
  readonly planned: unknown;
}

/** What a stack has. A plan that only looks for drift tells of no changes: what there is to be is its state then. */
function valuesOf(plan: TerraformPlan): readonly Known[] {
  const changes = plan.resource_changes ?? [];
  if (changes.length > 0)
    return changes.map(({ type, change: { before, after } }) => ({ type, present: before, planned: after }));
  return listAt(plan.prior_state, "values", "root_module", "resources").map((resource) => {
    const values = at(resource, "values");
    return { type: textAt(resource, "type") ?? "", present: values, planned: values };
  });
}

/**
 * Whether a value that changed was set by another resource of the plan's stack: `azapi_update_resource` changes what
 * another resource made, which then sees a change that nobody made by hand. Only a value that is as the other resource
 * wants it counts; what somebody changed differs from that, and shows there, too.
 */
function setElsewhere(plan: TerraformPlan): (resource: ResourceChange, path: Path) => boolean {
  const wanted = valuesOf(plan).flatMap(({ type, planned }) => (type === "azapi_update_resource" ? [planned] : []));
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

/** Keys and connection strings of a storage account. */
const KEYS = /^(primary|secondary)_(\w+_)?(access_key|connection_string)$/;

/**
 * What a provider tells of a resource and nobody can write: it changes by itself, by whoever reads it, or with what is made
 * around it.
 */
const toldBeside: Readonly<
  Record<string, (name: string, parts: ReadonlySet<string>, drift: ResourceChange) => boolean>
> = {
  // Empty for who may not list them, such as whoever only plans. Somebody who renews them changes nothing that is managed here.
  azurerm_storage_account: (name) => KEYS.test(name),
  azurerm_log_analytics_workspace: (name) => /^(primary|secondary)_shared_key$/.test(name),
  // A network is read with its subnets, which are resources of their own.
  azurerm_virtual_network: (name, ids, { change: { before, after } }) =>
    name === "subnet" && otherSubnets(before, after).every((id) => ids.has(id)),
  // Every private endpoint adds its names.
  azurerm_private_dns_zone: (name) => name === "number_of_record_sets",
  azurerm_consumption_budget_resource_group: (name) => name === "etag",
  azurerm_consumption_budget_subscription: (name) => name === "etag",
};

/** The subnets that a network was read with on one side only, or otherwise than before. */
function otherSubnets(before: unknown, after: unknown): readonly string[] {
  const left = listAt(before, "subnet");
  const right = listAt(after, "subnet");
  const told = (side: readonly unknown[]) => new Set(side.map((subnet) => JSON.stringify(subnet)));
  const [had, has] = [told(left), told(right)];
  const other = [...left, ...right].filter(
    (subnet) => !(had.has(JSON.stringify(subnet)) && has.has(JSON.stringify(subnet))),
  );
  return other.map((subnet) => textAt(subnet, "id")?.toLowerCase() ?? "");
}

/** A tag that somebody else sets: the plan leaves it as it is in Azure, which it does only with those it is told to leave. */
function isLeftTag(plan: TerraformPlan, { address, change }: ResourceChange, path: Path): boolean {
  if (path[0] !== "tags" || path.length !== 2) return false;
  const planned = (plan.resource_changes ?? []).find((one) => one.address === address)?.change.after;
  return isJson(at(planned, "tags")) && same(at(planned, ...path), at(change.after, ...path));
}

/** Whether a changed value says nothing of what somebody did to the resource. */
export function ownChange(plan: TerraformPlan): (resource: ResourceChange, path: Path) => boolean {
  const elsewhere = setElsewhere(plan);
  const ids = new Set(
    valuesOf(plan).flatMap(({ present, planned }) =>
      [present, planned].flatMap((side) => textAt(side, "id")?.toLowerCase() ?? []),
    ),
  );
  return (resource, path) =>
    elsewhere(resource, path) ||
    isLeftTag(plan, resource, path) ||
    toldBeside[resource.type]?.(String(path[0]), ids, resource) === true;
}

/** What somebody changed outside of Terraform, without what the stack's own resources changed about each other. */
export function foreignDrift(plan: TerraformPlan): readonly ResourceChange[] {
  const ours = ownChange(plan);
  return (plan.resource_drift ?? []).filter((resource) => {
    if (resource.change.actions.includes("delete")) return true;
    const found = driftOf(resource);
    return found.length === 0 || found.some(({ path }) => !ours(resource, path));
  });
}
