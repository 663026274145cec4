import { rmSync, writeFileSync } from "node:fs";
import { inGroup, resourceGroup, subscription, Workbench } from "../support/terraform";

const rule = (priority: number, name: string) => ({
  name,
  priority,
  access: "Deny",
  direction: "Inbound",
  protocol: "*",
  source_port_range: "*",
  destination_port_range: "*",
  source_address_prefix: "*",
  destination_address_prefix: "*",
  description: null,
  destination_address_prefixes: null,
  destination_application_security_group_ids: null,
  destination_port_ranges: null,
  source_address_prefixes: null,
  source_application_security_group_ids: null,
  source_port_ranges: null,
});

const estate = (change: { tags?: object; replication?: string; location?: string; kvTags?: object } = {}) => ({
  azurerm_resource_group: { rg: { ...resourceGroup, tags: change.tags ?? { env: "dev" } } },
  azurerm_storage_account: {
    st: {
      name: "sttestplans",
      resource_group_name: "${azurerm_resource_group.rg.name}",
      location: change.location ?? "westeurope",
      account_tier: "Standard",
      account_replication_type: change.replication ?? "LRS",
      network_rules: [{ default_action: "Deny" }],
    },
  },
  azurerm_network_security_group: {
    nsg: {
      name: "nsg-test",
      ...inGroup,
      security_rule: [rule(100, "a"), rule(110, "b")],
      depends_on: ["azurerm_resource_group.rg"],
    },
  },
  azurerm_log_analytics_workspace: { log: { name: "log-test", ...inGroup, depends_on: ["azurerm_resource_group.rg"] } },
  azurerm_user_assigned_identity: { id: { name: "id-test", ...inGroup, depends_on: ["azurerm_resource_group.rg"] } },
  azapi_resource: {
    kv: {
      type: "Microsoft.KeyVault/vaults@2026-02-01",
      name: "kv-test-plans",
      parent_id: "${azurerm_resource_group.rg.id}",
      location: "West Europe",
      ...(change.kvTags !== undefined && { tags: change.kvTags }),
      body: {
        properties: { tenantId: "${data.azurerm_client_config.me.tenant_id}", sku: { family: "A", name: "standard" } },
      },
      response_export_values: { uri: "properties.vaultUri" },
    },
  },
});
const more = {
  data: {
    azurerm_client_config: { me: {} },
    azurerm_user_assigned_identity: {
      same: { name: "id-test", resource_group_name: "rg-test", depends_on: ["azurerm_user_assigned_identity.id"] },
    },
    azapi_client_config: { me: {} },
  },
  output: {
    uri: { value: "${azapi_resource.kv.output.uri}" },
    blob: { value: "${azurerm_storage_account.st.primary_blob_endpoint}" },
    same: {
      value:
        "${data.azurerm_user_assigned_identity.same.principal_id == azurerm_user_assigned_identity.id.principal_id}",
    },
    subscription: { value: "${data.azapi_client_config.me.subscription_id}" },
    key: { value: "${azurerm_storage_account.st.primary_access_key}", sensitive: true },
  },
};

