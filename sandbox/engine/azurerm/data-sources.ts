import { vaultUri } from "../../../domain/azure/customer-managed-key";
import { ArmError } from "../arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import type { Cloud } from "../arm/cloud";
import { clientIdOf, deployer, guidOf, keyOf, principalIdOf } from "../arm/identities";
import { azureRoles } from "../../services/access/roles";
import type { Values } from "./type-entry";

export interface DataContext {
  readonly cloud: Cloud;
  readonly subscription: string;
  readonly tenant: string;
  /** Object id of whoever runs Terraform. */
  readonly callerId: string;
}

/** Looks something up that Terraform does not manage in this stack. Throws {@link ArmError} if it is not there. */
export type DataSource = (config: Values, context: DataContext) => Values;

/** A data source that finds a resource of azurerm's by its group and name, and shows the arguments of the same name. */
function byName(arm: string, more: (values: Values, id: string) => Values = () => ({})): DataSource {
  return (config, { cloud, subscription }) => {
    const group = String(config["resource_group_name"]);
    const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/${arm}/${String(config["name"])}`;
    const found = cloud.get(id);
    if (found === undefined) throw notFound(arm, String(config["name"]), group);
    const view = cloud.view(found);
    const values = { ...(found.azurerm?.values ?? {}), location: view.location ?? null, tags: view.tags ?? null };
    return { ...values, ...more(values as Values, found.id), id: found.id } as Values;
  };
}

function notFound(type: string, name: string, group: string): ArmError {
  return new ArmError(
    404,
    "ResourceNotFound",
    `The Resource '${type}/${name}' under resource group '${group}' was not found.`,
  );
}

/** Every azurerm data source the sandbox answers. */
export const dataSources: Readonly<Record<string, DataSource>> = {
  azurerm_client_config: (_, { subscription, tenant, callerId }) => ({
    id: Buffer.from(`clientConfigs/clientId=${deployer.clientId};subscriptionId=${subscription}`).toString("base64"),
    client_id: deployer.clientId,
    object_id: callerId,
    subscription_id: subscription,
    tenant_id: tenant,
  }),
  azurerm_subscription: (config, { subscription, tenant }) => {
    const own = String(config["subscription_id"] ?? subscription);
    return {
      id: `/subscriptions/${own}`,
      subscription_id: own,
      tenant_id: tenant,
      display_name: `sandbox ${own.slice(0, 8)}`,
      state: "Enabled",
      location_placement_id: "Public_2014-09-01",
      quota_id: "PayAsYouGo_2014-09-01",
      spending_limit: "Off",
      tags: {},
    };
  },
  azurerm_resource_group: (config, { cloud, subscription }) => {
    const found = cloud.show(`/subscriptions/${subscription}/resourceGroups/${String(config["name"])}`);
    if (found === undefined) throw notFound("Microsoft.Resources/resourceGroups", String(config["name"]), "");
    return { id: found.id, location: found.location ?? "", tags: found.tags ?? {}, managed_by: "" };
  },
  azurerm_user_assigned_identity: byName("Microsoft.ManagedIdentity/userAssignedIdentities", (_, id) => ({
    principal_id: principalIdOf(id),
    client_id: clientIdOf(id),
  })),
  azurerm_virtual_network: byName("Microsoft.Network/virtualNetworks", (values) => ({
    subnets: values["subnet"] ?? [],
  })),
  azurerm_subnet: (config, context) => {
    const network = String(config["virtual_network_name"]);
    const find = byName(`Microsoft.Network/virtualNetworks/${network}/subnets`);
    return find(config, context);
  },
  azurerm_private_dns_zone: byName("Microsoft.Network/privateDnsZones"),
  azurerm_storage_account: byName("Microsoft.Storage/storageAccounts"),
  azurerm_container_registry: byName("Microsoft.ContainerRegistry/registries"),
  azurerm_log_analytics_workspace: byName("Microsoft.OperationalInsights/workspaces", (_, id) => ({
    workspace_id: guidOf("customer", id),
    primary_shared_key: keyOf("primary", id),
    secondary_shared_key: keyOf("secondary", id),
  })),
  azurerm_application_insights: byName("Microsoft.Insights/components"),
  azurerm_monitor_action_group: byName("Microsoft.Insights/actionGroups"),
  azurerm_key_vault: (config, context) => {
    const find = byName("Microsoft.KeyVault/vaults", (_, id) => ({
      vault_uri: vaultUri(id),
      tenant_id: context.tenant,
    }));
    return find(config, context);
  },
  azurerm_role_definition: (config, { cloud, subscription }) => {
    const scope = String(config["scope"] ?? "");
    const custom = cloud
      .ofType("Microsoft.Authorization/roleDefinitions")
      .map((role) => [role.name, String(role.properties["roleName"])] as const);
    const wanted = String(config["name"] ?? config["role_definition_id"]);
    const found = [...azureRoles, ...custom].find(([guid, title]) => sameId(guid, wanted) || sameId(title, wanted));
    if (found === undefined) throw new ArmError(404, "RoleDefinitionDoesNotExist", `Role '${wanted}' was not found.`);
    const prefix = scope === "" ? `/subscriptions/${subscription}` : scope;
    return {
      id: `${prefix}/providers/Microsoft.Authorization/roleDefinitions/${found[0]}`,
      role_definition_id: found[0],
      name: found[1],
    };
  },
};
