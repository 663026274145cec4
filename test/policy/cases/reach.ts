import { id, type Fixture, LATER, type RuleCase } from "../fixtures";

const workspaces = "Microsoft.MachineLearningServices/workspaces";
const rules = `${workspaces}/outboundRules`;
const HERE = "/subscriptions/1/resourceGroups/prod";
const ELSEWHERE = "/subscriptions/2/resourceGroups/dev";

const closed = { public_network_access_enabled: false };
const open = { public_network_access_enabled: true };
/** A private endpoint of the managed network to a part of something. */
const endpoint = (part: unknown, to = "data", more: object = {}) => ({
  type: "PrivateEndpoint",
  destination: { serviceResourceId: id(to), subresourceTarget: part, sparkEnabled: true, ...more },
});

interface Environment {
  readonly isolation?: unknown;
  readonly storage?: Readonly<Record<string, unknown>>;
  /** What its own rules lead to, of the storage. */
  readonly endpoints?: readonly object[];
  readonly spark?: unknown;
  /** Whether azurerm makes the workspace. */
  readonly azurerm?: boolean;
}

/** A workspace on a storage account, with what leads from one to the other. */
function environment({
  isolation = "AllowInternetOutbound",
  storage = closed,
  endpoints = [endpoint("dfs")],
  spark = true,
  azurerm = false,
}: Environment = {}): Fixture {
  return {
    ...(azurerm
      ? {
          azurerm_machine_learning_workspace: {
            storage_account_id: id("data"),
            public_network_access_enabled: false,
            managed_network: [{ isolation_mode: isolation }],
          },
        }
      : {
          [workspaces]: {
            parent_id: HERE,
            properties: {
              storageAccount: id("data"),
              publicNetworkAccess: "Disabled",
              managedNetwork: { isolationMode: isolation },
            },
          },
        }),
    "azurerm_storage_account#data": storage,
    ...Object.fromEntries(
      endpoints.map((properties, index) => [`${rules}#rule-${index}`, { parent_id: id("it"), properties }]),
    ),
    "azapi_resource_action#spark": {
      type: `${workspaces}@2025-06-01`,
      resource_id: id("it"),
      action: "provisionManagedNetwork",
      body: { includeSpark: spark },
    },
  };
}

/** Something of an environment, and a workspace of another whose managed network leads where it is told to. */
const beside = (kind: string, values: object, leads: object): Fixture => ({
  [kind]: { ...(kind.includes("/") && { parent_id: HERE }), ...values } as Readonly<Record<string, unknown>>,
  [`${workspaces}#other`]: {
    parent_id: ELSEWHERE,
    properties: { managedNetwork: { isolationMode: "AllowInternetOutbound" } },
  },
  [`${rules}#leads`]: { parent_id: id("other"), properties: leads },
});
const kinds = [
  "azurerm_storage_account",
  "azurerm_container_registry",
  "azurerm_key_vault",
  "azurerm_machine_learning_workspace",
  "Microsoft.Storage/storageAccounts",
  "Microsoft.ContainerRegistry/registries",
  "Microsoft.KeyVault/vaults",
  workspaces,
];
const LAKE = `${ELSEWHERE}/providers/Microsoft.Storage/storageAccounts/lake`;

/** The network of `prod`, which is configured to ask these servers. */
const asking = (servers: unknown, configured: readonly string[] = [], stack = "prod"): Fixture => ({
  azurerm_virtual_network: { name: "vnet", ...(servers !== undefined && { dns_servers: servers }) },
  expected: { nameServers: { prod: configured } },
  stack,
});

export const reachCases: readonly RuleCase[] = [
  {
    rule: "network-resolver-configured",
    pass: [
      asking(undefined),
      asking([]),
      asking(["10.0.1.4"], ["10.0.1.4"]),
      asking(["10.0.1.5", "10.0.1.4"], ["10.0.1.4", "10.0.1.5"]),
    ],
    fail: [
      asking(["203.0.113.53"]),
      asking(["203.0.113.53"], ["10.0.1.4"]),
      asking(["10.0.1.4", "203.0.113.53"], ["10.0.1.4"]),
      asking(["10.0.1.4"], ["10.0.1.4", "10.0.1.5"]),
      asking([], ["10.0.1.4"]),
      asking(undefined, ["10.0.1.4"]),
      // One environment's servers are not another's.
      asking(["10.0.1.4"], ["10.0.1.4"], "dev"),
    ],
    unknown: [asking([LATER], ["10.0.1.4"]), asking(LATER, ["10.0.1.4"])],
    silent: [{ azurerm_virtual_network: { name: "vnet", dns_servers: ["10.0.1.4"] } }],
  },
  {
    rule: "needs-reached",
    pass: [
      environment(),
      environment({ azurerm: true }),
      // Where everything is open, nothing is out of reach.
      environment({ storage: open, endpoints: [], spark: false }),
      // Azure ML runs no monitors there, so that Spark needs nothing.
      environment({ isolation: "AllowOnlyApprovedOutbound", endpoints: [], spark: false }),
      // Named addresses are no way for jobs: they need endpoints of their own.
      environment({
        storage: { network_rules: [{ default_action: "Deny", ip_rules: ["203.0.113.0/24"] }] },
        endpoints: [endpoint("blob"), endpoint("file"), endpoint("dfs")],
      }),
    ],
    fail: [
      environment({ endpoints: [] }),
      environment({ endpoints: [], azurerm: true }),
      environment({ endpoints: [endpoint("file")] }),
      environment({ endpoints: [endpoint("dfs", "data", { sparkEnabled: false })] }),
      environment({ spark: false }),
      environment({ storage: { ...closed, network_rules: [{ default_action: "Deny", bypass: ["None"] }] } }),
      environment({ storage: { network_rules: [{ default_action: "Deny", ip_rules: ["203.0.113.0/24"] }] } }),
    ],
    unknown: [
      environment({ isolation: LATER }),
      environment({ storage: { public_network_access_enabled: LATER } }),
      environment({ azurerm: true, isolation: LATER }),
      { [workspaces]: { parent_id: HERE, properties: { storageAccount: LATER } } },
    ],
  },
  {
    rule: "environments-apart",
    pass: kinds.map((kind) =>
      beside(kind, {}, { type: "PrivateEndpoint", destination: { serviceResourceId: LAKE, subresourceTarget: "dfs" } }),
    ),
    fail: [
      ...kinds.map((kind) => beside(kind, {}, endpoint("blob", "it"))),
      {
        azurerm_storage_account: { resource_group_name: "prod" },
        azurerm_private_endpoint: {
          subnet_id: `${ELSEWHERE}/providers/Microsoft.Network/virtualNetworks/dev/subnets/a`,
          private_service_connection: [{ private_connection_resource_id: id(), subresource_names: ["blob"] }],
        },
      },
    ],
    unknown: kinds.map((kind) =>
      beside(
        kind,
        {},
        { type: "PrivateEndpoint", destination: { serviceResourceId: LATER, subresourceTarget: "dfs" } },
      ),
    ),
    silent: [{ stack: "registry", ...beside("azurerm_storage_account", {}, endpoint("blob", "it")) }],
  },
];
