import { bastionNeeds } from "../../../domain/network/bastion-needs";
import {
  add,
  append,
  type Edit,
  edit,
  find,
  type Mutation,
  NSG,
  REGISTRY,
  set,
  STORAGE,
  VAULT,
  WORKSPACE,
  flip,
  remove,
} from "./basic";

const PRIVATE_NSG = "azurerm_network_security_group.Network_PrivateEndpoints_";
const rule = (changes: object) => ({
  name: "Added",
  priority: 200,
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  source_address_prefix: "10.0.0.0/8",
  source_port_range: "*",
  destination_address_prefix: "VirtualNetwork",
  destination_port_range: "443",
  ...changes,
});
const lets = (what: string, changes: object, nsg = NSG): Mutation =>
  edit(what, append("prod", nsg, "security_rule", rule(changes)));
const lists = (
  what: string,
  stack: string,
  address: string,
  path: string,
  entries: readonly unknown[],
  also?: readonly string[],
): Mutation => ({
  ...edit(`${stack}: ${what}`, set(stack, address, path, entries)),
  ...(also && { also }),
});
const halves = ["0.0.0.0/1", "128.0.0.0/1"];
const nines = ["20.0.0.0/9", "22.0.0.0/9", "24.0.0.0/9"];
const values = (blocks: readonly string[]) => blocks.map((value) => ({ value }));
const ranges = (blocks: readonly string[]) => blocks.map((ip_range) => ({ action: "Allow", ip_range }));
const outbound = (what: string, properties: object): Mutation =>
  edit(what, (stacks) => {
    const { name } = find(stacks, "prod", WORKSPACE);
    add("prod", "azapi_resource", {
      type: "Microsoft.MachineLearningServices/workspaces/outboundRules@2025-06-01",
      name: "added",
      parent_id: `\${azapi_resource.${name}.id}`,
      body: { properties: { category: "UserDefined", ...properties } },
    })(stacks);
  });
const tag = (serviceTag: string) => ({
  type: "ServiceTag",
  destination: { action: "Allow", serviceTag, protocol: "*", portRanges: "*" },
});
const narrow = ["allow-list-narrow"];
const registryId = (name: string): string =>
  `/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg/providers/Microsoft.MachineLearningServices/registries/${name}`;

const azapiThing = (type: string, properties: object) => ({
  type,
  name: "added",
  parent_id: "${azurerm_resource_group.ResourceGroup.id}",
  location: "westeurope",
  body: { properties },
});
const machineInterface = azapiThing("Microsoft.Network/networkInterfaces@2024-05-01", {
  ipConfigurations: [{ name: "a", properties: { subnet: { id: "/subscriptions/1/subnet" } } }],
});
const machine = azapiThing("Microsoft.Compute/virtualMachines@2024-07-01", {
  securityProfile: { encryptionAtHost: true },
  osProfile: { linuxConfiguration: { disablePasswordAuthentication: true } },
});
/** Production with a Bastion's subnet, whose security group allows what it has to. */
const withBastion: Edit = (stacks) => {
  add("prod", "azurerm_network_security_group", {
    name: "nsg-bastion",
    security_rule: bastionNeeds.map(({ direction, source, destination, ports }, index) =>
      rule({
        ...{ name: `Needed${index}`, priority: 100 + index, direction },
        ...{ source_address_prefix: source, destination_address_prefix: destination },
        ...{ destination_port_range: null, destination_port_ranges: ports },
      }),
    ),
  })(stacks);
  add("prod", "azapi_resource", {
    type: "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
    name: "AzureBastionSubnet",
    parent_id: "/subscriptions/1/network",
    body: { properties: { networkSecurityGroup: { id: "${azurerm_network_security_group.Added.id}" } } },
  })(stacks);
};

/** The managed network of dev is led to a part of production's storage. */
const intoProduction: Mutation = edit("dev's jobs get a way into prod's storage", (stacks) => {
  const account = String(find(stacks, "prod", STORAGE).values["name"]);
  const group = String(find(stacks, "prod", "azurerm_resource_group.ResourceGroup").values["name"]);
  const [provider] = (stacks["prod"]!["provider"] as { azurerm: readonly { subscription_id: string }[] }).azurerm;
  add("dev", "azapi_resource", {
    type: "Microsoft.MachineLearningServices/workspaces/outboundRules@2025-06-01",
    name: "added",
    parent_id: `\${azapi_resource.${find(stacks, "dev", WORKSPACE).name}.id}`,
    body: {
      properties: {
        category: "UserDefined",
        type: "PrivateEndpoint",
        destination: {
          serviceResourceId: `/subscriptions/${provider!.subscription_id}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${account}`,
          subresourceTarget: "blob",
          sparkEnabled: false,
        },
      },
    },
  })(stacks);
});

