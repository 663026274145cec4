import { attributeCase, id, LATER, type Fixture, type RuleCase } from "../fixtures";

const ML = "Microsoft.MachineLearningServices/workspaces";
const workflow = "Microsoft.Logic/workflows";
const computes = `${ML}/computes`;
const rules = `${ML}/outboundRules`;
const AZURE = "https://management.azure.com";

const request = { Request: { type: "Request", kind: "Http", inputs: { method: "POST" } } };
const started = (triggers: unknown, more: object = {}): Fixture => ({
  [workflow]: { properties: { definition: { triggers }, ...more } },
});
const http = (inputs: object): object => ({
  Call: {
    type: "Http",
    inputs: {
      uri: `@concat('${AZURE}', parameters('endpoint'))`,
      authentication: { type: "ManagedServiceIdentity", audience: `${AZURE}/` },
      ...inputs,
    },
  },
});
const acting = (actions: unknown): Fixture => ({ [workflow]: { properties: { definition: { actions } } } });
const asset = (text: unknown, more: Fixture = {}): Fixture => ({
  [`${ML}/onlineEndpoints/deployments`]: { properties: { model: text } },
  "Microsoft.MachineLearningServices/registries#mlr": { name: "mlr-pfs" },
  ...more,
});
const inbound = (rule: object): Fixture => ({ azurerm_network_security_group: { security_rule: [rule] } });
const deny = {
  direction: "Inbound",
  access: "Deny",
  source_address_prefix: "*",
  destination_address_prefix: "*",
  destination_port_range: "*",
};
const zone = (link: object): Fixture => ({
  azurerm_private_dns_zone: { name: "privatelink.x" },
  "azurerm_private_dns_zone_virtual_network_link#link": { registration_enabled: false, ...link },
});
const leading = (destination: unknown, type = "FQDN"): Fixture => ({ [rules]: { properties: { type, destination } } });
const account = (rules_: object, open = true): Fixture => ({
  azurerm_storage_account: { public_network_access_enabled: open, network_rules: rules_ },
});
const vault = (ipRules: unknown, publicNetworkAccess: unknown = "Enabled"): Fixture => ({
  "Microsoft.KeyVault/vaults": { properties: { publicNetworkAccess, networkAcls: { ipRules } } },
});
/** One for each kind with a firewall, with blocks in its list. */
const lists = (...blocks: readonly unknown[]): readonly Fixture[] => [
  account({ ip_rules: blocks }),
  { azurerm_storage_account_network_rules: { ip_rules: blocks } },
  {
    "Microsoft.Storage/storageAccounts": {
      properties: { publicNetworkAccess: "Enabled", networkAcls: { ipRules: blocks.map((value) => ({ value })) } },
    },
  },
  { azurerm_key_vault: { public_network_access_enabled: true, network_acls: { ip_rules: blocks } } },
  vault(blocks.map((value) => ({ value }))),
  {
    azurerm_container_registry: {
      public_network_access_enabled: true,
      network_rule_set: [{ ip_rule: blocks.map((one) => ({ ip_range: one })) }],
    },
  },
  {
    "Microsoft.ContainerRegistry/registries": {
      properties: { publicNetworkAccess: "Enabled", networkRuleSet: { ipRules: blocks.map((value) => ({ value })) } },
    },
  },
  { [ML]: { properties: { publicNetworkAccess: "Enabled", ipAllowlist: blocks } } },
];

const nines = Array.from({ length: 4 }, (_, index) => `${20 + 2 * index}.0.0.0/9`);

const doing = (actions: unknown, beside: Fixture = {}): Fixture => ({
  [`${workflow}#doing`]: { properties: { state: "Enabled", definition: { actions } } },
  ...beside,
});
const startedByAlert: Fixture = {
  "Microsoft.Insights/actionGroups": { properties: { logicAppReceivers: [{ resourceId: id("doing") }] } },
};
const switchedOn = attributeCase(
  "workflow-enabled",
  { [workflow]: ["properties.state", "Enabled", ["Disabled", "Suspended"], "pass"] },
  { [workflow]: { properties: { definition: { actions: { Tell: { type: "Compose" } } } } } },
);

