import { exposures } from "../../../review/access";
import {
  azapi,
  change,
  configured,
  people,
  reviewOf,
  stack,
  workspaceOf,
  type Values,
} from "../../support/review-plan";

/** What a change of one resource in prod opens and closes, one text each. */
const told = (address: string, values: Values, more: Parameters<typeof stack>[2] = {}) =>
  exposures(reviewOf(stack("prod", [change(address, values)], more))).map(
    ({ effect, kind, text }) => `${effect} ${kind}: ${text}`,
  );

const storage = (more: object = {}, rules: object = {}) => ({
  name: "stpfsprod",
  public_network_access_enabled: true,
  shared_access_key_enabled: false,
  allow_nested_items_to_be_public: false,
  network_rules: [{ default_action: "Deny", ip_rules: [], virtual_network_subnet_ids: [], bypass: ["None"], ...rules }],
  ...more,
});
const account = "azurerm_storage_account.Storage_1A";

describe("network", () => {
  test("addresses that a firewall lets in come and go one by one", () => {
    const values = {
      before: storage({}, { ip_rules: ["198.51.100.0/24", "203.0.113.0/24"] }),
      after: storage({}, { ip_rules: ["203.0.113.0/24", "192.0.2.0/24"] }),
    };
    expect(told(account, values)).toEqual([
      "opens network: storage account stpfsprod becomes reachable from 192.0.2.0/24",
      "closes network: storage account stpfsprod is no longer reachable from 198.51.100.0/24",
    ]);
  });

  test.each([
    ["a firewall that lets everybody in", storage(), storage({}, { default_action: "Allow" })],
    [
      "public access without a firewall",
      storage({ public_network_access_enabled: false }),
      storage({ network_rules: [] }),
    ],
  ])("%s opens to the internet", (_, before, after) => {
    expect(told(account, { before, after })).toEqual([
      "opens network: storage account stpfsprod becomes reachable from the internet",
    ]);
    expect(told(account, { before: after, after: before })).toEqual([
      "closes network: storage account stpfsprod is no longer reachable from the internet",
    ]);
  });

  test.each([
    ["a block inside one", ["203.0.113.0/24"], ["203.0.113.0/25"], "203.0.113.0/24, only from 203.0.113.0/25"],
    ["one address of a block", ["203.0.113.0/24"], ["203.0.113.7"], "203.0.113.0/24, only from 203.0.113.7"],
  ])("%s opens nothing", (_, ip_rules, narrower, words) => {
    const values = { before: storage({}, { ip_rules }), after: storage({}, { ip_rules: narrower }) };
    expect(told(account, values)).toEqual([
      `closes network: storage account stpfsprod is no longer reachable from ${words}`,
    ]);
    expect(told(account, { before: values.after, after: values.before })).toEqual([
      `opens network: storage account stpfsprod becomes reachable from ${ip_rules[0]!}`,
    ]);
  });

  test("from everybody to some opens nothing", () => {
    const some = { ip_rules: ["203.0.113.0/24"], virtual_network_subnet_ids: ["/subscriptions/s/subnets/jobs"] };
    expect(told(account, { before: storage({}, { default_action: "Allow" }), after: storage({}, some) })).toEqual([
      "closes network: storage account stpfsprod is no longer reachable from the internet, only from 203.0.113.0/24 and from subnet jobs",
    ]);
  });

  test("addresses count for nothing while public access is off", () => {
    const off = (ip_rules: readonly string[]) => storage({ public_network_access_enabled: false }, { ip_rules });
    expect(told(account, { before: off([]), after: off(["203.0.113.0/24"]) })).toEqual([]);
  });

  test("what is made open opens; what is made closed does not; what goes closes nothing worth a line", () => {
    expect(told(account, { after: storage({}, { ip_rules: ["203.0.113.0/24"] }) })).toEqual([
      "opens network: new storage account stpfsprod is reachable from 203.0.113.0/24",
    ]);
    expect(told(account, { after: storage() })).toEqual([]);
    expect(told(account, { before: storage({}, { default_action: "Allow" }) })).toEqual([]);
  });

  test("Azure's own services that pass the firewall", () => {
    expect(told(account, { before: storage(), after: storage({}, { bypass: ["AzureServices"] }) })).toEqual([
      "opens network: storage account stpfsprod becomes open to trusted Azure services",
    ]);
  });

  test("an ARM body reads the same; one that is silent is open, as Azure has it", () => {
    const vault = (properties: object) =>
      azapi("Microsoft.KeyVault/vaults", "kv", { enableRbacAuthorization: true, ...properties });
    const open = "opens network: key vault kv becomes reachable from";
    const closed = vault({ publicNetworkAccess: "Disabled" });
    const acls = { defaultAction: "Deny", ipRules: [{ value: "203.0.113.0/24" }] };
    const after = vault({ publicNetworkAccess: "Enabled", networkAcls: acls });
    expect(told("azapi_resource.Vault_1B", { before: closed, after })).toEqual([`${open} 203.0.113.0/24`]);
    expect(told("azapi_resource.Vault_1B", { before: closed, after: vault({}) })).toEqual([`${open} the internet`]);
    expect(told("azapi_resource.Vault_1B", { before: closed, after: closed })).toEqual([]);
  });

  test("an update of an endpoint that stands elsewhere counts as the endpoint's, once", () => {
    const type = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
    const endpoint = (access: string) =>
      azapi(type, "churn-prod-1a2b", { authMode: "AADToken", publicNetworkAccess: access }, { id: "/x" });
    const update = (access: string) => ({
      type: `${type}@2025-06-01`,
      resource_id: "/x",
      body: { properties: { publicNetworkAccess: access } },
    });
    const refers = {
      configured: [configured("azapi_update_resource.Traffic_1D", { resource_id: "azapi_resource.Endpoint_1C.id" })],
    };
    const plan = (endpointValues: Values, updateValues: Values) =>
      exposures(
        reviewOf(
          stack(
            "prod-churn",
            [
              change("azapi_resource.Endpoint_1C", endpointValues),
              change("azapi_update_resource.Traffic_1D", updateValues),
            ],
            refers,
          ),
        ),
      ).map(({ text }) => text);
    // The endpoint's own body is only sent when it is made.
    const made = { before: endpoint("Disabled"), after: endpoint("Disabled") };
    expect(plan(made, { before: update("Disabled"), after: update("Enabled") })).toEqual([
      "endpoint churn-prod-1a2b becomes reachable from the internet",
    ]);
    expect(plan({ after: endpoint("Enabled") }, { after: update("Enabled") })).toEqual([
      "new endpoint churn-prod-1a2b is reachable from the internet",
    ]);
    const open = { before: endpoint("Enabled"), after: endpoint("Enabled") };
    expect(plan(open, { after: update("Enabled") })).toEqual([]);
  });

  test("inbound rules that allow; what denies or leads outward is none", () => {
    const rule = (more: object = {}) => ({
      name: "Ssh",
      access: "Allow",
      direction: "Inbound",
      protocol: "Tcp",
      destination_port_range: "22",
      destination_port_ranges: [],
      source_address_prefix: "*",
      source_address_prefixes: [],
      ...more,
    });
    const group = (...rules: object[]) => ({ name: "nsg-pfs-prod", security_rule: rules });
    const nsg = "azurerm_network_security_group.Nsg_1E";
    expect(told(nsg, { before: group(), after: group(rule()) })).toEqual([
      "opens network: network security group nsg-pfs-prod now lets in TCP 22 from anywhere",
    ]);
    expect(told(nsg, { before: group(rule()), after: group() })).toEqual([
      "closes network: network security group nsg-pfs-prod does not let in TCP 22 from anywhere any more",
    ]);
    expect(
      told(nsg, { before: group(), after: group(rule({ access: "Deny" }), rule({ direction: "Outbound" })) }),
    ).toEqual([]);
    const several = rule({
      destination_port_range: "",
      destination_port_ranges: ["80", "443"],
      source_address_prefix: "Internet",
    });
    expect(told(nsg, { before: group(), after: group(several) })).toEqual([
      "opens network: network security group nsg-pfs-prod now lets in TCP 80 and 443 from Internet",
    ]);
  });

  test("how far a workspace's computes reach", () => {
    const workspace = (isolationMode: string) =>
      azapi("Microsoft.MachineLearningServices/workspaces", "mlw", {
        publicNetworkAccess: "Disabled",
        systemDatastoresAuthMode: "Identity",
        managedNetwork: { isolationMode },
      });
    const values = { before: workspace("AllowOnlyApprovedOutbound"), after: workspace("AllowInternetOutbound") };
    expect(told("azapi_resource.Workspace_1F", values)).toEqual([
      "opens network: prod: clusters and instances and deployments of endpoints now reach any host on the internet",
      "opens network: prod: monitors on serverless Spark now reach Azure Resource Manager, any host on the internet",
      "opens network: workspace mlw now lets its computes reach the whole internet",
    ]);
    const rule = azapi(
      "Microsoft.MachineLearningServices/workspaces/outboundRules",
      "pypi",
      { type: "FQDN", destination: "pypi.org" },
      { parent_id: workspaceOf("prod") },
    );
    expect(told("azapi_resource.Rule_2A", { after: rule })).toEqual([
      "opens network: workspace mlw-pfs-prod now lets its computes reach pypi.org",
    ]);
    expect(told("azapi_resource.Rule_2A", { before: rule })).toEqual([
      "closes network: workspace mlw-pfs-prod does not let its computes reach pypi.org any more",
    ]);
  });

  test("stands where the environment's file decides it", () => {
    const [found] = exposures(
      reviewOf(
        stack("prod", [change(account, { before: storage(), after: storage({}, { default_action: "Allow" }) })]),
      ),
    );
    expect(found!.where).toEqual({ file: "config/environments/prod.yaml", line: 7, column: 3 });
  });
});

