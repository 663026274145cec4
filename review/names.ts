import { builtInRoles } from "../domain/access/roles";
import { azureType } from "../domain/azure/types";
import { isBatchTagged } from "../domain/promotion/training-tag";
import type { ResourceChange } from "../domain/terraform/plan";

/** What the types of GitHub and Azure DevOps are in words, with the argument that names one of them and, if the name alone does not tell, its owner. */
const repositoryKinds: Readonly<
  Record<string, { readonly kind: string; readonly name: string; readonly owner?: string }>
> = {
  github_actions_environment_variable: { kind: "variable", name: "variable_name", owner: "environment" },
  github_actions_variable: { kind: "variable", name: "variable_name", owner: "repository" },
  github_branch_protection: { kind: "branch protection", name: "pattern", owner: "repository" },
  github_repository_environment: { kind: "environment", name: "environment", owner: "repository" },
  github_repository_environment_deployment_policy: {
    kind: "deploying branch",
    name: "branch_pattern",
    owner: "environment",
  },
  github_repository_ruleset: { kind: "ruleset", name: "name" },
  azuredevops_branch_policy_auto_reviewers: { kind: "branch policy of counted reviewers", name: "name" },
  azuredevops_branch_policy_build_validation: { kind: "branch policy of a build", name: "name" },
  azuredevops_branch_policy_comment_resolution: { kind: "branch policy of comments", name: "name" },
  azuredevops_branch_policy_min_reviewers: { kind: "branch policy of reviewers", name: "name" },
  azuredevops_build_definition: { kind: "pipeline", name: "name" },
  azuredevops_check_approval: { kind: "approval check", name: "name" },
  azuredevops_check_branch_control: { kind: "branch check", name: "name" },
  azuredevops_check_exclusive_lock: { kind: "exclusive lock", name: "name" },
  azuredevops_environment: { kind: "environment", name: "name" },
  azuredevops_git_repository: { kind: "repository", name: "name" },
  azuredevops_group: { kind: "group", name: "name" },
  azuredevops_pipeline_authorization: { kind: "pipeline authorization", name: "name" },
  azuredevops_project: { kind: "project", name: "name" },
  azuredevops_serviceendpoint_azurerm: { kind: "service connection", name: "service_endpoint_name" },
  azuredevops_variable_group: { kind: "variable group", name: "name" },
  github_team: { kind: "team", name: "slug" },
  github_user: { kind: "user", name: "username" },
};

/** What a type of GitHub or Azure DevOps is in words; undefined for any other. */
export const repositoryKindOf = (type: string): string | undefined => repositoryKinds[type]?.kind;

type Values = Readonly<Record<string, unknown>>;

/** The ARM type of an azapi resource, without API version; undefined for any other. */
export function armTypeOf({ type, change }: ResourceChange): string | undefined {
  if (!type.startsWith("azapi_")) return undefined;
  const own = text(valuesOf(change.after), "type") ?? text(valuesOf(change.before), "type");
  return own?.split("@")[0];
}

/** What kind of thing a resource is, in words: `metric alert rule`, `schedule`. */
export function kindOf(resource: ResourceChange): string {
  const arm = armTypeOf(resource);
  const kind = azureType(resource.type, arm)?.noun ?? repositoryKindOf(resource.type);
  const fallback = arm ?? resource.type.replace(/^[a-z0-9]+_/, "").replaceAll("_", " ");
  return kind === undefined ? fallback : refined(kind, resource);
}

/** What the body tells apart that the type does not. */
function refined(kind: string, { change }: ResourceChange): string {
  const body = (valuesOf(change.after)["body"] ?? valuesOf(change.before)["body"]) as Values | undefined;
  const properties = valuesOf(valuesOf(body)["properties"]);
  if (kind === "compute") {
    const computes: Values = { AmlCompute: "compute cluster", ComputeInstance: "compute instance" };
    return String(computes[String(properties["computeType"])] ?? kind);
  }
  if (kind === "schedule") {
    const { tags } = valuesOf(valuesOf(properties["action"])["jobDefinition"]);
    if (isBatchTagged(valuesOf(tags))) return "batch scoring schedule";
    const actions: Values = { CreateMonitor: "drift monitor", CreateJob: "retraining schedule" };
    return String(actions[String(valuesOf(properties["action"])["actionType"])] ?? kind);
  }
  return kind;
}