const PRIVATE_SUBNET = "azapi_resource.Network_PrivateEndpoints_Subnet_";

export const networkMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "environments-apart": [intoProduction],
  "network-resolver-configured": [
    edit("another resolver", set("prod", "azurerm_virtual_network.Network_", "dns_servers", ["203.0.113.53"])),
  ],
  "needs-reached": [
    edit("Spark gets to no dfs", remove("prod", "azapi_resource.Workspace_OwnEndpoints_own-storage-dfs_")),
    edit("nothing collected is listed", remove("prod", "azapi_resource.Workspace_OwnEndpoints_own-collected-blob_")),
    edit("dev's jobs get to no images", remove("dev", "azapi_resource.Workspace_OwnEndpoints_own-container-registry_")),
    edit(
      "the network is made without Spark",
      set("prod", "azapi_resource_action.Workspace_SparkNetwork_", "body.includeSpark", false),
    ),
  ],
  "allow-list-not-internet": [
    lists("two halves into storage", "dev", STORAGE, "network_rules.ip_rules", halves, narrow),
    lists("many nines into storage", "dev", STORAGE, "network_rules.ip_rules", nines, narrow),
    lists("everything into storage", "dev", STORAGE, "network_rules.ip_rules", ["0.0.0.0/0"], narrow),
    lists("two halves into the vault", "dev", VAULT, "body.properties.networkAcls.ipRules", values(halves), narrow),
    lists("many nines into the vault", "dev", VAULT, "body.properties.networkAcls.ipRules", values(nines), narrow),
    lists("two halves into the registry", "dev", REGISTRY, "network_rule_set.ip_rule", ranges(halves), narrow),
    lists(
      "four quarters into the registry",
      "dev",
      REGISTRY,
      "network_rule_set.ip_rule",
      ranges(["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"]),
      narrow,
    ),
    lists("two halves into the workspace", "dev", WORKSPACE, "body.properties.ipAllowlist", halves, narrow),
    lists(
      "two halves into states",
      "bootstrap",
      "azurerm_storage_account.State_",
      "network_rules.ip_rules",
      halves,
      narrow,
    ),
    lists("two halves into closed storage", "prod", STORAGE, "network_rules.ip_rules", halves, narrow),
  ],
  "allow-list-narrow": [
    lists("a /12", "dev", STORAGE, "network_rules.ip_rules", ["20.0.0.0/12"]),
    lists("two /16", "dev", VAULT, "body.properties.networkAcls.ipRules", values(["20.0.0.0/16", "21.0.0.0/16"])),
    lists("a cloud's block", "dev", REGISTRY, "network_rule_set.ip_rule", ranges(["52.224.0.0/11"])),
    lists("one address into closed storage", "prod", STORAGE, "network_rules.ip_rules", ["203.0.113.7"]),
    lists(
      "one address into the closed vault",
      "prod",
      VAULT,
      "body.properties.networkAcls.ipRules",
      values(["203.0.113.7"]),
    ),
    lists(
      "one block into the closed registry",
      "prod",
      REGISTRY,
      "network_rule_set.ip_rule",
      ranges(["203.0.113.0/24"]),
    ),
    lists("a subnet into storage", "dev", STORAGE, "network_rules.virtual_network_subnet_ids", [
      "${azurerm_subnet.x.id}",
    ]),
    lists("a subnet into the vault", "prod", VAULT, "body.properties.networkAcls.virtualNetworkRules", [
      { id: "${azurerm_subnet.x.id}" },
    ]),
    lists("every registry into storage", "dev", STORAGE, "network_rules.private_link_access", [
      { endpoint_resource_id: registryId("*") },
    ]),
    lists("another registry into storage", "dev", STORAGE, "network_rules.private_link_access", [
      { endpoint_resource_id: registryId("mlr-other") },
    ]),
    lists("a private link from elsewhere", "prod", STORAGE, "network_rules.private_link_access", [
      { endpoint_resource_id: "${azurerm_x.y.id}" },
    ]),
  ],
  "nsg-no-open-ingress": [
    lets("in from Azure's customers", { source_address_prefix: "AzureCloud" }),
    lets("in from a region's customers", { source_address_prefix: "AzureCloud.WestEurope" }),
    lets("in from both halves", { source_address_prefix: undefined, source_address_prefixes: halves }),
    lets("in from many nines", { source_address_prefix: undefined, source_address_prefixes: nines }),
    lets("in from everywhere by IPv6", { source_address_prefix: "::/0" }),
    lets("in to private endpoints from the internet", { source_address_prefix: "Internet" }, PRIVATE_NSG),
    lets("in from any", { source_address_prefix: "Any" }),
    edit("nothing is denied but allowed", (stacks) => {
      const rules = find(stacks, "prod", NSG).values["security_rule"] as { direction: string; access: string }[];
      for (const one of rules) if (one.direction === "Inbound") one.access = "Allow";
    }),
  ].map((one) => ({ ...one, also: ["nsg-denies-by-default"] })),
  "nsg-no-open-egress": [
    lets("out to the internet", { direction: "Outbound", destination_address_prefix: "Internet" }),
    lets("out to Azure's customers", { direction: "Outbound", destination_address_prefix: "AzureCloud" }),
    lets("out to both halves", {
      direction: "Outbound",
      destination_address_prefix: undefined,
      destination_address_prefixes: halves,
    }),
    lets("out from private endpoints", { direction: "Outbound", destination_address_prefix: "*" }, PRIVATE_NSG),
  ],
  "nsg-denies-by-default": [
    edit("the last rule goes", (stacks) => {
      const { values: own } = find(stacks, "prod", NSG);
      own["security_rule"] = (own["security_rule"] as { name: string }[]).filter(
        ({ name }) => name !== "DenyAllInbound",
      );
    }),
    edit("the last rule of private endpoints goes", (stacks) => {
      const { values: own } = find(stacks, "prod", PRIVATE_NSG);
      own["security_rule"] = (own["security_rule"] as { name: string }[]).filter(
        ({ name }) => name !== "DenyAllInbound",
      );
    }),
    edit("the last rule is for one port", (stacks) => {
      const rules = find(stacks, "prod", NSG).values["security_rule"] as Record<string, unknown>[];
      for (const one of rules) if (one["name"] === "DenyAllInbound") one["destination_port_range"] = "22";
    }),
  ],
  "nsg-no-lateral-traversal": [
    edit("SSH between machines", (stacks) => {
      const { values: own } = find(stacks, "prod", PRIVATE_NSG);
      own["security_rule"] = (own["security_rule"] as { name: string }[]).filter(
        ({ name }) => name !== "DenyRemoteManagementOutbound",
      );
    }),
    edit("RDP between machines", (stacks) => {
      const rules = find(stacks, "prod", NSG).values["security_rule"] as Record<string, unknown>[];
      for (const one of rules)
        if (one["name"] === "DenyRemoteManagementOutbound") one["destination_port_ranges"] = ["22"];
    }),
  ],
  "subnet-has-nsg": [
    edit(
      "private endpoints without a group",
      set("prod", "azapi_resource.Network_PrivateEndpoints_", "body.properties.networkSecurityGroup", {}),
    ),
    edit(
      "a group that does not count for private endpoints",
      set("prod", PRIVATE_SUBNET, "body.properties.privateEndpointNetworkPolicies", "Disabled"),
    ),
    edit(
      "the same, by leaving it out",
      set("prod", PRIVATE_SUBNET, "body.properties.privateEndpointNetworkPolicies", undefined),
    ),
  ],
  "subnet-no-default-outbound": [
    {
      ...edit(
        "private endpoints with a way out",
        set("prod", PRIVATE_SUBNET, "body.properties.defaultOutboundAccess", undefined),
      ),
      attribute: ["Microsoft.Network/virtualNetworks/subnets", "properties.defaultOutboundAccess"],
    },
  ],
  "subnet-delegated-to-runners": [
    {
      ...edit(
        "a subnet delegated to a service that is not named",
        set("prod", "azapi_resource.Network_Operations_", "body.properties.delegations", [{ name: "x" }]),
      ),
      attribute: ["Microsoft.Network/virtualNetworks/subnets", "properties.delegations"],
    },
    {
      ...edit(
        "a gateway out where no runners stand",
        set("prod", "azapi_resource.Network_Operations_", "body.properties.natGateway", { id: "x" }),
      ),
      attribute: ["Microsoft.Network/virtualNetworks/subnets", "properties.natGateway"],
    },
    edit(
      "a subnet delegated to somebody else's containers",
      set("prod", "azapi_resource.Network_Operations_", "body.properties.delegations", [
        { name: "x", properties: { serviceName: "Microsoft.ContainerInstance/containerGroups" } },
      ]),
    ),
  ],
  "bastion-nsg-complete": [
    {
      what: "Bastion's subnet hears nothing of the service that looks after it",
      given: withBastion,
      spoil: (stacks) => {
        const { values } = find(stacks, "prod", "azurerm_network_security_group.Added");
        const rules = values["security_rule"] as { readonly source_address_prefix: string }[];
        values["security_rule"] = rules.filter(({ source_address_prefix: from }) => from !== "GatewayManager");
      },
    },
  ],
  "machine-no-public-address": [
    {
      what: "a jump host that the internet reaches",
      given: (stacks) => {
        add("prod", "azapi_resource", structuredClone(machineInterface))(stacks);
      },
      spoil: set("prod", "azapi_resource.Added", "body.properties.ipConfigurations", [
        { name: "a", properties: { publicIPAddress: { id: "/subscriptions/1/address" } } },
      ]),
      attribute: ["Microsoft.Network/networkInterfaces", "properties.ipConfigurations.properties.publicIPAddress.id"],
    },
  ],
  "machine-hardened": (
    [
      ["properties.securityProfile.encryptionAtHost", "disks in the clear on the host"],
      ["properties.osProfile.linuxConfiguration.disablePasswordAuthentication", "a jump host with a password"],
    ] as const
  ).map(([path, what]) => ({
    what,
    given: (stacks) => {
      add("prod", "azapi_resource", structuredClone(machine))(stacks);
    },
    spoil: set("prod", "azapi_resource.Added", `body.${path}`, false),
    attribute: ["Microsoft.Compute/virtualMachines", path],
  })),
  "private-dns-linked": [
    edit(
      "a zone that nobody asks",
      remove("prod", "azurerm_private_dns_zone_virtual_network_link.PrivateAccess_privatelinkblobcorewindowsnet_"),
    ),
    edit(
      "the vault's zone that nobody asks",
      remove("prod", "azurerm_private_dns_zone_virtual_network_link.PrivateAccess_privatelinkvaultcoreazurenet_"),
    ),
    edit(
      "a zone with names of machines",
      set(
        "prod",
        "azurerm_private_dns_zone_virtual_network_link.PrivateAccess_privatelinkapiazuremlms_",
        "registration_enabled",
        true,
      ),
    ),
  ],
  "private-endpoint-automatic": [
    flip(
      "prod",
      "azurerm_private_endpoint.PrivateAccess_vault_",
      "private_service_connection.is_manual_connection",
      true,
    ),
    {
      ...flip(
        "prod",
        "azurerm_private_endpoint.PrivateAccess_vault_",
        "private_service_connection.subresource_names",
        [],
      ),
    },
  ],
  "private-endpoint-dns": [
    edit(
      "the vault is not found by name",
      set("prod", "azurerm_private_endpoint.PrivateAccess_vault_", "private_dns_zone_group.private_dns_zone_ids", []),
    ),
    edit(
      "the registry is not found by name",
      set("prod", "azurerm_private_endpoint.PrivateAccess_containerRegistry_", "private_dns_zone_group", undefined),
    ),
  ],
  "key-vault-private-endpoint": [
    edit("the vault's endpoint leads elsewhere", (stacks) => {
      const { name } = find(stacks, "prod", REGISTRY);
      set(
        "prod",
        "azurerm_private_endpoint.PrivateAccess_vault_",
        "private_service_connection.private_connection_resource_id",
        `\${azurerm_container_registry.${name}.id}`,
      )(stacks);
    }),
  ],
  "outbound-rule-narrow": [
    outbound("every host", { type: "FQDN", destination: "*" }),
    outbound("every .com", { type: "FQDN", destination: "*.com" }),
    outbound("anyone's storage", { type: "FQDN", destination: "*.blob.core.windows.net" }),
    outbound("the internet by tag", tag("Internet")),
    outbound("Azure's customers by tag", tag("AzureCloud")),
    outbound("everything by tag", tag("*")),
  ],
};
