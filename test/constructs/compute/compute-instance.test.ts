import { ComputeInstance, type ComputeInstanceProps } from "../../../constructs/compute";
import { Duration } from "../../../domain/time/duration";
import { existing } from "../../support/placement";
import { synth, TENANT } from "../../support/synth";

const TYPE = "Microsoft.MachineLearningServices/workspaces/computes";
const minimal: ComputeInstanceProps = {
  name: "ci-ada",
  workspace: existing("Microsoft.MachineLearningServices/workspaces", "mlw-test"),
  location: "westeurope",
  size: "Standard_D4ds_v5",
  assignedTo: "33333333-3333-4333-8333-333333333333",
  tenant: TENANT,
};
const instance = (props: Partial<ComputeInstanceProps> = {}) =>
  synth((stack) => new ComputeInstance(stack, "Instance", { ...minimal, ...props })).onlyArm(TYPE);

describe("ComputeInstance", () => {
  it("is one person's, closed, and stops after an idle hour by default", () => {
    const resource = instance();
    expect(resource).toMatchObject({
      type: `${TYPE}@2025-06-01`,
      name: "ci-ada",
      parent_id: minimal.workspace.id,
      location: "westeurope",
      ignore_casing: true,
    });
    expect(resource["body"]).toEqual({
      properties: {
        computeType: "ComputeInstance",
        computeLocation: "westeurope",
        disableLocalAuth: true,
        properties: {
          vmSize: "Standard_D4ds_v5",
          applicationSharingPolicy: "Personal",
          computeInstanceAuthorizationType: "personal",
          personalComputeInstanceSettings: { assignedUser: { objectId: minimal.assignedTo, tenantId: TENANT } },
          sshSettings: { sshPublicAccess: "Disabled" },
          enableNodePublicIp: false,
          idleTimeBeforeShutdown: "PT1H",
        },
      },
    });
  });

  it("sends the idle shutdown although the published type does not list it", () => {
    expect(instance()["schema_validation_enabled"]).toBe(false);
  });

  it("is replaced when its size, its person or its idle shutdown changes", () => {
    expect(instance({ idleShutdown: Duration.minutes(30) })["replace_triggers_external_values"]).toEqual({
      size: "Standard_D4ds_v5",
      assignedTo: minimal.assignedTo,
      idleTimeBeforeShutdown: "PT30M",
    });
  });

  it.each([
    [Duration.minutes(15), "PT15M"],
    [Duration.hours(36), "P1DT12H"],
    [Duration.days(3), "P3D"],
  ])("accepts an idle shutdown after %s", (idleShutdown, text) => {
    expect(instance({ idleShutdown })["body"].properties.properties.idleTimeBeforeShutdown).toBe(text);
  });

  it.each([Duration.minutes(14), Duration.hours(73)])("rejects an idle shutdown after %s", (idleShutdown) => {
    expect(() => instance({ idleShutdown })).toThrow("MLOPS-INSTANCE-002 idleShutdown is out of range");
  });

  it("rejects a name that Azure does not accept", () => {
    expect(() => instance({ name: "ada" })).toThrow("MLOPS-INSTANCE-001");
  });
});
