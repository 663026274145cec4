import Table from "cli-table3";
import { styleText } from "node:util";
import type { Configuration, Environment } from "../config/schema";
import {
  computeIdentityAccess,
  personaAccess,
  personas,
  workspaceIdentityAccess,
  workspaceIdentityAccessAfterwards,
  type Access,
  type AccessTarget,
} from "../core/access";
import { environmentNames, sharedNames } from "../core/names";
import { builtInRoles, roleTitle } from "../core/roles";
import { parseArmId } from "../sandbox/arm/arm-id";
import type { CloudResource, JsonObject } from "../sandbox/store/store";

/** How to draw: tests and pipes get neither colour nor a terminal's width. */
export interface Drawing {
  /** Whether to style headings. */
  readonly colour: boolean;
}

/**
 * What a platform engineer wants to see after a deployment: per stack the resources by kind, who got which role where
 * and why, which alerts watch it and whom they tell, and what is reachable from where. Reads what was deployed, not
 * what was asked for.
 */
export function overview(resources: readonly CloudResource[], configuration: Configuration, drawing: Drawing): string {
  const heading = (text: string) => (drawing.colour ? styleText("bold", text) : text);
  const shared = sharedNames({
    prefix: configuration.organization.prefix,
    subscription: configuration.organization.platform.subscription,
  });
  const stacks = [
    ...[
      { name: "bootstrap", group: shared.stateResourceGroup },
      { name: "registry", group: shared.registryResourceGroup },
    ].map((stack) => ({ ...stack, environment: undefined })),
    ...configuration.environments.map((environment) => ({
      name: environment.name,
      group: namesOf(configuration, environment).resourceGroup,
      environment,
    })),
  ];
  return stacks
    .map((stack) => ({
      ...stack,
      inside: resources.filter((resource) => groupOf(resource) === stack.group.toLowerCase()),
    }))
    .filter(({ inside }) => inside.length > 0)
    .map(({ name, group, environment, inside }) => {
      const sections = [
        heading(`${name}: ${inside.length} resources in ${group}`),
        kinds(inside),
        ...(environment === undefined
          ? [heading("Access"), access(inside, resources, configuration, environment)]
          : [
              heading("Access"),
              access(inside, resources, configuration, environment),
              heading("Alerts"),
              alerts(inside, environment),
              heading("Reachable"),
              reachability(inside),
            ]),
      ];
      return sections.filter((section) => section !== "").join("\n");
    })
    .join("\n\n");
}

const namesOf = ({ organization }: Configuration, { name, subscription, generation }: Environment) =>
  environmentNames({ prefix: organization.prefix, environment: name, subscription, generation });

function groupOf({ id }: CloudResource): string | undefined {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();
}

/** Azure's nouns for the types we make; a type without one is shown as Azure writes it. */
const nouns: Readonly<Record<string, string>> = {
  "microsoft.authorization/locks": "delete lock",
  "microsoft.authorization/roleassignments": "role assignment",
  "microsoft.authorization/roledefinitions": "custom role",
  "microsoft.consumption/budgets": "budget",
  "microsoft.containerregistry/registries": "container registry",
  "microsoft.eventgrid/systemtopics": "Event Grid topic",
  "microsoft.insights/actiongroups": "action group",
  "microsoft.insights/activitylogalerts": "activity log alert",
  "microsoft.insights/components": "Application Insights",
  "microsoft.insights/diagnosticsettings": "diagnostic setting",
  "microsoft.insights/metricalerts": "metric alert",
  "microsoft.keyvault/vaults": "key vault",
  "microsoft.machinelearningservices/registries": "model registry",
  "microsoft.machinelearningservices/workspaces": "workspace",
  "microsoft.machinelearningservices/workspaces/computes": "compute",
  "microsoft.machinelearningservices/workspaces/outboundrules": "outbound rule",
  "microsoft.managedidentity/userassignedidentities": "identity",
  "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": "federated credential",
  "microsoft.network/networksecuritygroups": "network security group",
  "microsoft.network/privatednszones": "private DNS zone",
  "microsoft.network/privatednszones/virtualnetworklinks": "DNS zone link",
  "microsoft.network/privateendpoints": "private endpoint",
  "microsoft.network/virtualnetworks": "virtual network",
  "microsoft.network/virtualnetworks/subnets": "subnet",
  "microsoft.network/virtualnetworks/subnets/networksecuritygroupassociations": "security group association",
  "microsoft.operationalinsights/workspaces": "Log Analytics workspace",
  "microsoft.resources/resourcegroups": "resource group",
  "microsoft.storage/storageaccounts": "storage account",
  "microsoft.storage/storageaccounts/blobservices/containers": "blob container",
};