describe("keys and public data", () => {
  test.each([
    [
      account,
      storage(),
      { shared_access_key_enabled: true },
      "keys: storage account stpfsprod becomes open to shared keys",
    ],
    [
      account,
      storage(),
      { allow_nested_items_to_be_public: true },
      "public-data: storage account stpfsprod becomes able to hold blobs that anybody may read",
    ],
    [
      "azurerm_storage_container.Data_2B",
      { name: "data", container_access_type: "private" },
      { container_access_type: "blob" },
      "public-data: blob container data becomes readable by anybody",
    ],
    [
      "azurerm_container_registry.Registry_2C",
      { name: "cr", public_network_access_enabled: false, admin_enabled: false, anonymous_pull_enabled: false },
      { admin_enabled: true },
      "keys: container registry cr becomes open to an admin password",
    ],
    [
      "azurerm_container_registry.Registry_2C",
      { name: "cr", public_network_access_enabled: false, admin_enabled: false, anonymous_pull_enabled: false },
      { anonymous_pull_enabled: true },
      "public-data: container registry cr becomes open to pulls by anybody",
    ],
    [
      "azurerm_log_analytics_workspace.Logs_2D",
      { name: "log", local_authentication_enabled: false },
      { local_authentication_enabled: true },
      "keys: Log Analytics workspace log becomes open to keys instead of Entra identities",
    ],
  ])("%s", (address, closed, setting, text) => {
    const open = { ...closed, ...setting };
    expect(told(address, { before: closed, after: open })).toEqual([`opens ${text}`]);
    expect(told(address, { before: open, after: closed })).toEqual([
      `closes ${text.replace("becomes", "is no longer")}`,
    ]);
    expect(told(address, { before: closed, after: { ...closed, tags: {} } })).toEqual([]);
  });

  test.each([
    [
      "workspaces/onlineEndpoints",
      { authMode: "AADToken", publicNetworkAccess: "Disabled" },
      { authMode: "Key" },
      "endpoint x becomes open to endpoint keys",
    ],
    [
      "workspaces/computes",
      { computeType: "AmlCompute", disableLocalAuth: true },
      { disableLocalAuth: false },
      "compute x becomes open to local accounts",
    ],
    [
      "workspaces/computes",
      { computeType: "AmlCompute", disableLocalAuth: true },
      { disableLocalAuth: undefined },
      "compute x becomes open to local accounts",
    ],
    [
      "workspaces",
      {
        publicNetworkAccess: "Disabled",
        systemDatastoresAuthMode: "Identity",
        managedNetwork: { isolationMode: "AllowOnlyApprovedOutbound" },
      },
      { systemDatastoresAuthMode: "AccessKey" },
      "workspace x becomes dependent on account keys of its datastores",
    ],
  ])("%s %j %j", (type, closed, setting, text) => {
    const values = (properties: object) => azapi(`Microsoft.MachineLearningServices/${type}`, "x", properties);
    const changed = { before: values(closed), after: values({ ...closed, ...setting }) };
    expect(told("azapi_resource.X_2E", changed)).toEqual([`opens keys: ${text}`]);
    expect(told("azapi_resource.X_2E", { after: values(closed) })).toEqual([]);
  });
});

