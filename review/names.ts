import { builtInRoles } from "../domain/access/roles";
import type { ResourceChange } from "../domain/terraform/plan";

/** What azurerm's types are in words; of others, the type's name is. */
const azurermKinds: Readonly<Record<string, string>> = {
  azurerm_application_insights: "application insights",
  azurerm_consumption_budget_resource_group: "budget",
  azurerm_consumption_budget_subscription: "budget",
  azurerm_container_registry: "container registry",
  azurerm_eventgrid_system_topic: "event topic",
  azurerm_eventgrid_system_topic_event_subscription: "event subscription",
  azurerm_federated_identity_credential: "federated credential",
  azurerm_key_vault: "key vault",
  azurerm_log_analytics_workspace: "log analytics workspace",
  azurerm_logic_app_workflow: "workflow",
  azurerm_machine_learning_compute_cluster: "compute cluster",
  azurerm_machine_learning_compute_instance: "compute instance",
  azurerm_machine_learning_workspace: "workspace",
  azurerm_management_lock: "lock",
  azurerm_monitor_action_group: "action group",
  azurerm_monitor_activity_log_alert: "activity log alert rule",
  azurerm_monitor_diagnostic_setting: "diagnostic setting",
  azurerm_monitor_metric_alert: "metric alert rule",
  azurerm_monitor_scheduled_query_rules_alert_v2: "query alert rule",
  azurerm_network_security_group: "network security group",
  azurerm_private_dns_zone: "private DNS zone",
  azurerm_private_dns_zone_virtual_network_link: "link of a private DNS zone",
  azurerm_private_endpoint: "private endpoint",
  azurerm_resource_group: "resource group",
  azurerm_role_assignment: "role assignment",
  azurerm_role_definition: "custom role",
  azurerm_storage_account: "storage account",
  azurerm_storage_container: "storage container",
  azurerm_storage_management_policy: "storage lifecycle policy",
  azurerm_subnet: "subnet",
  azurerm_subnet_network_security_group_association: "security group of a subnet",
  azurerm_user_assigned_identity: "managed identity",
  azurerm_virtual_network: "virtual network",
};

/** The same for GitHub's types, with the argument that names one of them and, if the name alone does not tell, its owner. */
const githubKinds: Readonly<Record<string, { readonly kind: string; readonly name: string; readonly owner?: string }>> =
  {
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
    github_team: { kind: "team", name: "slug" },
    github_user: { kind: "user", name: "username" },
  };

/** The same for ARM types, in lower case. */
const armKinds: Readonly<Record<string, string>> = {
  "microsoft.authorization/locks": "lock",
  "microsoft.insights/autoscalesettings": "autoscale setting",
  "microsoft.insights/metricalerts": "metric alert rule",
  "microsoft.insights/scheduledqueryrules": "query alert rule",
  "microsoft.keyvault/vaults": "key vault",
  "microsoft.logic/workflows": "workflow",
  "microsoft.logic/workflows/triggers": "trigger of a workflow",
  "microsoft.machinelearningservices/registries": "model registry",
  "microsoft.machinelearningservices/workspaces": "workspace",
  "microsoft.machinelearningservices/workspaces/computes": "compute",
  "microsoft.machinelearningservices/workspaces/data": "data asset",
  "microsoft.machinelearningservices/workspaces/data/versions": "data asset version",
  "microsoft.machinelearningservices/workspaces/datastores": "datastore",
  "microsoft.machinelearningservices/workspaces/onlineendpoints": "online endpoint",
  "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments": "online deployment",
  "microsoft.machinelearningservices/workspaces/schedules": "schedule",
};

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
  const ofType = azurermKinds[resource.type] ?? githubKinds[resource.type]?.kind;
  const kind = arm === undefined ? ofType : armKinds[arm.toLowerCase()];
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
  const own = first(both, githubKinds[resource.type]?.name ?? "name");
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
  return githubOwnerOf(resource);
}

/** `environment prod`, `the repository`: there is one, so its name tells nothing. */
function githubOwnerOf(resource: ResourceChange): string | undefined {
  const owner = githubKinds[resource.type]?.owner;
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
