import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { MlWorkspace, type MlWorkspaceProps } from "../../../constructs/workspace";
import { existing, LOGS, PLACEMENT } from "../../support/placement";
import { synth } from "../../support/synth";

const TYPE = "Microsoft.MachineLearningServices/workspaces";
const RULES = `${TYPE}/outboundRules`;
const identity = existing("Microsoft.ManagedIdentity/userAssignedIdentities", "id-test");
const minimal: MlWorkspaceProps = {
  ...PLACEMENT,
  name: "mlw-pfs-test",
  identity,
  grants: [],
  storage: existing("Microsoft.Storage/storageAccounts", "sttest"),
  vault: existing("Microsoft.KeyVault/vaults", "kv-test"),
  containerRegistry: existing("Microsoft.ContainerRegistry/registries", "crtest"),
  applicationInsights: existing("Microsoft.Insights/components", "appi-test"),
  logs: LOGS,
  inbound: { mode: "private" },
  outbound: { mode: "internet" },
  preventDestroy: true,
};
const make = (props: Partial<MlWorkspaceProps> = {}) =>
  synth((stack) => new MlWorkspace(stack, "Workspace", { ...minimal, ...props }));
const workspace = (props: Partial<MlWorkspaceProps> = {}) => make(props).onlyArm(TYPE);

