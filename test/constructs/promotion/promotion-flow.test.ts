import type { TerraformStack } from "cdktf";
import { AlertFactory, UseCaseAlerts } from "../../../constructs/monitoring";
import { PromotionFlow, type PromotionFlowProps } from "../../../constructs/promotion";
import { Duration } from "../../../domain/time/duration";
import type { PromotionStage, RollbackTriggers } from "../../../domain/promotion/model";
import { synth } from "../../support/synth";
import { deployment, endpoint, LOGS } from "../serving/support";

const OWNERS = { group: "ce0a14f1-6d42-4fb0-8bae-30615270ae15", name: "PFS Customer Analytics" };
const PROMOTERS = { group: "5f3a9b62-90c4-4f0c-b1f8-2f6c3f7f2a01", name: "PFS ML Model Promoters" };
const RISK = { group: "e02c3613-8f64-42d2-adc0-52837492c017", name: "PFS Model Risk" };

const hours = Duration.hours;
const rollout = [
  { kind: "mirror", percent: 20, bake: hours(24) },
  { kind: "traffic", percent: 10, bake: hours(24) },
  { kind: "traffic", percent: 100, bake: hours(24) },
] as const;
const stage = (name: string, changes: Partial<PromotionStage> = {}): PromotionStage => ({
  name,
  gates: { metrics: { auc: { atLeast: 0.82 } } },
  rollout,
  rollback: { serverErrorPercent: 5, onDrift: false },
  ...changes,
});
const approval = { count: 2, approvers: [RISK] };

const safe: PromotionFlowProps = {
  order: ["dev", "preprod", "prod"],
  stages: [stage("dev", { rollout: [] }), stage("preprod"), stage("prod", { approval })],
  owner: OWNERS,
  promoters: [PROMOTERS],
  stage: "prod",
};
const define = (changes: Partial<PromotionFlowProps> = {}) =>
  synth((stack) => new PromotionFlow(stack, "Promotion", { ...safe, ...changes }));
const inProd = (changes: Partial<PromotionStage>) => ({
  stages: [safe.stages[0]!, safe.stages[1]!, stage("prod", { approval, ...changes })],
});

describe("PromotionFlow", () => {
  it("accepts a way on which nothing is skipped, unapproved or without a way back", () => {
    expect(() => define()).not.toThrow();
  });

  it("accepts a use case that begins late or ends early", () => {
    expect(() => define({ stages: safe.stages.slice(1) })).not.toThrow();
    expect(() => define({ stages: safe.stages.slice(0, 2), stage: "dev" })).not.toThrow();
  });

  it("accepts a first environment in which versions take over at once", () => {
    expect(() => define({ stages: [stage("dev", { rollout: [], rollback: undefined })], stage: "dev" })).not.toThrow();
  });

  const unsafe: [string, Partial<PromotionFlowProps>, string][] = [
    ["a skipped environment", { stages: [safe.stages[0]!, safe.stages[2]!] }, "MLOPS-PROMOTION-001"],
    ["stages in the wrong order", { stages: [...safe.stages].reverse() }, "MLOPS-PROMOTION-001"],
    ["no stage", { stages: [] }, "MLOPS-PROMOTION-001"],
    ["production without approval", inProd({ approval: undefined }), "MLOPS-PROMOTION-002"],
    [
      "production with an approval by nobody",
      inProd({ approval: { count: 0, approvers: [RISK] } }),
      "MLOPS-PROMOTION-002",
    ],
    ["approval by the owner", inProd({ approval: { count: 1, approvers: [OWNERS] } }), "MLOPS-PROMOTION-003"],
    [
      "approval by whoever promotes, in whatever case the id is written",
      inProd({ approval: { count: 1, approvers: [{ ...PROMOTERS, group: PROMOTERS.group.toUpperCase() }] } }),
      "MLOPS-PROMOTION-003",
    ],
    [
      "a step over 100",
      inProd({ rollout: [{ kind: "traffic", percent: 101, bake: hours(1) }] }),
      "MLOPS-PROMOTION-004",
    ],
    ["a mirror over 50", inProd({ rollout: [{ kind: "mirror", percent: 51, bake: hours(1) }] }), "MLOPS-PROMOTION-004"],
    ["steps that do not end at 100", inProd({ rollout: rollout.slice(0, 2) }), "MLOPS-PROMOTION-005"],
    ["steps that fall", inProd({ rollout: [rollout[1], rollout[0], rollout[2]] }), "MLOPS-PROMOTION-006"],
    [
      "a step over before an alert notices",
      inProd({ rollout: [{ kind: "traffic", percent: 100, bake: Duration.minutes(14) }] }),
      "MLOPS-PROMOTION-007",
    ],
    ["production without a rollback", inProd({ rollback: undefined }), "MLOPS-PROMOTION-008"],
    ["production that only rolls back on drift", inProd({ rollback: { onDrift: true } }), "MLOPS-PROMOTION-008"],
    ["production that takes a version at once", inProd({ rollout: [] }), "MLOPS-PROMOTION-009"],
    ["a gate that sets no bound", inProd({ gates: { metrics: { auc: {} } } }), "MLOPS-PROMOTION-011"],
    [
      "a gate that nothing passes",
      inProd({ gates: { metrics: { auc: { atLeast: 0.9, atMost: 0.8 } } } }),
      "MLOPS-PROMOTION-011",
    ],
    ["one approver twice", inProd({ approval: { count: 2, approvers: [RISK, RISK] } }), "MLOPS-PROMOTION-012"],
    ["a stack that is no stage", { stage: "staging" }, "MLOPS-PROMOTION-010"],
  ];
  it.each(unsafe)("rejects %s", (_, changes, code) => {
    expect(() => define(changes)).toThrow(code);
  });

  it("accepts a step as short as an alert needs", () => {
    const steps = [{ kind: "traffic", percent: 100, bake: Duration.minutes(15) }] as const;
    expect(() => define(inProd({ rollout: steps }))).not.toThrow();
  });

  it("lists everything that is unsafe at once, naming the stage", () => {
    const worst = stage("prod", { rollback: undefined, rollout: rollout.slice(0, 2) });
    expect(() => define({ stages: [safe.stages[1]!, worst] })).toThrow(
      /MLOPS-PROMOTION-002 prod: [\s\S]*MLOPS-PROMOTION-005 prod: [\s\S]*MLOPS-PROMOTION-008 prod: /,
    );
  });
});