describe("plans against the sandbox", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  it("create with defaults, and show as known after apply what Azure fills in", async () => {
    bench.write(estate(), more);
    const { code, output } = await bench.plan();
    expect(code).toBe(2);
    expect(output).toContain('min_tls_version = "TLS1_2"');
    expect(output).toContain("primary_blob_endpoint = (known after apply)");
    expect(output).toContain("primary_access_key = (sensitive value)");
    expect(output).toContain("+ blob_properties (known after apply)");
    expect(output).toContain("Plan: 6 to add, 0 to change, 0 to destroy.");
  });

  it("apply, export what Azure computes, and then plan no changes", async () => {
    const applied = await bench.apply();
    expect(applied.output).toContain("Apply complete! Resources: 6 added");
    expect(applied.output).toContain('uri = "https://kv-test-plans.vault.azure.net/"');
    expect(applied.output).toContain('blob = "https://sttestplans.blob.core.windows.net/"');
    expect(applied.output).toContain("same = true");
    expect(applied.output).toContain(`subscription = "${subscription}"`);
    expect(applied.output).toContain("key = <sensitive>");
    const { code, output } = await bench.plan();
    expect(output).toContain("No changes.");
    expect(code).toBe(0);
  });

  it("change in place what Azure changes in place", async () => {
    bench.write(estate({ tags: { env: "prod" }, replication: "RAGRS", kvTags: { owner: "ml" } }), more);
    const { output } = await bench.apply();
    expect(output).toContain("# azurerm_resource_group.rg will be updated in-place");
    expect(output).toContain("# azurerm_storage_account.st will be updated in-place");
    expect(output).toContain("# azapi_resource.kv will be updated in-place");
    expect(output).toContain("Apply complete! Resources: 0 added, 3 changed, 0 destroyed.");
    expect((await bench.plan()).code).toBe(0);
  });

  it("replace what Azure replaces, and say what forces it", async () => {
    bench.write(
      estate({ tags: { env: "prod" }, replication: "RAGRS", location: "northeurope", kvTags: { owner: "ml" } }),
      more,
    );
    const { output } = await bench.plan();
    expect(output).toContain("# azurerm_storage_account.st must be replaced");
    expect(output).toContain('~ location = "westeurope" -> "northeurope" # forces replacement');
    expect(output).toContain("1 to add, 0 to change, 1 to destroy.");
  });

  it("replace a storage account whose copies go to other zones", async () => {
    bench.write(estate({ tags: { env: "prod" }, replication: "ZRS", kvTags: { owner: "ml" } }), more);
    const { output } = await bench.plan();
    expect(output).toContain("# azurerm_storage_account.st must be replaced");
    expect(output).toContain('~ account_replication_type = "RAGRS" -> "ZRS" # forces replacement');
  });

  it("do not mind the order of a set's items", async () => {
    const shuffled = estate({ tags: { env: "prod" }, replication: "RAGRS", kvTags: { owner: "ml" } });
    shuffled.azurerm_network_security_group.nsg.security_rule.reverse();
    bench.write(shuffled, more);
    expect((await bench.plan()).code).toBe(0);
  });

  it("show hand edits of the store as drift, of azurerm's and of azapi's resources", async () => {
    await bench.edit((text) =>
      text
        .replace('"account_replication_type": "RAGRS"', '"account_replication_type": "GRS"')
        .replace('"owner": "ml"', '"owner": "eve"'),
    );
    const { code, output } = await bench.plan();
    expect(code).toBe(2);
    expect(output).toContain('~ account_replication_type = "GRS" -> "RAGRS"');
    expect(output).toContain('~ "owner" = "eve" -> "ml"');
    expect((await bench.apply()).code).toBe(0);
    expect((await bench.plan()).code).toBe(0);
  });

  it("plan to make again what someone deleted", async () => {
    await bench.sandbox.close();
    await bench.restart();
    bench.sandbox.cloud.delete(
      `/subscriptions/${subscription}/resourceGroups/rg-test/providers/Microsoft.Storage/storageAccounts/sttestplans`,
    );
    const { output } = await bench.plan();
    expect(output).toContain("# azurerm_storage_account.st will be created");
    expect((await bench.apply()).code).toBe(0);
  });

  it("import by ARM id", async () => {
    const id = `/subscriptions/${subscription}/resourceGroups/rg-test/providers`;
    bench.write(estate({ tags: { env: "prod" }, replication: "RAGRS", kvTags: { owner: "ml" } }), { data: more.data });
    await bench.terraform("state", "rm", "azurerm_network_security_group.nsg", "azapi_resource.kv");
    const nsg = await bench.terraform(
      "import",
      "azurerm_network_security_group.nsg",
      `${id}/Microsoft.Network/networkSecurityGroups/nsg-test`,
    );
    const vault = await bench.terraform(
      "import",
      "azapi_resource.kv",
      `${id}/Microsoft.KeyVault/vaults/kv-test-plans?api-version=2026-02-01`,
    );
    expect(nsg.output).toContain("Import successful");
    expect(vault.output).toContain("Import successful");
    const { output } = await bench.apply();
    expect(output).toContain("Resources: 0 added");
    expect((await bench.plan()).code).toBe(0);
    await bench.terraform("state", "rm", "azurerm_user_assigned_identity.id");
    const missing = await bench.terraform(
      "import",
      "azurerm_user_assigned_identity.id",
      `${id}/Microsoft.ManagedIdentity/userAssignedIdentities/none`,
    );
    expect(missing.output).toContain("Cannot import non-existent remote object");
    await bench.terraform(
      "import",
      "azurerm_user_assigned_identity.id",
      `${id}/Microsoft.ManagedIdentity/userAssignedIdentities/id-test`,
    );
  });

  it("serve two configurations of one provider, each with its own subscription", async () => {
    const other = "1d6f3c8b-2075-4b47-8d2e-8cf103b5e202";
    await bench.destroy();
    bench.write(
      { azurerm_resource_group: { one: resourceGroup, two: { ...resourceGroup, provider: "azurerm.other" } } },
      { output: { ids: { value: ["${azurerm_resource_group.one.id}", "${azurerm_resource_group.two.id}"] } } },
    );
    const file = `${bench.dir}/other.tf.json`;
    writeFileSync(
      file,
      JSON.stringify({ provider: { azurerm: [{ alias: "other", features: [{}], subscription_id: other }] } }),
    );
    const { output } = await bench.apply();
    expect(output).toContain(
      `"/subscriptions/${subscription}/resourceGroups/rg-test", "/subscriptions/${other}/resourceGroups/rg-test"`,
    );
    const destroyed = await bench.destroy();
    expect(destroyed.output).toContain("Destroy complete! Resources: 2 destroyed.");
    expect(bench.sandbox.store.all()).toEqual([]);
    rmSync(file);
  });

  it("name a type that is not simulated", async () => {
    bench.write({ azurerm_kubernetes_cluster: { k: { name: "k" } } });
    const { code, output } = await bench.plan();
    expect(code).toBe(1);
    expect(output).toContain('does not support resource type "azurerm_kubernetes_cluster"');
  });
});

describe("what azurerm reads otherwise than it was written", () => {
  it.each([
    { bypass: ["AzureServices"], code: 2 },
    { bypass: ["AzureServices", "Logging", "Metrics"], code: 0 },
  ])("network rules that let everybody in, and $bypass: the next plan ends with $code", async ({ bypass, code }) => {
    const bench = await Workbench.open();
    const { azurerm_resource_group, azurerm_storage_account } = estate();
    const rules = { default_action: "Allow", bypass };
    const open = { ...azurerm_storage_account.st, network_rules: [rules] };
    bench.write({ azurerm_resource_group, azurerm_storage_account: { open } });
    expect((await bench.apply()).code).toBe(0);
    expect((await bench.plan()).code).toBe(code);
    await bench.close();
  });
});
