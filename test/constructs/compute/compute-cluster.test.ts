import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { ComputeCluster, type ComputeClusterProps } from "../../../constructs/compute";
import { Duration } from "../../../domain/time/duration";
import { existing } from "../../support/placement";
import { synth } from "../../support/synth";

const TYPE = "Microsoft.MachineLearningServices/workspaces/computes";
const minimal: ComputeClusterProps = {
  name: "cpu",
  workspace: existing("Microsoft.MachineLearningServices/workspaces", "mlw-test"),
  location: "westeurope",
  size: "Standard_D4ds_v5",
  maxNodes: 4,
  identity: existing("Microsoft.ManagedIdentity/userAssignedIdentities", "id-test"),
};
const cluster = (props: Partial<ComputeClusterProps> = {}) =>
  synth((stack) => new ComputeCluster(stack, "Cluster", { ...minimal, ...props })).onlyArm(TYPE);
const scale = (props: Partial<ComputeClusterProps>) => cluster(props)["body"].properties.properties.scaleSettings;

describe("ComputeCluster", () => {
  it("shrinks to nothing after 15 minutes and has no way in by default", () => {
    expect(cluster()).toEqual({
      type: `${TYPE}@2025-06-01`,
      name: "cpu",
      parent_id: minimal.workspace.id,
      location: "westeurope",
      identity: [{ type: "UserAssigned", identity_ids: [minimal.identity.id] }],
      body: {
        properties: {
          computeType: "AmlCompute",
          computeLocation: "westeurope",
          disableLocalAuth: true,
          properties: {
            osType: "Linux",
            vmSize: "Standard_D4ds_v5",
            vmPriority: "Dedicated",
            scaleSettings: { minNodeCount: 0, maxNodeCount: 4, nodeIdleTimeBeforeScaleDown: "PT15M" },
            enableNodePublicIp: false,
            remoteLoginPortPublicAccess: "Disabled",
          },
        },
      },
      replace_triggers_external_values: { size: "Standard_D4ds_v5", identity: minimal.identity.id },
      ignore_casing: true,
    });
  });

  it("changes its scale in place: it is no reason to replace", () => {
    const triggers = cluster()["replace_triggers_external_values"];
    const other = cluster({ minNodes: 1, maxNodes: 9, idleTimeout: Duration.hours(2) });
    expect(other["replace_triggers_external_values"]).toEqual(triggers);
    expect(cluster({ size: "Standard_E8ds_v5" })["replace_triggers_external_values"]).not.toEqual(triggers);
  });

  it("waits for the roles of its identity", () => {
    const { onlyArm } = synth((stack) => {
      const grant = new ResourceGroup(stack, "Grant", { name: "stands-for-a-grant", location: "westeurope" });
      new ComputeCluster(stack, "Cluster", { ...minimal, grants: [grant] });
    });
    expect(onlyArm(TYPE)["depends_on"]).toEqual(["azurerm_resource_group.Grant"]);
  });

  it.each([
    [Duration.seconds(30), "PT30S"],
    [Duration.minutes(90), "PT1H30M"],
    [Duration.days(1), "P1D"],
  ])("writes an idle time-out of %s as Azure gives it back, %s", (idleTimeout, text) => {
    expect(scale({ idleTimeout }).nodeIdleTimeBeforeScaleDown).toBe(text);
  });

  it.each([Duration.seconds(29), Duration.hours(25)])("rejects an idle time-out of %s", (idleTimeout) => {
    expect(() => cluster({ idleTimeout })).toThrow("MLOPS-CLUSTER-004 idleTimeout is out of range");
  });

  it("accepts as many nodes at most as at least", () => {
    expect(scale({ minNodes: 2, maxNodes: 2 })).toMatchObject({ minNodeCount: 2, maxNodeCount: 2 });
  });

  it.each([
    [{ minNodes: 3, maxNodes: 2 }, "MLOPS-CLUSTER-003 minNodes is more than maxNodes (given 3; allowed 0 to 2)"],
    [{ maxNodes: 0 }, "MLOPS-CLUSTER-003 maxNodes is out of range (given 0; allowed a whole number from 1"],
    [{ minNodes: -1 }, "MLOPS-CLUSTER-002 minNodes is out of range (given -1"],
    [{ name: "cpu-01" }, "MLOPS-CLUSTER-001"],
  ])("rejects %j", (props, message) => {
    expect(() => cluster(props)).toThrow(message);
  });
});