/** The name of the resource that an argument refers to, for ids that are known after apply only. */
export type Referred = (argument: string) => string | undefined;

const nothing: Referred = () => undefined;

/**
 * Azure's name of a resource; of what has none, that of what it works on, else what the construct is called, without
 * the hash behind it.
 */
export function nameOf(resource: ResourceChange, referred: Referred = nothing): string {
  const both = sidesOf(resource);
  if (resource.type === "azurerm_role_assignment") return roleNameOf(both, referred) ?? constructName(resource);
  const own = first(both, repositoryKinds[resource.type]?.name ?? "name");
  if (own !== undefined && own !== "default") return own;
  const target = ["resource_id", "subnet_id", "target_resource_id"].map((key) => targetOf(both, key, referred));
  return target.find((name) => name !== undefined) ?? own ?? constructName(resource);
}

/** A resource in words: `metric alert rule pfs-prod-latency`, `online deployment model-13`. */
export function whatOf(resource: ResourceChange, referred: Referred = nothing): string {
  const name = nameOf(resource, referred);
  const kind = kindOf(resource);
  const key = typeof resource.index === "string" && !name.includes(resource.index) ? ` for ${resource.index}` : "";
  const source = resource.mode === "data" ? "look-up of " : "";
  if (resource.type === "azapi_update_resource") return `${source}settings of ${kind} ${name}${key}`;
  if (resource.type === "azapi_resource_action") return `${source}call to ${kind} ${name}${key}`;
  const owner = ownerOf(kind, resource, referred);
  return `${source}${kind} ${name}${key}${owner === undefined ? "" : ` of ${owner}`}`;
}

/** What a thing belongs to, for those whose own name does not tell: a version `1`, a setting `to-log-analytics`. */
function ownerOf(kind: string, resource: ResourceChange, referred: Referred): string | undefined {
  if (kind === "diagnostic setting") return targetOf(sidesOf(resource), "target_resource_id", referred);
  if (kind === "data asset version" || kind === "lock") return targetOf(sidesOf(resource), "parent_id", referred);
  return repositoryOwnerOf(resource);
}

/** `environment prod`, `the repository`: there is one, so its name tells nothing. */
function repositoryOwnerOf(resource: ResourceChange): string | undefined {
  const owner = repositoryKinds[resource.type]?.owner;
  if (owner === "repository") return "the repository";
  const name = owner && first(sidesOf(resource), owner);
  return name && `${owner} ${name}`;
}

const sidesOf = ({ change }: ResourceChange): readonly Values[] => [valuesOf(change.after), valuesOf(change.before)];

/** The last part of an id. Services of a storage account are named with it. */
function targetOf(both: readonly Values[], key: string, referred: Referred): string | undefined {
  const parts = first(both, key)?.split("/");
  if (parts === undefined) return referred(key);
  return parts.at(-1) === "default" ? parts.at(-3) : parts.at(-1);
}

/** A role and what it is granted on: names of assignments are GUIDs. */
function roleNameOf(both: readonly Values[], referred: Referred): string | undefined {
  const guid = first(both, "role_definition_id")?.split("/").at(-1)?.toLowerCase();
  const builtIn = Object.values(builtInRoles).find(({ id }) => id === guid)?.title;
  const role = builtIn ?? first(both, "role_definition_name") ?? referred("role_definition_id");
  const scope = targetOf(both, "scope", referred);
  const parts = [role, scope === undefined ? undefined : `on ${scope}`].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(" ");
}

/** `Traffic_Drain_4CFC5DEE` → `Traffic_Drain`. */
const constructName = ({ name }: ResourceChange): string => name.replace(/_[0-9A-F]{8}$/, "");

const valuesOf = (value: unknown): Values =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Values) : {};

const text = (values: Values, key: string): string | undefined => {
  const value = values[key];
  return typeof value === "string" && value !== "" ? value : undefined;
};

const first = (both: readonly Values[], key: string): string | undefined =>
  both.map((values) => text(values, key)).find((value) => value !== undefined);