describe("trust", () => {
  const credential = (subject: string, more: object = {}) => ({
    name: "github",
    parent_id:
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-pfs-prod-apply",
    issuer: "https://token.actions.githubusercontent.com",
    audience: ["api://AzureADTokenExchange"],
    subject,
    ...more,
  });
  const address = "azurerm_federated_identity_credential.Trust_3A";

  test.each([
    ["repo:pfs/mlops:environment:prod", "jobs of GitHub repository pfs/mlops in its environment prod"],
    ["repo:pfs@1/mlops@2:environment:prod", "jobs of GitHub repository pfs@1/mlops@2 in its environment prod"],
    ["repo:pfs/mlops:ref:refs/heads/main", "jobs of GitHub repository pfs/mlops on branch main"],
    ["repo:pfs/mlops:ref:refs/tags/v1", "ref:refs/tags/v1 of GitHub repository pfs/mlops"],
    ["repo:pfs/mlops:pull_request", "pull requests of GitHub repository pfs/mlops"],
  ])("a credential for %s", (subject, who) => {
    expect(told(address, { after: credential(subject) })).toEqual([
      `opens federated-credential: identity id-pfs-prod-apply now trusts ${who}`,
    ]);
    expect(told(address, { before: credential(subject) })).toEqual([
      `closes federated-credential: identity id-pfs-prod-apply does not trust ${who} any more`,
    ]);
  });

  test("another issuer, and another audience, are said as they are", () => {
    const foreign = credential("system:serviceaccount:ns:sa", { issuer: "https://oidc.example", audience: ["other"] });
    expect(told(address, { after: foreign })).toEqual([
      "opens federated-credential: identity id-pfs-prod-apply now trusts system:serviceaccount:ns:sa of https://oidc.example, for other",
    ]);
  });

  test("a change of subject trusts one more and one less", () => {
    const values = {
      before: credential("repo:pfs/mlops:pull_request"),
      after: credential("repo:evil/fork:pull_request"),
    };
    expect(told(address, { ...values, actions: ["delete", "create"] })).toEqual([
      "opens federated-credential: identity id-pfs-prod-apply now trusts pull requests of GitHub repository evil/fork",
      "closes federated-credential: identity id-pfs-prod-apply does not trust pull requests of GitHub repository pfs/mlops any more",
    ]);
  });

  test("actions of a custom role: added open, removed close, and those that reach access are marked", () => {
    const role = (actions: readonly string[], more: object = {}) => ({
      name: "ML Job Submitter (pfs-prod)",
      permissions: [{ actions, ...more }],
      assignable_scopes: ["/rg"],
    });
    const definition = "azurerm_role_definition.Role_3B";
    const values = { before: role(["a/read", "b/write"]), after: role(["a/read", "Microsoft.Authorization/*"]) };
    expect(told(definition, values)).toEqual([
      "opens custom-role: custom role ML Job Submitter (pfs-prod) now allows Microsoft.Authorization/* (privileged)",
      "closes custom-role: custom role ML Job Submitter (pfs-prod) no longer allows b/write",
    ]);
    expect(told(definition, { before: role(["*"], { not_actions: ["x/delete"] }), after: role(["*"]) })).toEqual([
      "opens custom-role: custom role ML Job Submitter (pfs-prod) no longer excludes x/delete",
    ]);
    expect(told(definition, { after: role(["a/read"]) })).toEqual([
      "opens custom-role: new custom role ML Job Submitter (pfs-prod) allows a/read",
    ]);
    expect(told(definition, { before: role(["a"]), after: { ...role(["a"]), description: "other" } })).toEqual([]);
    // Where the resource group is replaced, its id is known after apply only.
    const unknown = { before: role(["a"]), after: { ...role(["a"]), assignable_scopes: undefined } };
    expect(told(definition, { ...unknown, unknown: { assignable_scopes: [true] } })).toEqual([]);
    expect(told(definition, unknown)).toEqual([
      "closes custom-role: custom role ML Job Submitter (pfs-prod) can no longer be granted on /rg",
    ]);
  });

  test("a vault that goes by access policies, and whom they let in", () => {
    const vault = (properties: object) =>
      azapi("Microsoft.KeyVault/vaults", "kv", { publicNetworkAccess: "Disabled", ...properties });
    const policy = { objectId: people.audit, permissions: { secrets: ["Get", "List"], keys: [] } };
    const values = {
      before: vault({ enableRbacAuthorization: true }),
      after: vault({ enableRbacAuthorization: false, accessPolicies: [policy] }),
    };
    expect(told("azapi_resource.Vault_3C", values)).toEqual([
      "opens vault-policy: key vault kv now gives PFS Audit get, list on secrets",
      "opens vault-policy: key vault kv now goes by access policies of its own instead of roles",
    ]);
  });

  test("the same text in several stacks is one entry; what opens comes first", () => {
    const values = (subject: string) => change(address, { after: credential(subject) });
    const gone = change("azurerm_federated_identity_credential.Old_3D", {
      before: credential("repo:a/b:pull_request"),
    });
    const found = exposures(
      reviewOf(stack("prod", [values("repo:x/y:pull_request"), gone]), stack("dev", [values("repo:x/y:pull_request")])),
    );
    expect(found.map(({ effect, stacks }) => [effect, stacks])).toEqual([
      ["opens", ["dev", "prod"]],
      ["closes", ["prod"]],
    ]);
  });
});

