import { WorkspaceVault, type WorkspaceVaultProps } from "../../../constructs/workspace";
import { LOGS, PLACEMENT } from "../../support/placement";
import { synth, TENANT } from "../../support/synth";

const minimal: WorkspaceVaultProps = {
  ...PLACEMENT,
  name: "kv-pfs-test-12345678",
  tenant: TENANT,
  inbound: { mode: "private" },
  preventDestroy: true,
  logs: LOGS,
};
const make = (props: Partial<WorkspaceVaultProps> = {}) =>
  synth((stack) => new WorkspaceVault(stack, "Vault", { ...minimal, ...props }));
const vault = (props: Partial<WorkspaceVaultProps> = {}) => make(props).onlyArm("Microsoft.KeyVault/vaults");

describe("WorkspaceVault", () => {
  it("is closed, by roles only and kept for 90 days by default", () => {
    expect(vault()).toEqual({
      type: "Microsoft.KeyVault/vaults@2026-02-01",
      name: "kv-pfs-test-12345678",
      parent_id: PLACEMENT.resourceGroup.id,
      location: "westeurope",
      body: {
        properties: {
          tenantId: TENANT,
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: 90,
          enablePurgeProtection: true,
          enabledForDeployment: false,
          enabledForDiskEncryption: false,
          enabledForTemplateDeployment: false,
          publicNetworkAccess: "Disabled",
          networkAcls: { bypass: "AzureServices", defaultAction: "Deny", ipRules: [], virtualNetworkRules: [] },
        },
      },
      ignore_casing: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("opens to the allowed addresses only, when public", () => {
    const { properties } = vault({ inbound: { mode: "public", allowedAddresses: ["203.0.113.0/24"] } })["body"];
    expect(properties).toMatchObject({
      publicNetworkAccess: "Enabled",
      networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.0/24" }] },
    });
  });

  it("logs every access", () => {
    const [setting] = Object.values(make().resources("azurerm_monitor_diagnostic_setting"));
    expect(setting).toMatchObject({
      target_resource_id: expect.stringMatching(/^\$\{azapi_resource\.Vault_\w+\.id\}$/),
      log_analytics_workspace_id: LOGS.id,
      enabled_log: [{ category: "AuditEvent" }, { category: "AzurePolicyEvaluationDetails" }],
    });
  });

  it("can be destroyed when not protected", () => {
    expect(vault({ preventDestroy: false })["lifecycle"]).toEqual({ prevent_destroy: false });
  });

  it.each([7, 90])("accepts softDeleteDays %d", (softDeleteDays) => {
    expect(vault({ softDeleteDays })["body"].properties.softDeleteRetentionInDays).toBe(softDeleteDays);
  });

  it.each([6, 91])("rejects softDeleteDays %d", (softDeleteDays) => {
    expect(() => vault({ softDeleteDays })).toThrow(
      `test/Vault MLOPS-VAULT-002 softDeleteDays is out of range (given ${softDeleteDays}; allowed a whole number from 7 to 90)`,
    );
  });

  it("rejects a name that Azure does not accept", () => {
    expect(() => vault({ name: "kv--pfs" })).toThrow("MLOPS-VAULT-001");
  });
});
