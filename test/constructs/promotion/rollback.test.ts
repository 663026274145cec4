import { MonitorScheduledQueryRulesAlertV2 } from "@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { TrafficRollback, type TrafficRollbackProps } from "../../../constructs/promotion/rollback";
import { customRoles } from "../../../domain/access/roles";
import { candidateDrift, ENDPOINT, ENDPOINT_IDENTITY, rollbackProps } from "../../support/rollback-props";
import { synth } from "../../support/synth";
import { OWNER, receivers, ROLE } from "../../support/use-case-props";
import { workflowOf } from "../../support/workflow";

const rollback = (changes: Partial<TrafficRollbackProps> = {}) =>
  synth((stack) => new TrafficRollback(stack, "Rollback", { ...rollbackProps, ...changes }));

describe("TrafficRollback", () => {
  it("is called by an action group, in the common alert schema, at an address that no plan shows", () => {
    const { arm, onlyArm, json } = rollback();
    const [workflow] = Object.keys(arm("Microsoft.Logic/workflows"));
    const [[address, asked]] = Object.entries(json["ephemeral"].azapi_resource_action) as [[string, object]];

    expect(asked).toMatchObject({
      resource_id: `\${azapi_resource.${workflow}.id}`,
      action: '${terraform.applying ? "triggers/Request/listCallbackUrl" : ""}',
      method: '${terraform.applying ? "POST" : "GET"}',
    });
    const path = "properties.logicAppReceivers[0].callbackUrl";
    const group = onlyArm("Microsoft.Insights/actionGroups");
    expect(group).toMatchObject({
      name: "ag-prod-customer-churn-rollback",
      body: {
        properties: {
          groupShortName: "rollback",
          enabled: true,
          logicAppReceivers: [
            { name: "rollback", resourceId: `\${azapi_resource.${workflow}.id}`, useCommonAlertSchema: true },
          ],
        },
      },
      sensitive_body: {
        properties: {
          logicAppReceivers: [
            { callbackUrl: `\${terraform.applying ? ephemeral.azapi_resource_action.${address}.output.url : ""}` },
          ],
        },
      },
      sensitive_body_version: { [path]: expect.stringMatching(/^[0-9a-f]{16}$/) as string },
      // An update that mends something else would send no receivers.
      replace_triggers_refs: ["properties"],
      lifecycle: { ignore_changes: ["tags"], replace_triggered_by: [`azapi_resource.${workflow}.id`] },
    });
    expect(JSON.stringify(group["body"])).not.toContain("ephemeral.");
  });

  it("may write this endpoint and keep its identity, and nothing more", () => {
    expect(rollback().all(RoleAssignment)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ scope: ENDPOINT, role_definition_id: ROLE.roleDefinitionId }),
        expect.objectContaining({
          scope: ENDPOINT_IDENTITY,
          role_definition_id: expect.stringContaining("f1a07417-d97a-45cb-824c-7a7467783830"),
        }),
      ]),
    );
    expect(rollback().all(RoleAssignment)).toHaveLength(2);
  });

  it.each<[TrafficRollbackProps["deployments"], object]>([
    [{}, { live: "", candidate: "", former: "" }],
    [{ live: "model-12" }, { live: "model-12", candidate: "", former: "" }],
    [
      { live: "model-12", candidate: "model-13", former: "model-11" },
      { live: "model-12", candidate: "model-13", former: "model-11" },
    ],
  ])("is the same workflow whatever serves: %j is parameters", (deployments, expected) => {
    const of = (changes: Partial<TrafficRollbackProps>) =>
      workflowOf(rollback(changes).onlyArm("Microsoft.Logic/workflows"));
    const { parameters, definition } = of({ deployments });

    expect(parameters).toMatchObject({ endpoint: ENDPOINT, ...expected });
    expect(definition).toEqual(of({}).definition);
    expect(Object.keys(rollback({ deployments }).json["resource"])).toEqual(Object.keys(rollback().json["resource"]));
  });

  it("is started by hand by whom it is told, each once, who may start it and nothing else", () => {
    const callers = ["8a6f0b5d-2f0e-4b7c-8f6a-9c2d1e3b4a11", "8A6F0B5D-2F0E-4B7C-8F6A-9C2D1E3B4A11"].map((group) => ({
      group,
      name: "On call",
    }));
    const { all, arm } = rollback({ callers });
    const [workflow] = Object.keys(arm("Microsoft.Logic/workflows"));
    const granted = all(RoleAssignment).filter(
      (one) => one["role_definition_id"] === rollbackProps.callerRole.roleDefinitionId,
    );

    const once = (scope: string) =>
      expect.objectContaining({
        scope,
        principal_id: expect.stringMatching(/^8a6f0b5d-2f0e-4b7c-8f6a-9c2d1e3b4a11$/i),
        principal_type: "Group",
      });
    const onWorkflow = `\${azapi_resource.${workflow}.id}`;
    expect(granted).toHaveLength(2);
    expect(granted).toEqual(expect.arrayContaining([once(onWorkflow), once(rollbackProps.endpoint.id)]));
    expect(customRoles.rollbackCaller.actions.filter((action) => /write|delete|\*/.test(action))).toEqual([]);
  });

  it("listens to drift of the candidate where it is asked to", () => {
    const subscriptions = "Microsoft.EventGrid/systemTopics/eventSubscriptions";
    const listening = Object.values(rollback({ drift: candidateDrift }).arm(subscriptions));
    const name = "evgs-customer-churn-rollback";
    expect(listening.map((one) => one["name"] as string).sort()).toEqual([name, `${name}-camel`]);
    expect(listening.find((one) => one["name"] === name)).toMatchObject({
      sensitive_body: {
        properties: {
          destination: { properties: { endpointUrl: expect.stringContaining("ephemeral.azapi_resource_action.") } },
        },
      },
    });
    expect(rollback().arm(subscriptions)).toEqual({});
  });

  it("says loudly what it did, and what it could not do", () => {
    const { only, onlyArm } = rollback();

    expect(only(MonitorScheduledQueryRulesAlertV2)).toMatchObject({
      severity: 1,
      evaluation_frequency: "PT5M",
      window_duration: "PT30M",
      action: { action_groups: [receivers("critical").id, OWNER.id] },
      description: expect.stringContaining("/runbooks/rollback-happened.md"),
    });
    expect(onlyArm("Microsoft.Insights/metricAlerts")["body"].properties).toMatchObject({
      severity: 1,
      actions: [{ actionGroupId: receivers("critical").id }, { actionGroupId: OWNER.id }],
      description: expect.stringContaining("/runbooks/rollback-failed.md"),
    });
  });

  it.each([
    [{ deployments: { live: "model-12", candidate: "model-12" } }, "not different deployments"],
    [{ deployments: { live: "model-12", former: "model-12" } }, "not different deployments"],
    [{ actionGroupShortName: "thirteen-long" }, "actionGroupShort"],
    [{ actionGroupName: "a/b" }, "actionGroup"],
    [{ name: "a b" }, "logicApp"],
  ])("rejects %j", (changes, message) => {
    expect(() => rollback(changes)).toThrow(message);
  });
});
