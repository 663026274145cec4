import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { builtInRoles } from "../../../domain/access/roles";
import { synth } from "../../support/synth";
import { endpoint, IMAGES, LOGS, MODELS, COLLECTED, STORAGE, WORKSPACE } from "./support";

const TYPE = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

describe("ModelEndpoint", () => {
  it("signs callers in with Entra and is closed to the internet unless told otherwise", () => {
    const { onlyArm } = synth((stack) => endpoint(stack));
    expect(onlyArm(TYPE)).toMatchObject({
      name: "churn-dev-1a2b",
      parent_id: WORKSPACE,
      location: "westeurope",
      body: { kind: "Managed", properties: { authMode: "AADToken", publicNetworkAccess: "Disabled" } },
    });
  });

  it("answers the internet when a reason is given", () => {
    const inbound = { mode: "public", reason: "the call centre has no private line yet" } as const;
    const { onlyArm } = synth((stack) => endpoint(stack, { inbound }));
    expect(onlyArm(TYPE)["body"].properties.publicNetworkAccess).toBe("Enabled");
  });

  it("names no traffic, and leaves later changes to whoever knows the traffic", () => {
    const { onlyArm } = synth((stack) => endpoint(stack));
    expect(Object.keys(onlyArm(TYPE)["body"].properties)).not.toContain("traffic");
    expect(Object.keys(onlyArm(TYPE)["body"].properties)).toContain("authMode");
    expect(onlyArm(TYPE)["lifecycle"].ignore_changes).toEqual(["body", "tags"]);
  });

  it("gives its identity exactly the roles its deployments need, before it is made", () => {
    const { all, only, onlyArm, resources } = synth((stack) => endpoint(stack));
    expect(only(UserAssignedIdentity)["name"]).toBe("id-churn-endpoint");
    const granted = all(RoleAssignment).map(({ scope, role_definition_id }) => [
      scope,
      role_definition_id.split("/").at(-1),
    ]);
    expect(granted.sort()).toEqual(
      [
        [IMAGES, builtInRoles.acrPull.id],
        [STORAGE, builtInRoles.storageBlobDataReader.id],
        [COLLECTED, builtInRoles.storageBlobDataContributor.id],
        [MODELS, builtInRoles.reader.id],
        [WORKSPACE, builtInRoles.amlMetricsWriter.id],
      ].sort(),
    );
    const grants = Object.keys(resources("azurerm_role_assignment")).map((id) => `azurerm_role_assignment.${id}`);
    expect([...onlyArm(TYPE)["depends_on"]].sort()).toEqual(grants.sort());
  });

  it("shows a change of its identity as a replacement, which is what Azure would need", () => {
    const { onlyArm } = synth((stack) => endpoint(stack));
    expect(onlyArm(TYPE)["replace_triggers_external_values"].identity).toMatch(
      /userAssignedIdentities\/id-churn-endpoint$/,
    );
  });

  it("logs its requests", () => {
    const { only } = synth((stack) => endpoint(stack));
    expect(only(MonitorDiagnosticSetting)).toMatchObject({
      log_analytics_workspace_id: LOGS,
      enabled_log: expect.arrayContaining([{ category: "AmlOnlineEndpointTrafficLog" }]),
    });
  });

  it.each(["abc", `a${"b".repeat(31)}`])("accepts the name %s", (name) => {
    expect(() => synth((stack) => endpoint(stack, { name }))).not.toThrow();
  });

  it.each(["ab", `a${"b".repeat(32)}`, "1churn", "churn--dev", "churn-"])("rejects the name %s", (name) => {
    expect(() => synth((stack) => endpoint(stack, { name }))).toThrow("MLOPS-ENDPOINT-001");
  });
});