function kinds(inside: readonly CloudResource[]): string {
  const counts = new Map<string, number>();
  for (const { type } of inside) {
    const noun = nouns[type.toLowerCase()] ?? type;
    counts.set(noun, (counts.get(noun) ?? 0) + 1);
  }
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([noun, count]) => `${count} ${noun}`);
  return wrap(parts.join(", "), 2);
}

function access(
  inside: readonly CloudResource[],
  all: readonly CloudResource[],
  { organization, environments }: Configuration,
  environment: Environment | undefined,
): string {
  const groups = new Map<string, string>(
    [
      ...organization.platform.registry.promoters,
      ...environments.flatMap((environment) => personas.flatMap((persona) => environment.access[persona])),
    ].map(({ group, name }) => [group.toLowerCase(), name]),
  );
  const identities = new Map<string, string>(
    all
      .filter(({ type }) => type.toLowerCase() === "microsoft.managedidentity/userassignedidentities")
      .map((identity) => [String(identity.azurerm?.values["principal_id"]).toLowerCase(), lastSegment(identity.id)]),
  );
  const customRoles = new Map<string, string>(
    all
      .filter(({ type }) => type.toLowerCase() === "microsoft.authorization/roledefinitions")
      .map((role) => [lastSegment(role.id).toLowerCase(), String(role.azurerm?.values["name"])]),
  );
  const titles = new Map<string, string>(Object.values(builtInRoles).map(({ id, title }) => [id, title]));

  const rows = inside
    .filter(({ type }) => type.toLowerCase() === "microsoft.authorization/roleassignments")
    .map(({ azurerm }) => {
      const values = azurerm?.values ?? {};
      const principal = String(values["principal_id"]).toLowerCase();
      const role = lastSegment(String(values["role_definition_id"])).toLowerCase();
      const title = titles.get(role) ?? customRoles.get(role) ?? role;
      const scope = String(values["scope"]);
      const who = groups.get(principal) ?? identities.get(principal) ?? principal;
      return [who, title, lastSegment(scope), reasonOf(accessOf(principal, who, environment), title, scope)];
    })
    .sort((a, b) => (a.join("\t") < b.join("\t") ? -1 : 1));
  return rows.length === 0 ? "" : table(["who", "role", "on", "why"], rows);
}

/** What an ARM type is called in the access tables. */
const targets: Readonly<Record<string, AccessTarget>> = {
  "microsoft.containerregistry/registries": "containerRegistry",
  "microsoft.insights/components": "insights",
  "microsoft.keyvault/vaults": "vault",
  "microsoft.machinelearningservices/registries": "modelRegistry",
  "microsoft.machinelearningservices/workspaces": "workspace",
  "microsoft.operationalinsights/workspaces": "logs",
  "microsoft.resources/resourcegroups": "resourceGroup",
  "microsoft.storage/storageaccounts": "storage",
};

/** Why a principal has a role on something, from the table that granted it; empty if no table did. */
function reasonOf(table: readonly Access[], title: string, scope: string): string {
  const type = parseArmId(scope)?.type.toLowerCase() ?? "";
  const matches = table.filter(({ role, target }) => target === targets[type] && title.startsWith(roleTitle(role)));
  return [...new Set(matches.map(({ reason }) => reason))].join("; ");
}

/** The rows of the access tables that are about one principal of an environment. */
function accessOf(principal: string, name: string, environment: Environment | undefined): readonly Access[] {
  if (environment === undefined) return [];
  if (name.endsWith("-workspace")) return [...workspaceIdentityAccess, ...workspaceIdentityAccessAfterwards];
  if (name.endsWith("-compute")) return computeIdentityAccess;
  const { level } = environment.access;
  return personas
    .filter((persona) => environment.access[persona].some(({ group }) => group.toLowerCase() === principal))
    .flatMap((persona) => personaAccess[level][persona]);
}