describe("where it is decided", () => {
  const place = (file: string, line: number) => ({ file, line, column: 3 });
  const organization = "config/organization.yaml";
  const where = (name: string, address: string, values: Values) => {
    const input = reviewOf(stack(name, [change(address, values)]));
    const at = {
      repository: place(organization, 9),
      "platform.state.inbound": place(organization, 31),
      "platform.registry.inbound": place(organization, 35),
    };
    return exposures({ ...input, context: { ...input.context, at } }).map((one) => one.where);
  };
  const role = (title: string) => ({ after: { name: title, permissions: [{ actions: ["*/read"] }] } });
  const compute = azapi("Microsoft.MachineLearningServices/workspaces/computes", "cpu", {
    computeType: "AmlCompute",
    disableLocalAuth: false,
  });
  const endpoint = azapi("Microsoft.MachineLearningServices/workspaces/onlineEndpoints", "ept", {
    authMode: "Key",
    publicNetworkAccess: "Disabled",
  });
  const registry = azapi("Microsoft.MachineLearningServices/registries", "mlr", { publicNetworkAccess: "Enabled" });
  const credential = {
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:pfs/ml:environment:dev",
    audience: ["api://AzureADTokenExchange"],
  };

  test.each([
    ["what pipelines are trusted", "bootstrap", "azurerm_federated_identity_credential.A", { after: credential }, 9],
    ["who reaches the state", "bootstrap", account, { after: storage({ network_rules: [] }) }, 31],
    ["who reaches the registry", "registry", "azapi_resource.R", { after: registry }, 35],
  ])("by the organization: %s", (_, name, address, values, line) => {
    const found = where(name, address, values);
    // That shared keys do not work is up to no file.
    expect(found.filter((one) => one !== undefined)).toEqual([place(organization, line)]);
  });

  test("by an environment: keys of computes, and its own role", () => {
    const cpu = { before: azapi("Microsoft.MachineLearningServices/workspaces/computes", "cpu", {}), after: compute };
    expect(where("prod", "azapi_resource.C", cpu)).toEqual([place("config/environments/prod.yaml", 3)]);
    expect(where("prod", "azurerm_role_definition.R", role("ML Restricted Data Scientist (pfs-prod)"))).toEqual([
      place("config/environments/prod.yaml", 10),
    ]);
  });

  test("by a use case: keys of its endpoint, and the roles of its callers and workflows", () => {
    const file = "config/use-cases/churn.yaml";
    expect(where("prod-churn", "azapi_resource.E", { after: endpoint })).toEqual([place(file, 58)]);
    expect(where("prod-churn", "azurerm_role_definition.R", role("ML Job Submitter (pfs-prod-churn)"))).toEqual([
      place(file, 30),
    ]);
  });

  test("by no file: a role and keys that are not up to the configuration", () => {
    expect(where("prod", "azurerm_role_definition.R", role("Something else"))).toEqual([undefined]);
    expect(where("prod", account, { before: storage(), after: storage({ shared_access_key_enabled: true }) })).toEqual([
      undefined,
    ]);
  });
});
