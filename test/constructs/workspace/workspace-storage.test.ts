import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { WorkspaceStorage, type WorkspaceStorageProps } from "../../../constructs/workspace";
import { LOGS, PLACEMENT } from "../../support/placement";
import { synth } from "../../support/synth";

const minimal: WorkspaceStorageProps = {
  ...PLACEMENT,
  name: "stpfstest12345678",
  inbound: { mode: "private" },
  replication: "GZRS",
  preventDestroy: true,
  logs: LOGS,
};
const make = (props: Partial<WorkspaceStorageProps> = {}) =>
  synth((stack) => new WorkspaceStorage(stack, "Storage", { ...minimal, ...props }));
const account = (props: Partial<WorkspaceStorageProps> = {}) => make(props).only(StorageAccount);

describe("WorkspaceStorage", () => {
  it("is closed, keyless, encrypted and forgiving by default", () => {
    expect(account()).toEqual({
      name: "stpfstest12345678",
      location: "westeurope",
      resource_group_name: "rg-test",
      account_kind: "StorageV2",
      account_tier: "Standard",
      account_replication_type: "GZRS",
      https_traffic_only_enabled: true,
      min_tls_version: "TLS1_2",
      shared_access_key_enabled: false,
      default_to_oauth_authentication: true,
      local_user_enabled: false,
      allow_nested_items_to_be_public: false,
      cross_tenant_replication_enabled: false,
      infrastructure_encryption_enabled: true,
      public_network_access_enabled: false,
      network_rules: { default_action: "Deny", bypass: ["AzureServices"], ip_rules: [] },
      sas_policy: { expiration_period: "01.00:00:00", expiration_action: "Log" },
      blob_properties: {
        versioning_enabled: true,
        delete_retention_policy: { days: 30 },
        container_delete_retention_policy: { days: 30 },
      },
      share_properties: { retention_policy: { days: 30 } },
      lifecycle: { prevent_destroy: true },
    });
  });

  it("touches nothing that needs the data plane", () => {
    expect(Object.keys(account()).filter((key) => ["queue_properties", "static_website"].includes(key))).toEqual([]);
    expect(account()).toHaveProperty("blob_properties");
  });

  it("opens to the allowed addresses only, when public", () => {
    const inbound = { mode: "public", allowedAddresses: ["203.0.113.0/24", "198.51.100.7/32"] } as const;
    expect(account({ inbound })).toMatchObject({
      public_network_access_enabled: true,
      network_rules: { default_action: "Deny", ip_rules: ["198.51.100.7", "203.0.113.0/24"] },
    });
  });

  it("lets in the registry that fetches from it, unless it is private", () => {
    const registry = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/registries/mlr";
    const publishesTo = { registry, tenant: "5b8f4b0c-6a3e-4a51-9a0e-0d7c1d0a9e11" };
    const inbound = { mode: "public", allowedAddresses: [] } as const;
    expect(account({ inbound, publishesTo })).toMatchObject({
      network_rules: {
        private_link_access: [{ endpoint_resource_id: registry, endpoint_tenant_id: publishesTo.tenant }],
      },
    });
    for (const props of [{ inbound }, { publishesTo }])
      expect(account(props)["network_rules"]).not.toHaveProperty("private_link_access");
  });

  it("takes replication, soft delete and protection from its props", () => {
    expect(account({ replication: "LRS", softDeleteDays: 7, preventDestroy: false })).toMatchObject({
      account_replication_type: "LRS",
      blob_properties: { delete_retention_policy: { days: 7 }, container_delete_retention_policy: { days: 7 } },
      share_properties: { retention_policy: { days: 7 } },
      lifecycle: { prevent_destroy: false },
    });
  });

  it("logs reads, writes and deletes of each of its services", () => {
    const settings = Object.values(make().resources("azurerm_monitor_diagnostic_setting"));
    expect(settings.map((setting) => setting["target_resource_id"].split("}")[1])).toEqual([
      "/blobServices/default",
      "/fileServices/default",
      "/queueServices/default",
      "/tableServices/default",
    ]);
    for (const setting of settings) {
      expect(setting["enabled_log"]).toEqual([
        { category: "StorageRead" },
        { category: "StorageWrite" },
        { category: "StorageDelete" },
      ]);
    }
  });

  it.each([7, 90])("accepts softDeleteDays %d", (softDeleteDays) => {
    expect(account({ softDeleteDays })["share_properties"]).toEqual({ retention_policy: { days: softDeleteDays } });
  });

  it.each([6, 91, 7.5])("rejects softDeleteDays %d", (softDeleteDays) => {
    expect(() => account({ softDeleteDays })).toThrow(
      `test/Storage MLOPS-STORAGE-002 softDeleteDays is out of range (given ${softDeleteDays}; allowed a whole number from 7 to 90)`,
    );
  });

  it("rejects a name that Azure does not accept", () => {
    expect(() => account({ name: "st-pfs" })).toThrow("MLOPS-STORAGE-001");
  });

  it("lists everything that is wrong at once", () => {
    expect(() => account({ name: "st-pfs", softDeleteDays: 0 })).toThrow(/MLOPS-STORAGE-001[^]*MLOPS-STORAGE-002/);
  });
});