function alerts(inside: readonly CloudResource[], environment: Environment): string {
  const rows = inside
    .filter(({ type }) => /^microsoft\.insights\/(metricalerts|activitylogalerts|scheduledqueryrules)$/i.test(type))
    .map(({ id, azurerm }) => {
      const values = azurerm?.values ?? {};
      const actions = (values["action"] ?? []) as readonly JsonObject[];
      const severity = lastSegment(String(actions[0]?.["action_group_id"] ?? ""))
        .split("-")
        .at(-1)!;
      const receivers = environment.alerts.receivers[severity as keyof typeof environment.alerts.receivers] ?? [];
      return [lastSegment(id), severity, receivers.join(", ")];
    })
    .sort((a, b) => (a.join("\t") < b.join("\t") ? -1 : 1));
  return rows.length === 0 ? "" : table(["alert", "severity", "tells"], rows);
}

function reachability(inside: readonly CloudResource[]): string {
  const privateTargets = new Set(
    inside
      .filter(({ type }) => type.toLowerCase() === "microsoft.network/privateendpoints")
      .flatMap(({ azurerm }) => (azurerm?.values["private_service_connection"] ?? []) as readonly JsonObject[])
      .map((connection) => String(connection["private_connection_resource_id"]).toLowerCase()),
  );
  const rows = inside.flatMap((resource) => {
    const open = publicAccess(resource);
    if (open === undefined) return [];
    const inNetwork = privateTargets.has(resource.id.toLowerCase()) ? "private endpoint" : "-";
    return [[nouns[resource.type.toLowerCase()] ?? resource.type, lastSegment(resource.id), open, inNetwork]];
  });
  return table(["what", "name", "from the internet", "from the virtual network"], rows);
}

/** Who gets in from the internet; undefined for what has no address there. */
function publicAccess({ type, body, azurerm }: CloudResource): string | undefined {
  const values = azurerm?.values ?? {};
  const properties = (body["properties"] ?? {}) as JsonObject;
  switch (type.toLowerCase()) {
    case "microsoft.machinelearningservices/workspaces":
      return properties["publicNetworkAccess"] === "Disabled" ? "no" : "yes, with an Entra sign-in";
    case "microsoft.keyvault/vaults":
      return properties["publicNetworkAccess"] === "Disabled"
        ? "no"
        : listed(((properties["networkAcls"] as JsonObject | undefined)?.["ipRules"] ?? []) as readonly JsonObject[]);
    case "microsoft.storage/storageaccounts": {
      if (values["public_network_access_enabled"] === false) return "no";
      const rules = (values["network_rules"] ?? []) as readonly JsonObject[];
      return listed((rules[0]?.["ip_rules"] ?? []) as readonly string[]);
    }
    case "microsoft.containerregistry/registries": {
      if (values["public_network_access_enabled"] === false) return "no";
      const rules = (values["network_rule_set"] ?? []) as readonly JsonObject[];
      return listed((rules[0]?.["ip_rule"] ?? []) as readonly JsonObject[]);
    }
    default:
      return undefined;
  }
}

function listed(rules: readonly (string | JsonObject)[]): string {
  const addresses = rules.map((rule) => (typeof rule === "string" ? rule : String(rule["value"] ?? rule["ip_range"])));
  return addresses.length === 0 ? "no" : `from ${addresses.join(", ")}`;
}

const lastSegment = (id: string): string => id.split("/").at(-1)!;

/** A table without lines, indented by two. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = Object.fromEntries(
    ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"]
      .concat(["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"])
      .map((part) => [part, ""]),
  );
  const drawn = new Table({
    chars: { ...none, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  drawn.push([...head], ...rows.map((row) => [...row]));
  return drawn
    .toString()
    .split("\n")
    .map((line) => `  ${line}`.trimEnd())
    .join("\n");
}

/** Breaks a line at commas to 110 characters, indented. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  for (const part of text.split(", ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length < 110) lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return lines.map((line, index) => " ".repeat(indent) + line + (index < lines.length - 1 ? "," : "")).join("\n");
}