export const workflowCases: readonly RuleCase[] = [
  {
    ...switchedOn,
    pass: [
      ...switchedOn.pass,
      doing(
        { Act: { type: "Scope", actions: { Write: { type: "Http", inputs: { method: "PUT" } } } } },
        startedByAlert,
      ),
    ],
    fail: [
      ...switchedOn.fail,
      doing({}),
      { [workflow]: { properties: { state: "Enabled" } } },
      doing({ Tell: { type: "Compose" } }, startedByAlert),
      doing({ Read: { type: "Http", inputs: { method: "GET" } } }, startedByAlert),
    ],
    unknown: [...switchedOn.unknown!, doing(LATER)],
  },
  {
    rule: "workflow-not-open",
    pass: [
      started(request),
      started(request, {
        accessControl: { triggers: { allowedCallerIpAddresses: [{ addressRange: "203.0.113.0/24" }] } },
      }),
    ],
    fail: [
      started({}),
      started({ ...request, Timer: { type: "Recurrence" } }),
      started({ Timer: { type: "Recurrence" } }),
      started({ Request: { ...request.Request, inputs: { method: "GET" } } }),
      started(request, {
        accessControl: { triggers: { allowedCallerIpAddresses: [{ addressRange: "0.0.0.0-255.255.255.255" }] } },
      }),
      started(request, { accessControl: { contents: { allowedCallerIpAddresses: [{ addressRange: "0.0.0.0/0" }] } } }),
      started(request, { accessControl: { triggers: { sasAuthenticationPolicy: { state: "Disabled" } } } }),
    ],
    unknown: [started(LATER), started(request, { accessControl: LATER })],
  },
  {
    rule: "workflow-calls-azure-only",
    pass: [
      acting(http({})),
      acting({ Again: { type: "Until", actions: http({ uri: "@variables('nextPage')" }) } }),
      acting({ Say: { type: "Response", inputs: { statusCode: 200 } } }),
    ],
    fail: [
      acting(http({ uri: "https://evil.example/take" })),
      acting({ Deep: { type: "If", actions: {}, else: { actions: http({ uri: "https://evil.example" }) } } }),
      acting(http({ authentication: { type: "Basic" } })),
      acting(http({ authentication: { type: "ManagedServiceIdentity", audience: "https://vault.azure.net" } })),
      acting(http({ headers: { Authorization: "x" } })),
      acting(http({ uri: "@parameters('anywhere')" })),
      acting({ Mail: { type: "ApiConnection", inputs: {} } }),
      acting({ Code: { type: "JavaScriptCode", inputs: { code: "x" } } }),
      acting({ Page: { type: "InitializeVariable", inputs: { variables: [{ value: "https://evil.example" }] } } }),
    ],
    unknown: [acting(LATER), acting(http({ uri: LATER }))],
  },
  {
    rule: "assets-from-own-registry",
    pass: [
      asset("azureml://registries/mlr-pfs/models/churn/versions/12"),
      {
        [`${ML}/schedules`]: {
          properties: {
            action: { jobDefinition: { componentId: "azureml://registries/mlr-pfs/components/c/versions/1" } },
          },
        },
      },
      {
        [workflow]: {
          properties: {
            parameters: { job: { value: { componentId: "azureml://registries/mlr/components/c/versions/1" } } },
          },
        },
      },
    ],
    fail: [
      asset("azureml://registries/evil/models/churn/versions/12"),
      asset("azureml://registries/mlr-pfs/models/churn/versions/latest"),
      asset("azureml://registries/mlr-pfs/models/churn/labels/latest"),
      asset("azureml://registries/mlr-pfs/models/churn"),
      {
        [`${ML}/schedules`]: {
          properties: { action: { jobDefinition: { componentId: "azureml://registries/mlr-pfs/components/c" } } },
        },
      },
      {
        [workflow]: {
          properties: { parameters: { job: { value: { componentId: "azureml://registries/mlr-pfs/x" } } } },
        },
      },
    ],
    unknown: [asset(LATER)],
  },
  {
    rule: "workspace-own-parts",
    pass: [
      {
        [ML]: { properties: { storageAccount: id("st"), applicationInsights: id("appi") } },
        "azurerm_storage_account#st": {},
        "azurerm_application_insights#appi": {},
      },
    ],
    fail: [
      { [ML]: { properties: { storageAccount: id("st") } }, "azurerm_storage_account#st": {} },
      {
        [ML]: {
          properties: {
            storageAccount: "/subscriptions/x/resourceGroups/y/providers/Microsoft.Storage/storageAccounts/z",
          },
        },
      },
    ],
    unknown: [
      {
        [ML]: { properties: { keyVault: LATER, applicationInsights: id("appi") } },
        "azurerm_application_insights#appi": {},
      },
    ],
  },
  attributeCase("workspace-network-provisioned", {
    [ML]: [
      ["properties.provisionNetworkNow", true, [false], "fail"],
      ["properties.v1LegacyMode", false, [true], "pass"],
    ],
  }),
  attributeCase(
    "compute-personal",
    {
      [computes]: [
        ["properties.properties.applicationSharingPolicy", "Personal", ["Shared"], "fail"],
        ["properties.properties.computeInstanceAuthorizationType", "personal", ["none"], "fail"],
        ["properties.properties.personalComputeInstanceSettings.assignedUser.objectId", "u", [""], "fail"],
      ],
    },
    { [computes]: { properties: { computeType: "ComputeInstance" } } },
  ),
  {
    rule: "compute-own-identity",
    pass: [cluster({ identity: [{ type: "UserAssigned", identity_ids: ["/x"] }] })],
    fail: [
      cluster({ identity: [{ type: "SystemAssigned" }] }),
      cluster({}),
      cluster({ identity: [{ type: "UserAssigned", identity_ids: [] }] }),
    ],
    unknown: [cluster({ identity: [{ type: LATER, identity_ids: ["/x"] }] })],
  },
  {
    rule: "compute-idle-short",
    pass: [idle("AmlCompute", "PT15M"), idle("ComputeInstance", "P3D")],
    fail: [idle("AmlCompute", "P30D"), idle("ComputeInstance", "P365D"), idle("ComputeInstance", "never")],
    unknown: [idle("AmlCompute", LATER)],
  },
  attributeCase("deployment-traced", {
    [`${ML}/onlineEndpoints/deployments`]: ["properties.appInsightsEnabled", true, [false], "fail"],
  }),
  {
    rule: "allow-list-narrow",
    pass: [...lists("203.0.113.0/24", "198.51.100.7"), account({}, false)],
    fail: [
      ...lists("20.0.0.0/12"),
      ...lists("20.0.0.0/16", "21.0.0.0/16"),
      account({ virtual_network_subnet_ids: ["/x"] }),
      account({ ip_rules: ["203.0.113.0/24"] }, false),
      vault([{ value: "203.0.113.7" }], "Disabled"),
    ],
    unknown: [account({ ip_rules: LATER }), vault(LATER), account({ ip_rules: ["203.0.113.7"] }, LATER as never)],
  },
  {
    rule: "allow-list-not-internet",
    pass: [...lists("203.0.113.0/24"), ...lists("20.0.0.0/8"), account({})],
    fail: [
      ...lists("0.0.0.0/0"),
      ...lists("0.0.0.0/1", "128.0.0.0/1"),
      ...lists(...nines),
      ...lists("0.0.0.0-255.255.255.255"),
      ...lists("not an address!"),
    ],
    unknown: [account({ ip_rules: LATER })],
  },
  {
    rule: "nsg-denies-by-default",
    pass: [
      inbound(deny),
      {
        "Microsoft.Network/networkSecurityGroups": {
          properties: {
            securityRules: [
              {
                properties: {
                  direction: "Inbound",
                  access: "Deny",
                  sourceAddressPrefix: "*",
                  destinationAddressPrefix: "*",
                  destinationPortRange: "*",
                },
              },
            ],
          },
        },
      },
    ],
    fail: [
      inbound({ ...deny, access: "Allow" }),
      inbound({ ...deny, source_address_prefix: "10.0.0.0/8" }),
      inbound({ ...deny, direction: "Outbound" }),
      { azurerm_network_security_group: { security_rule: [] } },
      { "Microsoft.Network/networkSecurityGroups": { properties: { securityRules: [] } } },
    ],
    unknown: [{ azurerm_network_security_group: { security_rule: LATER } }, inbound({ ...deny, access: LATER })],
  },
  {
    rule: "private-dns-linked",
    pass: [zone({ private_dns_zone_name: id("it", "name") }), zone({ private_dns_zone_name: "privatelink.x" })],
    fail: [
      { azurerm_private_dns_zone: { name: "privatelink.x" } },
      zone({ private_dns_zone_name: "privatelink.y" }),
      zone({ private_dns_zone_name: "privatelink.x", registration_enabled: true }),
    ],
    unknown: [zone({ private_dns_zone_name: LATER })],
  },
  attributeCase("private-endpoint-automatic", {
    azurerm_private_endpoint: [
      ["private_service_connection.is_manual_connection", false, [true], "fail"],
      ["private_service_connection.subresource_names", ["blob"], [[]], "fail"],
    ],
  }),
  {
    rule: "outbound-rule-narrow",
    pass: [
      leading("pypi.org"),
      leading("*.pypi.org"),
      leading({ serviceTag: "AzureMonitor" }, "ServiceTag"),
      leading({ serviceResourceId: "/x" }, "PrivateEndpoint"),
    ],
    fail: [
      leading("*"),
      leading("*.com"),
      leading("*.co.uk"),
      leading("*.blob.core.windows.net"),
      leading({ serviceTag: "Internet" }, "ServiceTag"),
      leading({ serviceTag: "AzureCloud.westeurope" }, "ServiceTag"),
      leading({ serviceTag: "*" }, "ServiceTag"),
    ],
    unknown: [leading(LATER), leading({ serviceTag: LATER }, "ServiceTag")],
  },
];

function cluster(values: object): Fixture {
  return { [computes]: { ...values, properties: { computeType: "AmlCompute" } } };
}
function idle(computeType: string, time: unknown): Fixture {
  const properties =
    computeType === "AmlCompute"
      ? { scaleSettings: { nodeIdleTimeBeforeScaleDown: time } }
      : { idleTimeBeforeShutdown: time };
  return { [computes]: { properties: { computeType, properties } } };
}
