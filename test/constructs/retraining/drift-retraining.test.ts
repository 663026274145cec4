import { MonitorScheduledQueryRulesAlertV2 } from "@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { DriftRetraining, type DriftRetrainingProps } from "../../../constructs/retraining";
import { builtInRoleId } from "../../../domain/azure/ids";
import { Duration } from "../../../domain/time/duration";
import { builtInRoles } from "../../../domain/access/roles";
import { SUBSCRIPTION, synth } from "../../support/synth";
import {
  driftProps,
  MODELS,
  newDataTrigger,
  OWNER,
  receivers,
  ROLE,
  STORAGE,
  WORKSPACE,
} from "../../support/use-case-props";
import { workflowOf } from "../../support/workflow";

const drift = (changes: Partial<DriftRetrainingProps> = {}) =>
  synth((stack) => new DriftRetraining(stack, "Drift", { ...driftProps, ...changes }));
const subscription = (changes: Partial<NonNullable<DriftRetrainingProps["subscription"]>>) =>
  drift({ subscription: { ...driftProps.subscription!, ...changes } });
const bounds = (response: Partial<Extract<DriftRetrainingProps["response"], { mode: "automatic" }>>) =>
  drift({ response: { mode: "automatic", submitterRole: ROLE, modelRegistry: MODELS, ...response } });

const SUBSCRIPTIONS = "Microsoft.EventGrid/systemTopics/eventSubscriptions";
/** What is subscribed to under one spelling of the event's key; both are documented. */
const subscribed = ({ arm }: ReturnType<typeof drift>, spelling: "RunTags" | "runTags" = "RunTags") => {
  const all = Object.values(arm(SUBSCRIPTIONS));
  expect(all).toHaveLength(2);
  return all.find((one) => JSON.stringify(one["body"]).includes(`data.${spelling}.`))!;
};

