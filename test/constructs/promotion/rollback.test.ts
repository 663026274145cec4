import { EventgridSystemTopicEventSubscription } from "@cdktf/provider-azurerm/lib/eventgrid-system-topic-event-subscription";
import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { MonitorScheduledQueryRulesAlertV2 } from "@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { CandidateRollback, type CandidateRollbackProps } from "../../../constructs/promotion/rollback";
import { candidateDrift, ENDPOINT, ENDPOINT_IDENTITY, rollbackProps } from "../../support/rollback-props";
import { synth } from "../../support/synth";
import { OWNER, receivers, ROLE } from "../../support/use-case-props";
import { workflowOf } from "../../support/workflow";

const rollback = (changes: Partial<CandidateRollbackProps> = {}) =>
  synth((stack) => new CandidateRollback(stack, "Rollback", { ...rollbackProps, ...changes }));

describe("CandidateRollback", () => {
  it("is called by an action group, in the common alert schema, at an address that no plan shows", () => {
    const { arm, only, resources } = rollback();
    const [workflow] = Object.keys(arm("Microsoft.Logic/workflows"));
    const [address] = Object.keys(resources("azapi_resource_action"));

    expect(only(MonitorActionGroup)).toMatchObject({
      name: "ag-prod-customer-churn-rollback",
      short_name: "rollback",
      logic_app_receiver: [
        {
          name: "rollback",
          resource_id: `\${azapi_resource.${workflow}.id}`,
          callback_url: `\${azapi_resource_action.${address}.sensitive_output.url}`,
          use_common_alert_schema: true,
        },
      ],
    });
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

  it("knows which deployment is live and which is the candidate", () => {
    const { parameters } = workflowOf(rollback().onlyArm("Microsoft.Logic/workflows"));

    expect(parameters).toMatchObject({
      endpoint: ENDPOINT,
      live: "model-12",
      candidate: "model-13",
      mark: "rolledBack-model-13",
    });
  });

  it("listens to drift of the candidate where it is asked to", () => {
    expect(rollback({ drift: candidateDrift }).only(EventgridSystemTopicEventSubscription)).toMatchObject({
      name: "evgs-customer-churn-rollback",
      webhook_endpoint: { url: expect.stringContaining("sensitive_output.url") },
    });
    expect(rollback().all(EventgridSystemTopicEventSubscription)).toEqual([]);
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
    [{ candidate: "model-12" }, "live and candidate are the same deployment"],
    [{ actionGroupShortName: "thirteen-long" }, "actionGroupShort"],
    [{ actionGroupName: "a/b" }, "actionGroup"],
    [{ name: "a b" }, "logicApp"],
  ])("rejects %j", (changes, message) => {
    expect(() => rollback(changes)).toThrow(message);
  });
});
