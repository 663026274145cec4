import type { ArmObject } from "../../azure/connection";
import { armTypeOfAzurerm } from "../../domain/azure/types";
import { isTree, type Tree } from "../../domain/json/tree";
import type { Environment } from "../../schema/configuration";
import { stackOfEnvironment } from "../../schema/names";
import { synthesizedStacks } from "../explain/resources";
import type { Ask } from "./ask";
import { fail, type Finding, pass } from "./line";

const API = "2024-10-01";

/** One resource that a stack makes, as far as it is known before. */
export interface PlannedResource {
  readonly name: string;
  readonly content: ArmObject;
}

/**
 * Whether policies would deny what an environment's stack makes, or change it: every resource is asked about in advance. Nothing
 * is changed. Azure's answer knows nothing of policies that deploy, so that no denial is no promise.
 */
export async function askPolicies(ask: Ask, config: string, environment: Environment): Promise<readonly Finding[]> {
  const resources = await resourcesOf(config, stackOfEnvironment(environment));
  const path = `/subscriptions/${environment.subscription}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions`;
  const found = new Map<string, { readonly effect: string; readonly resources: string[] }>();
  for (const { name, content } of resources) {
    const answer = await ask.post(path, API, {
      resourceDetails: { resourceContent: content },
      includeAuditEffect: true,
    });
    for (const { policy, effect } of evaluationsIn(answer)) {
      const known = found.get(`${policy} ${effect}`);
      if (known === undefined) found.set(`${policy} ${effect}`, { effect, resources: [name] });
      else known.resources.push(name);
    }
  }
  const told = [...found].map(([policy, { effect, resources: hit }]) => {
    const what = `${hit.slice(0, 3).join(", ")}${hit.length > 3 ? ` and ${hit.length - 3} more` : ""}`;
    const name = policy.slice(0, -effect.length - 1);
    if (effect === "deny")
      return fail(`${what} would be denied by policy ${name}`, "change the setting, or ask its owner for an exemption");
    if (effect === "audit") return pass(`${what} would be reported by policy ${name}`);
    return pass(
      `${what} would be changed by policy ${name}`,
      "name tags that it stamps in tagsManagedElsewhere of organization.yaml",
    );
  });
  const denied = told.some(({ result }) => result === "fail");
  return denied
    ? told
    : [pass(`asked about ${resources.length} resources: no policy said that it denies one`), ...told];
}

/** Policies by name, with what each does, lower-case. */
function evaluationsIn(answer: ArmObject): readonly { readonly policy: string; readonly effect: string }[] {
  const result = answer["contentEvaluationResult"];
  const list: unknown = isTree(result) ? result["policyEvaluations"] : undefined;
  return (Array.isArray(list) ? (list as readonly unknown[]) : []).flatMap((one) => {
    if (!isTree(one)) return [];
    const [info, effects] = [one["policyInfo"], one["effectDetails"]];
    const id = isTree(info) ? String(info["policyAssignmentId"] ?? info["policyDefinitionId"]) : "unknown";
    const effect = isTree(effects) ? String(effects["policyEffect"]).toLowerCase() : "deny";
    return [{ policy: id.split("/").at(-1)!, effect }];
  });
}

/** What the stack of an environment makes, from its configuration. */
async function resourcesOf(config: string, name: string): Promise<readonly PlannedResource[]> {
  const synthesized = (await synthesizedStacks(config, [name])).get(name)!;
  const byType = synthesized["resource"] as Readonly<Record<string, Readonly<Record<string, Tree>>>>;
  return Object.entries(byType).flatMap(([type, own]) => Object.values(own).flatMap((one) => contentOf(type, one)));
}

/** A synthesized resource as Azure would get it; nothing for what only grants or sets something of another. */
export function contentOf(terraform: string, written: Tree): readonly PlannedResource[] {
  const name = typeof written["name"] === "string" ? written["name"] : undefined;
  const beside = Object.fromEntries(
    ["location", "tags"].flatMap((key) => (written[key] === undefined ? [] : [[key, written[key]] as const])),
  );
  if (name === undefined) return [];
  if (terraform === "azapi_resource") {
    const type = String(written["type"]).split("@")[0]!;
    const body = isTree(written["body"]) ? written["body"] : {};
    return [{ name, content: { type, name, ...beside, ...body } }];
  }
  const properties = propertiesOf[terraform];
  if (properties === undefined) return [];
  return [{ name, content: { type: armTypeOfAzurerm(terraform)!, name, ...beside, properties: properties(written) } }];
}

const access = (written: Tree) => (written["public_network_access_enabled"] === false ? "Disabled" : "Enabled");

/** Whether a block is written, as one or as a list. */
const hasBlock = (block: unknown): boolean => (Array.isArray(block) ? block.length > 0 : isTree(block));

/** What landing zones' policies look at, of what azurerm makes. Sources: azurerm 4.55.0 documentation; ARM type definitions. */
const propertiesOf: Readonly<Record<string, (written: Tree) => object>> = {
  azurerm_storage_account: (written) => ({
    publicNetworkAccess: access(written),
    minimumTlsVersion: written["min_tls_version"] ?? "TLS1_2",
    supportsHttpsTrafficOnly: written["https_traffic_only_enabled"] !== false,
    allowSharedKeyAccess: written["shared_access_key_enabled"] !== false,
    allowBlobPublicAccess: written["allow_nested_items_to_be_public"] !== false,
    encryption: { keySource: hasBlock(written["customer_managed_key"]) ? "Microsoft.Keyvault" : "Microsoft.Storage" },
  }),
  azurerm_container_registry: (written) => ({
    publicNetworkAccess: access(written),
    adminUserEnabled: written["admin_enabled"] === true,
    encryption: { status: hasBlock(written["encryption"]) ? "enabled" : "disabled" },
    policies: { exportPolicy: { status: written["export_policy_enabled"] === false ? "disabled" : "enabled" } },
  }),
  azurerm_virtual_network: (written) => ({ addressSpace: { addressPrefixes: written["address_space"] } }),
  azurerm_private_dns_zone: () => ({}),
  azurerm_log_analytics_workspace: () => ({}),
  azurerm_application_insights: () => ({}),
  azurerm_user_assigned_identity: () => ({}),
};
