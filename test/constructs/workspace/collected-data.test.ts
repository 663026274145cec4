import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { CollectedData, MlWorkspace, type CollectedDataProps } from "../../../constructs/workspace";
import { existing, LOGS, PLACEMENT } from "../../support/placement";
import { synth } from "../../support/synth";

const WORKSPACE = existing("Microsoft.MachineLearningServices/workspaces", "mlw-test");
const ML = "Microsoft.MachineLearningServices/workspaces";
const minimal: CollectedDataProps = {
  ...PLACEMENT,
  name: "sttestcollected",
  inbound: { mode: "private" },
  replication: "GZRS",
  softDeleteDays: 90,
  preventDestroy: true,
  logs: LOGS,
};
const make = (props: Partial<CollectedDataProps> = {}) =>
  synth((stack) => new CollectedData(stack, "Collected", { ...minimal, ...props }).addDatastore(WORKSPACE));

describe("CollectedData", () => {
  it("has a hierarchical namespace, without which monitors cannot read it by identity, and so no versions", () => {
    const account = make().only(StorageAccount);
    expect(account).toMatchObject({
      is_hns_enabled: true,
      shared_access_key_enabled: false,
      public_network_access_enabled: false,
      account_replication_type: "GZRS",
      network_rules: { default_action: "Deny", ip_rules: [] },
      lifecycle: { prevent_destroy: true },
    });
    expect(account["blob_properties"]).toEqual({
      container_delete_retention_policy: { days: 90 },
      delete_retention_policy: { days: 90 },
    });
  });

  it("lets the named addresses in where the environment does", () => {
    const account = make({ inbound: { mode: "public", allowedAddresses: ["203.0.113.0/24"] } }).only(StorageAccount);
    expect(account).toMatchObject({
      public_network_access_enabled: true,
      network_rules: { default_action: "Deny", ip_rules: ["203.0.113.0/24"] },
    });
  });

  it("is known to the workspace as a datastore of blobs without a credential", () => {
    const stack = make();
    expect(stack.only(StorageContainer)).toMatchObject({ name: "collected", container_access_type: "private" });
    expect(stack.onlyArm(`${ML}/datastores`)).toMatchObject({
      name: "collected_data",
      parent_id: WORKSPACE.id,
      create_query_parameters: { skipValidation: ["true"] },
      body: { properties: { datastoreType: "AzureBlob", credentials: { credentialsType: "None" } } },
    });
  });

  it("rejects a name that Azure does not accept", () => {
    expect(() => make({ name: "no_good" })).toThrow("MLOPS-STORAGE-003");
  });
});

describe("the managed network of a workspace", () => {
  const workspace = (outbound: ConstructorParameters<typeof MlWorkspace>[2]["outbound"]) =>
    synth(
      (stack) =>
        new MlWorkspace(stack, "Workspace", {
          ...PLACEMENT,
          name: "mlw-pfs-test",
          identity: existing("Microsoft.ManagedIdentity/userAssignedIdentities", "id-test"),
          grants: [],
          storage: existing("Microsoft.Storage/storageAccounts", "sttest"),
          vault: existing("Microsoft.KeyVault/vaults", "kv-test"),
          containerRegistry: existing("Microsoft.ContainerRegistry/registries", "crtest"),
          applicationInsights: existing("Microsoft.Insights/components", "appi-test"),
          logs: LOGS,
          inbound: { mode: "private" },
          outbound,
          ownEndpoints: {
            "own-storage-dfs": {
              type: "private-endpoint",
              resource: existing("Microsoft.Storage/storageAccounts", "sttest").id,
              subresource: "dfs",
            },
          },
          preventDestroy: true,
        }),
    ).json as { resource: Record<string, Record<string, Record<string, unknown>>> };

  it("is provisioned for Spark, after its rules, where monitors may run", () => {
    const { resource } = workspace({ mode: "internet" });
    const [action] = Object.values(resource["azapi_resource_action"]!);
    expect(action).toMatchObject({
      action: "provisionManagedNetwork",
      body: { includeSpark: true },
    });
    expect(action!["depends_on"]).toEqual([expect.stringContaining("OwnEndpoints_own-storage-dfs")]);
    const rule = Object.values(resource["azapi_resource"]!).find(({ name }) => name === "own-storage-dfs");
    expect(rule!["body"]).toMatchObject({
      properties: { destination: { subresourceTarget: "dfs", sparkEnabled: true } },
    });
  });

  it("is not where they cannot", () => {
    expect(workspace({ mode: "approved-only", rules: {} }).resource).not.toHaveProperty("azapi_resource_action");
  });

  it("rejects rules other than private endpoints where the internet is open", () => {
    expect(() => workspace({ mode: "internet", rules: { pypi: { type: "fqdn", host: "pypi.org" } } })).toThrow(
      /MLOPS-WORKSPACE-003 outbound\.rules\.pypi needs mode approved-only.*given fqdn/,
    );
  });
});