describe("MlWorkspace", () => {
  it("is private and reaches its data by identity", () => {
    const resource = workspace();
    expect(resource).toMatchObject({
      type: `${TYPE}@2025-06-01`,
      name: "mlw-pfs-test",
      parent_id: PLACEMENT.resourceGroup.id,
      location: "westeurope",
      identity: [{ type: "UserAssigned", identity_ids: [identity.id] }],
      ignore_casing: true,
      lifecycle: { prevent_destroy: true },
    });
    expect(resource["body"]).toEqual({
      kind: "Default",
      sku: { name: "Basic", tier: "Basic" },
      properties: {
        friendlyName: "mlw-pfs-test",
        storageAccount: minimal.storage.id,
        keyVault: minimal.vault.id,
        applicationInsights: minimal.applicationInsights.id,
        containerRegistry: minimal.containerRegistry.id,
        primaryUserAssignedIdentity: identity.id,
        systemDatastoresAuthMode: "Identity",
        publicNetworkAccess: "Disabled",
        allowPublicAccessWhenBehindVnet: false,
        hbiWorkspace: false,
        v1LegacyMode: false,
        managedNetwork: { isolationMode: "AllowInternetOutbound" },
        provisionNetworkNow: true,
      },
    });
  });

  it("waits for the roles of its identity, and tries again while they spread", () => {
    const { onlyArm } = synth((stack) => {
      const grant = new ResourceGroup(stack, "Grant", { name: "stands-for-a-grant", location: "westeurope" });
      new MlWorkspace(stack, "Workspace", { ...minimal, grants: [grant] });
    });
    expect(onlyArm(TYPE)["depends_on"]).toEqual(["azurerm_resource_group.Grant"]);
    expect(onlyArm(TYPE)["retry"]).toMatchObject({ interval_seconds: 15, max_interval_seconds: 60 });
  });

  /** An answer as azapi's client writes it: request, status, code, body. */
  const answer = (method: string, status: number, body: string) =>
    [`${method} https://management.azure.com/x`, "---", `RESPONSE ${status}: ${status} Text`, "---", body].join("\n");

  it.each([
    ["PUT", 403, "The client does not have authorization to perform action 'Microsoft.Storage/…/read'", true],
    ["PUT", 403, "AuthorizationFailed", true],
    ["PUT", 400, "FailedIdentityOperation: Identity operation failed", true],
    ["PUT", 400, "The identity does not have permissions on the key vault", true],
    ["PUT", 409, "WorkspaceNameInUse: a soft-deleted workspace exists", false],
    ["GET", 403, "AuthorizationFailed", false],
    ["DELETE", 403, "AuthorizationFailed", false],
    ["GET", 200, '{ "status": "Failed", "error": { "code": "AuthorizationFailed" } }', false],
  ])("after %s %d “%s” tries again: %s", (method, status, body, again) => {
    const patterns: string[] = workspace()["retry"].error_message_regex;
    expect(patterns.some((pattern) => new RegExp(pattern).test(answer(method, status, body)))).toBe(again);
  });

  it("is replaced when it gets other resources to stand on, because Azure cannot change them", () => {
    expect(workspace()["replace_triggers_external_values"]).toEqual({
      storageAccount: minimal.storage.id,
      keyVault: minimal.vault.id,
      applicationInsights: minimal.applicationInsights.id,
      containerRegistry: minimal.containerRegistry.id,
    });
  });

  it("is reachable over the internet when public", () => {
    const { properties } = workspace({ inbound: { mode: "public", allowedAddresses: [] } })["body"];
    expect(properties.publicNetworkAccess).toBe("Enabled");
  });

  it("takes its friendly name and the cluster that builds images from its props", () => {
    const { properties } = workspace({ friendlyName: "PFS test", imageBuildCluster: "cpu" })["body"];
    expect(properties).toMatchObject({ friendlyName: "PFS test", imageBuildCompute: "cpu" });
  });

  it("frees its name on destroy only when asked to", () => {
    expect(workspace()).not.toHaveProperty("delete_query_parameters");
    expect(workspace({ purgeOnDestroy: true, preventDestroy: false })).toMatchObject({
      delete_query_parameters: { forceToPurge: ["true"] },
      lifecycle: { prevent_destroy: false },
    });
  });

  it("logs runs, models, data and computes", () => {
    const [setting] = Object.values(make().resources("azurerm_monitor_diagnostic_setting"));
    const categories = setting!["enabled_log"].map((log: { category: string }) => log.category);
    expect(categories).toEqual(expect.arrayContaining(["AmlRunStatusChangedEvent", "ModelsChangeEvent", "RunEvent"]));
    expect(categories).not.toContain("AmlComputeClusterNodeEvent");
  });

  it("makes a rule for each thing an approved-only network may reach, one at a time", () => {
    const { arm, onlyArm } = make({
      outbound: {
        mode: "approved-only",
        rules: {
          pypi: { type: "fqdn", host: "pypi.org" },
          monitor: { type: "service-tag", tag: "AzureMonitor", protocol: "TCP", ports: "443" },
          lake: { type: "private-endpoint", resource: minimal.storage.id, subresource: "dfs" },
        },
      },
    });
    expect(onlyArm(TYPE)["body"].properties.managedNetwork).toEqual({ isolationMode: "AllowOnlyApprovedOutbound" });
    const rules = Object.values(arm(RULES));
    expect(Object.fromEntries(rules.map((rule) => [rule["name"], rule["body"].properties]))).toEqual({
      pypi: { type: "FQDN", category: "UserDefined", destination: "pypi.org" },
      monitor: {
        type: "ServiceTag",
        category: "UserDefined",
        destination: { action: "Allow", serviceTag: "AzureMonitor", protocol: "TCP", portRanges: "443" },
      },
      lake: {
        type: "PrivateEndpoint",
        category: "UserDefined",
        destination: { serviceResourceId: minimal.storage.id, subresourceTarget: "dfs", sparkEnabled: true },
      },
    });
    for (const rule of rules) {
      expect(rule["parent_id"]).toMatch(/^\$\{azapi_resource\.Workspace_\w+\.id\}$/);
      expect(rule["locks"]).toEqual([rule["parent_id"]]);
      expect(rule).not.toHaveProperty("location");
    }
  });

  it("rejects the name of a rule that Azure does not accept", () => {
    const rules = { "py.pi": { type: "fqdn", host: "pypi.org" } } as const;
    expect(() => make({ outbound: { mode: "approved-only", rules } })).toThrow(
      "test/Workspace MLOPS-WORKSPACE-002 the name of an outbound rule is not one that Azure accepts (given py.pi; " +
        "allowed 3 to 33 letters, digits, dashes and underscores, first a letter or digit)",
    );
  });

  it("rejects a name that Azure does not accept", () => {
    expect(() => make({ name: "m" })).toThrow("MLOPS-WORKSPACE-001");
  });
});
