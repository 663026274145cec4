import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { MonitorScheduledQueryRulesAlertV2 } from "@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import {
  armRequest,
  concludeWith,
  inOrder,
  LogicApp,
  OutcomeAlert,
  outcomeParameters,
  respond,
  TELL,
  type LogicAppProps,
} from "../../../constructs/workflow";
import { checkDefinition, runWorkflow } from "../../../sandbox/workflow";
import { synth } from "../../support/synth";
import { alertFactory, GROUP, LOGS } from "../../support/use-case-props";
import { workflowOf } from "../../support/workflow";

const outcomes = {
  quiet: { message: "nothing to say", told: false },
  loud: { message: "something to say", told: true },
};
const props: LogicAppProps = {
  name: "logic-test",
  identityName: "id-test",
  resourceGroup: GROUP,
  location: "westeurope",
  actions: inOrder({ ...concludeWith("@triggerBody()", "@concat('the ', 'subject')"), Answer: respond(200) }),
  parameters: outcomeParameters(outcomes),
  logs: LOGS,
};
const logicApp = (changes: Partial<LogicAppProps> = {}) =>
  synth((stack) => {
    const workflow = new LogicApp(stack, "App", { ...props, ...changes });
    new OutcomeAlert(stack, "Alert", {
      workflow,
      factory: alertFactory,
      alert: "told",
      what: "something was told",
      severity: "warning",
    });
  });
const WORKFLOWS = "Microsoft.Logic/workflows";

describe("LogicApp", () => {
  it("is one resource with the whole definition, under an identity of its own", () => {
    const { onlyArm, only, resources } = logicApp();
    const [identity] = Object.keys(resources(UserAssignedIdentity.tfResourceType));

    expect(only(UserAssignedIdentity)).toMatchObject({ name: "id-test" });
    expect(onlyArm(WORKFLOWS)).toMatchObject({
      type: `${WORKFLOWS}@2019-05-01`,
      name: "logic-test",
      identity: [{ type: "UserAssigned", identity_ids: [`\${azurerm_user_assigned_identity.${identity}.id}`] }],
    });
    expect(checkDefinition(workflowOf(onlyArm(WORKFLOWS)).definition)).toEqual([]);
  });

  it("gives every declared parameter a value, its identity among them", () => {
    const { definition, parameters } = workflowOf(logicApp().onlyArm(WORKFLOWS));

    expect(Object.keys(parameters).sort()).toEqual(Object.keys(definition.parameters!).sort());
    expect(parameters["identity"]).toMatch(/userAssignedIdentities\/id-test$/);
  });

  it("logs its runs", () => {
    expect(logicApp().only(MonitorDiagnosticSetting)).toMatchObject({
      log_analytics_workspace_id: LOGS.id,
      enabled_log: [{ category: "WorkflowRuntime" }],
    });
  });

  it("rejects a name that Azure would refuse", () => {
    expect(() => logicApp({ name: "has blanks" })).toThrow("logicApp");
  });
});

describe("what a workflow tells", () => {
  const run = (outcome: string) => {
    const { definition, parameters } = workflowOf(logicApp().onlyArm(WORKFLOWS));
    return runWorkflow(definition, { body: outcome }, { http: () => Promise.reject(new Error("offline")), parameters });
  };

  it("is what its outcome says is to be told, with message and subject in the log", async () => {
    expect((await run("loud")).actions[TELL]).toMatchObject({
      status: "Succeeded",
      trackedProperties: { outcome: "loud", message: "something to say", subject: "the subject" },
    });
    expect((await run("quiet")).actions[TELL]).toEqual({ status: "Skipped" });
  });

  it("is found by the alert: same action, same workflow, same columns", () => {
    const { query, dimension } = logicApp().only(MonitorScheduledQueryRulesAlertV2)["criteria"][0];

    expect(query).toContain(`resource_workflowName_s =~ "logic-test" and resource_actionName_s == "${TELL}"`);
    expect(query).toContain('column_ifexists("trackedProperties_outcome_s"');
    expect(dimension.map((one: { name: string }) => one.name)).toEqual(["outcome", "message", "subject"]);
  });
});

describe("inOrder", () => {
  it("lets each action follow the success of the one before, unless it says otherwise", () => {
    const actions = inOrder({
      First: respond(200),
      Second: respond(200),
      Third: { ...respond(500), runAfter: { First: ["Failed"] } },
    });

    expect(Object.values(actions).map(({ runAfter }) => runAfter)).toEqual([
      {},
      { First: ["Succeeded"] },
      { First: ["Failed"] },
    ]);
  });
});

describe("armRequest", () => {
  it("signs in with the workflow's identity and repeats what passes", () => {
    expect(armRequest("GET", "@x")).toMatchObject({
      inputs: {
        authentication: {
          type: "ManagedServiceIdentity",
          identity: "@parameters('identity')",
          audience: "https://management.azure.com/",
        },
        retryPolicy: { type: "exponential", count: 4 },
      },
    });
  });
});