describe("DriftRetraining", () => {
  it.each([
    ["RunTags", "evgs-customer-churn-drift"],
    ["runTags", "evgs-customer-churn-drift-camel"],
  ] as const)("listens to breaches of its signals on the workspace's topic, by the key %s", (spelling, name) => {
    const KEY = `data.${spelling}.azureml_modelmonitor_threshold_breached`;
    expect(subscribed(drift(), spelling)).toMatchObject({
      name,
      parent_id: expect.stringMatching(/systemTopics\/evgt-pfs-prod-workspace$/),
      body: {
        properties: {
          filter: {
            includedEventTypes: ["Microsoft.MachineLearningServices.RunStatusChanged"],
            advancedFilters: [
              {
                operatorType: "StringContains",
                key: KEY,
                values: ["has failed due to one or more features violating metric thresholds"],
              },
              { operatorType: "StringContains", key: KEY, values: driftProps.subscription!.signals },
            ],
          },
          retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
          destination: { endpointType: "WebHook", properties: { maxEventsPerBatch: 1 } },
        },
      },
    });
  });

  it("keeps what could not be delivered, as the topic's own identity", () => {
    const given = drift();

    expect(given.only(StorageContainer)).toMatchObject({
      name: "dead-letters-customer-churn",
      storage_account_id: STORAGE,
      container_access_type: "private",
    });
    expect(subscribed(given)["body"].properties.deadLetterWithResourceIdentity).toMatchObject({
      identity: { type: "SystemAssigned" },
      deadLetterDestination: {
        endpointType: "StorageBlob",
        properties: {
          resourceId: STORAGE,
          blobContainerName: expect.stringMatching(/^\$\{azurerm_storage_container\..*\.name\}$/),
        },
      },
    });
  });

  it("subscribes only once the workflow can answer, at an address that no plan shows and no state keeps", () => {
    const given = drift();
    const { arm, json } = given;
    const { sensitive_body: secret, depends_on: waits, lifecycle } = subscribed(given);
    const [[address, asked]] = Object.entries(json["ephemeral"].azapi_resource_action) as [[string, object]];
    const [workflow] = Object.keys(arm("Microsoft.Logic/workflows"));

    const url = `\${terraform.applying ? ephemeral.azapi_resource_action.${address}.output.url : ""}`;
    expect(secret).toEqual({ properties: { destination: { properties: { endpointUrl: url } } } });
    expect(subscribed(given)["replace_triggers_refs"]).toBeUndefined();
    expect(JSON.stringify(subscribed(given)["body"])).not.toContain("ephemeral");
    expect(lifecycle.replace_triggered_by).toEqual([`azapi_resource.${workflow}.id`]);
    expect(waits).toEqual([`azapi_resource.${workflow}`]);
    expect(asked).toEqual({
      type: "Microsoft.Logic/workflows@2019-05-01",
      action: '${terraform.applying ? "triggers/Request/listCallbackUrl" : ""}',
      method: '${terraform.applying ? "POST" : "GET"}',
      resource_id: `\${azapi_resource.${workflow}.id}`,
      response_export_values: { url: "value" },
    });
  });

  it("has no output, so the address leaves the state through none", () => {
    const { json } = drift();

    expect(json["output"]).toBeUndefined();
    expect(json["resource"]).toBeDefined();
  });

  it("lets the workflow submit jobs and read the registry that they take their component from, and nothing more", () => {
    const grants = drift().all(RoleAssignment);
    expect(grants.map(({ scope, role_definition_id }) => [scope, role_definition_id]).sort()).toEqual(
      [
        [WORKSPACE, ROLE.roleDefinitionId],
        [MODELS.id, builtInRoleId(SUBSCRIPTION, builtInRoles.reader.id)],
      ].sort(),
    );
    expect(grants.map(({ principal_type }) => principal_type)).toEqual(["ServicePrincipal", "ServicePrincipal"]);
  });

  it("grants nothing at all where the owner decides", () => {
    expect(drift({ response: { mode: "notify" } }).all(RoleAssignment)).toEqual([]);
  });

  it("hands the bounds to the workflow, and has defaults for them", () => {
    const parameters = (given: ReturnType<typeof drift>) =>
      workflowOf(given.onlyArm("Microsoft.Logic/workflows")).parameters;

    expect(parameters(bounds({ cooldown: Duration.days(3), maxPerWeek: 5 }))).toMatchObject({
      mode: "automatic",
      cooldownSeconds: 259_200,
      maxPerWeek: 5,
    });
    expect(parameters(bounds({}))).toMatchObject({ cooldownSeconds: 86_400, maxPerWeek: 2 });
    expect(parameters(drift({ response: { mode: "notify" } }))).toMatchObject({ mode: "notify" });
  });

  it("decides in the same way in every mode: the definition does not change", () => {
    const definition = (given: ReturnType<typeof drift>) =>
      given.onlyArm("Microsoft.Logic/workflows")["body"].properties.definition;

    expect(definition(drift({ response: { mode: "notify" } }))).toEqual(definition(drift()));
  });

  it("tells the owner and those on duty what was not done, and what failed", () => {
    const { only, onlyArm } = drift();

    expect(only(MonitorScheduledQueryRulesAlertV2)).toMatchObject({
      name: "prod-customer-churn-retraining-refused",
      severity: 2,
      action: { action_groups: [receivers("warning").id, OWNER.id] },
      description: expect.stringContaining("https://docs.example/runbooks/retraining-refused.md"),
    });
    const failed = onlyArm("Microsoft.Insights/metricAlerts");
    expect(failed["name"]).toBe("prod-customer-churn-retraining-failed");
    expect(failed["body"].properties).toMatchObject({
      actions: [{ actionGroupId: receivers("warning").id }, { actionGroupId: OWNER.id }],
      criteria: {
        allOf: [
          {
            metricNamespace: "Microsoft.Logic/workflows",
            metricName: "RunsFailed",
            timeAggregation: "Total",
            threshold: 0,
          },
        ],
      },
      description: expect.stringContaining("https://docs.example/runbooks/retraining-failed.md"),
    });
  });

  describe("with new data", () => {
    const { arm } = drift({ newData: newDataTrigger, subscription: undefined, response: { mode: "notify" } });
    const [subscribed] = Object.values(arm(SUBSCRIPTIONS));

    it("listens to the files of its folder on the storage account's topic, and to nothing else", () => {
      expect(Object.values(arm(SUBSCRIPTIONS))).toHaveLength(1);
      expect(subscribed!["parent_id"]).toMatch(/systemTopics\/evgt-pfs-prod-storage$/);
      expect(subscribed!["body"].properties.filter).toEqual({
        includedEventTypes: ["Microsoft.Storage.BlobCreated"],
        subjectBeginsWith: "/blobServices/default/containers/azureml-blobstore-",
        subjectEndsWith: "_SUCCESS",
        advancedFilters: [
          { operatorType: "StringContains", key: "Subject", values: ["/blobs/customer-churn/training/"] },
        ],
      });
    });

    it("may submit where new data trains by itself, whatever drift does", () => {
      const grants = drift({ newData: newDataTrigger, response: { mode: "notify" } }).all(RoleAssignment);
      expect(grants).toHaveLength(2);
    });

    it.each(["customer-churn", "/customer-churn/", "a//b/", "a b/"])("rejects the folder %j", (folder) => {
      const subscription = { ...newDataTrigger.subscription, folder };
      expect(() => drift({ newData: { ...newDataTrigger, subscription } })).toThrow("MLOPS-DRIFT-008");
    });
  });

  it.each([3_600, 30 * 86_400])("accepts a cooldown of %d seconds", (seconds) => {
    expect(() => bounds({ cooldown: Duration.seconds(seconds) })).not.toThrow();
  });

  it.each([3_599, 30 * 86_400 + 1])("rejects a cooldown of %d seconds", (seconds) => {
    expect(() => bounds({ cooldown: Duration.seconds(seconds) })).toThrow("MLOPS-DRIFT-010 cooldown is out of range");
  });

  it.each([1, 50])("accepts at most %d a week", (maxPerWeek) => {
    expect(() => bounds({ maxPerWeek })).not.toThrow();
  });

  it.each([0, 51, 1.5])("rejects at most %d a week", (maxPerWeek) => {
    expect(() => bounds({ maxPerWeek })).toThrow("maxPerWeek is out of range");
  });

  it.each([
    [{ name: "no" }, "eventSubscription"],
    [{ signals: [] }, "that many signals"],
    [
      { signals: Array.from({ length: 25 }, (_, index) => `m_${String.fromCharCode(97 + index)}`) },
      "that many signals",
    ],
    [{ signals: ["data-drift"] }, "that is no signal's full name"],
    [{ signals: [`m_${"x".repeat(511)}`] }, "that is no signal's full name"],
    [{ signals: ["m_drift", "m_drift-two"] }, "a signal's name is part of another's"],
    [{ deadLetters: { storageAccountId: STORAGE, container: "Dead_Letters" } }, "the name of the container"],
    [{ maxDeliveryAttempts: 31 }, "maxDeliveryAttempts is out of range"],
    [{ eventTimeToLiveMinutes: 0 }, "eventTimeToLiveMinutes is out of range"],
  ])("rejects a subscription with %j", (changes, message) => {
    expect(() => subscription(changes)).toThrow(message);
  });

  it("accepts as many signals as fit, of the length that fits", () => {
    const signals = Array.from({ length: 24 }, (_, index) => `m_${String.fromCharCode(97 + index)}`.padEnd(512, "-x"));

    expect(() => subscription({ signals })).not.toThrow();
  });
});
