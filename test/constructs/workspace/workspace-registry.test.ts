import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { WorkspaceRegistry, type WorkspaceRegistryProps } from "../../../constructs/workspace";
import { LOGS, PLACEMENT } from "../../support/placement";
import { synth } from "../../support/synth";

const minimal: WorkspaceRegistryProps = {
  ...PLACEMENT,
  name: "crpfstest12345678",
  inbound: { mode: "private" },
  zoneRedundant: true,
  preventDestroy: true,
  logs: LOGS,
};
const make = (props: Partial<WorkspaceRegistryProps> = {}) =>
  synth((stack) => new WorkspaceRegistry(stack, "Registry", { ...minimal, ...props }));
const registry = (props: Partial<WorkspaceRegistryProps> = {}) => make(props).only(ContainerRegistry);

describe("WorkspaceRegistry", () => {
  it("is closed, without admin and anonymous access by default", () => {
    expect(registry()).toEqual({
      name: "crpfstest12345678",
      location: "westeurope",
      resource_group_name: "rg-test",
      sku: "Premium",
      admin_enabled: false,
      anonymous_pull_enabled: false,
      data_endpoint_enabled: true,
      export_policy_enabled: false,
      public_network_access_enabled: false,
      network_rule_bypass_option: "AzureServices",
      network_rule_set: [{ default_action: "Deny", ip_rule: [] }],
      retention_policy_in_days: 30,
      zone_redundancy_enabled: true,
      georeplications: [],
      lifecycle: { prevent_destroy: true },
    });
  });

  it("opens to the allowed addresses only, when public, and then has to allow exports", () => {
    expect(registry({ inbound: { mode: "public", allowedAddresses: ["203.0.113.0/24"] } })).toMatchObject({
      public_network_access_enabled: true,
      export_policy_enabled: true,
      network_rule_set: [{ default_action: "Deny", ip_rule: [{ action: "Allow", ip_range: "203.0.113.0/24" }] }],
    });
  });

  it("replicates to other regions in an order that configuration does not decide", () => {
    expect(registry({ replicas: ["swedencentral", "northeurope"] })["georeplications"]).toEqual([
      { location: "northeurope", zone_redundancy_enabled: true },
      { location: "swedencentral", zone_redundancy_enabled: true },
    ]);
  });

  it("spreads over zones only when asked to", () => {
    expect(registry({ zoneRedundant: false, replicas: ["northeurope"] })).toMatchObject({
      zone_redundancy_enabled: false,
      georeplications: [{ location: "northeurope", zone_redundancy_enabled: false }],
    });
  });

  it("logs pushes, pulls and logins", () => {
    const [setting] = Object.values(make().resources("azurerm_monitor_diagnostic_setting"));
    expect(setting!["enabled_log"]).toEqual([
      { category: "ContainerRegistryRepositoryEvents" },
      { category: "ContainerRegistryLoginEvents" },
    ]);
  });

  it.each([1, 365])("accepts untaggedRetentionDays %d", (untaggedRetentionDays) => {
    expect(registry({ untaggedRetentionDays })["retention_policy_in_days"]).toBe(untaggedRetentionDays);
  });

  it.each([0, 366])("rejects untaggedRetentionDays %d", (untaggedRetentionDays) => {
    expect(() => registry({ untaggedRetentionDays })).toThrow("MLOPS-CONTAINER-REGISTRY-002");
  });

  it.each([[["westeurope"]], [["northeurope", "northeurope"]]])("rejects replicas in %j", (replicas) => {
    expect(() => registry({ replicas })).toThrow(
      `test/Registry MLOPS-CONTAINER-REGISTRY-003 a replica is in a region that has the images already (given ${replicas[0]}`,
    );
  });

  it("rejects a name that Azure does not accept", () => {
    expect(() => registry({ name: "cr-pfs" })).toThrow("MLOPS-CONTAINER-REGISTRY-001");
  });
});