describe("PromotionFlow.addRollback", () => {
  function rolledBack(rollback: RollbackTriggers | undefined, tries = true) {
    const withRollback = (stack: TerraformStack) => {
      const flow = new PromotionFlow(stack, "Promotion", {
        ...safe,
        stages: [stage("dev", { rollback })],
        stage: "dev",
      });
      const on = endpoint(stack);
      const candidate = { deployment: deployment(stack, on, "13"), trafficPercent: 10, mirrorPercent: 0 };
      const tell = { id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/ag" };
      const factory = new AlertFactory({
        resourceGroup: { id: "/subscriptions/s/resourceGroups/rg-ml", name: "rg-ml" },
        actionGroups: { of: () => tell, also: () => [] },
        name: (alert) => `churn-${alert}`,
        documentation: "https://docs.example",
      });
      flow.addRollback({
        name: "churn-rollback",
        identityName: "id-churn-rollback",
        actionGroupName: "ag-churn-rollback",
        actionGroupShortName: "rollback",
        role: { guid: "11111111-2222-4333-8444-555555555555", roleDefinitionId: "/role" },
        callerRole: { guid: "11111111-2222-4333-8444-666666666666", roleDefinitionId: "/caller" },
        monitors: "drift_churn_",
        logs: { id: LOGS },
        alerts: { factory, owner: tell },
        endpoint: on,
        live: deployment(stack, on, "12"),
        candidate: tries ? candidate : undefined,
        rules: new UseCaseAlerts(stack, "Alerts", { factory, logs: { id: LOGS }, location: "westeurope" }),
        drift: {
          name: "churn-rollback",
          systemTopicId: "/topic",
          signals: ["drift_churn_"],
          deadLetters: { storageAccountId: "/storage", container: "dead-letters" },
        },
      });
    };
    return synth(withRollback);
  }

  it("watches the candidate by the stage's own limits", () => {
    const { arm, resources } = rolledBack({ serverErrorPercent: 5, latencyP95Milliseconds: 1000, onDrift: false });
    const metric = Object.values(arm("Microsoft.Insights/metricAlerts"));
    const latency = metric.find((one) => one["name"].startsWith("churn-candidate-latency"))!;
    expect(latency["body"].properties.criteria.allOf[0]).toMatchObject({
      threshold: 1000,
      dimensions: [{ name: "deployment", operator: "Include", values: ["model-13"] }],
    });
    const queries = Object.values(resources("azurerm_monitor_scheduled_query_rules_alert_v2"));
    const errors = queries.find((one) => one["name"] === "churn-candidate-errors-model-13")!;
    expect(errors["criteria"][0].query).toContain('DeploymentName =~ "model-13"');
    expect(arm("Microsoft.EventGrid/systemTopics/eventSubscriptions")).toEqual({});
  });

  it("listens for the candidate's drift where drift rolls back", () => {
    const { arm } = rolledBack({ serverErrorPercent: 5, onDrift: true });
    expect(Object.keys(arm("Microsoft.EventGrid/systemTopics/eventSubscriptions"))).toHaveLength(2);
  });

  it("stays when nothing is being tried: identity, roles, container and workflow are the use case's", () => {
    const lasting = (tries: boolean) => {
      const { resources, arm } = rolledBack({ serverErrorPercent: 5, onDrift: true }, tries);
      return [
        ...Object.keys(resources("azurerm_role_assignment")),
        ...Object.keys(resources("azurerm_user_assigned_identity")),
        ...Object.keys(resources("azurerm_storage_container")),
        ...Object.keys(arm("Microsoft.EventGrid/systemTopics/eventSubscriptions")),
        ...Object.keys(resources("azurerm_monitor_action_group")),
        ...Object.keys(arm("Microsoft.Logic/workflows")),
      ];
    };
    expect(lasting(false)).toEqual(lasting(true));
    expect(lasting(true).filter((id) => id.startsWith("Promotion_Rollback_")).length).toBeGreaterThan(5);
  });

  it("watches no candidate where no limit is set, and waits for a call by hand", () => {
    const { arm } = rolledBack(undefined);
    expect(Object.keys(arm("Microsoft.Logic/workflows"))).toHaveLength(1);
    expect(arm("Microsoft.EventGrid/systemTopics/eventSubscriptions")).toEqual({});
    const names = Object.values(arm("Microsoft.Insights/metricAlerts")).map(({ name }) => name as string);
    expect(names.filter((name) => name.includes("candidate"))).toEqual([]);
  });
});
