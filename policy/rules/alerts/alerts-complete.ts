import { environmentAlerts, type AlertDefinition } from "../../../domain/alerts/environment";
import { isBatchTagged } from "../../../domain/promotion/training-tag";
import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknown, type Verdict } from "../../rule";
import { leaves, Unknown } from "../../value";
import { hasMetricAlert, hasQueryAlert, type Watched } from "../../watched";
import type { World } from "../../world";

const ML = "Microsoft.MachineLearningServices/workspaces";
const ACTIVITY = "azurerm_monitor_activity_log_alert";

type Check = (resource: PolicyResource, world: World) => readonly (readonly [alert: string, there: Watched])[];

const checks: Readonly<Record<string, Check>> = {
  [ML]: (workspace, world) =>
    Object.entries(environmentAlerts as Readonly<Record<string, AlertDefinition>>).map(([id, { condition }]) => [
      id,
      condition.kind === "metric"
        ? hasMetricAlert(workspace, condition.metric.name, world)
        : hasActivityAlert(workspace.stack, condition, world),
    ]),
  [`${ML}/onlineEndpoints`]: (endpoint, world) => [
    ["endpoint-errors", hasQueryAlert(endpoint.stack, "endpoint-errors", endpoint.text("name"), world)],
    ["data-collection-errors", hasMetricAlert(endpoint, "DataCollectionErrorsPerMinute", world)],
  ],
  [`${ML}/onlineEndpoints/deployments`]: (deployment, world) => [
    ["deployment-saturated", hasMetricAlert(deployment, "CpuUtilizationPercentage", world)],
    ["deployment-memory", hasMetricAlert(deployment, "CpuMemoryUtilizationPercentage", world)],
  ],
  [`${ML}/schedules`]: (schedule, world) => {
    const name = schedule.text("name");
    const off = schedule.at("properties.isEnabled");
    const monitors = schedule.text("properties.action.actionType") === "CreateMonitor";
    const experiment = schedule.text("properties.action.jobDefinition.experimentName");
    // One that is switched off is silent, and other rules say so.
    const whereOn = (alert: string, about: typeof name) =>
      off.state === "known" && off.value === false
        ? []
        : [[alert, hasQueryAlert(schedule.stack, alert, about, world)] as const];
    if (!monitors) {
      // Training and scoring that fail are asked about alike, by the experiment.
      const failed = hasQueryAlert(schedule.stack, "training-failed", experiment, world);
      return isBatch(schedule)
        ? [["batch-failed", failed], ...whereOn("batch-late", experiment)]
        : [["training-failed", failed]];
    }
    return [
      ["monitor-failed", hasQueryAlert(schedule.stack, "monitor-failed", name, world)],
      ...whereOn("monitor-silent", name),
    ];
  },
  "Microsoft.Logic/workflows": (workflow, world) => [
    ["a failed run", hasMetricAlert(workflow, "RunsFailed", world)],
    ["what it tells", hasQueryAlert(workflow.stack, "workflow-outcome", workflow.text("name"), world)],
  ],
};

/** Whether a schedule's jobs score, where others train. */
function isBatch(schedule: PolicyResource): boolean {
  const tags = schedule.at("properties.action.jobDefinition.tags");
  return tags.state === "known" && typeof tags.value === "object" && tags.value !== null && isBatchTagged(tags.value);
}

const byKind = new Map(Object.entries(checks).map(([kind, check]) => [kind.toLowerCase(), check]));

export const alertsComplete: Rule = {
  title: "Workspaces, endpoints, deployments, schedules and workflows have the alerts that watch them",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "An alert rule that was removed is missed by nobody until what it watched has failed for days.",
  fix: "define the alerts of domain/alerts/environment.ts and domain/alerts/use-case.ts by their constructs",
  kinds: Object.keys(checks),
  check: (resource, world): Verdict | undefined =>
    every(
      byKind.get(resource.kind.toLowerCase())!(resource, world).map(([alert, there]) => {
        if (there === true) return pass;
        return there === "unknown"
          ? unknown(`whether ${alert} is watched is known after apply only`)
          : fail(`nothing watches ${alert}`);
      }),
    ),
};

type ActivityCondition = Exclude<AlertDefinition["condition"], { readonly kind: "metric" }>;

/** Whether an alert on the activity log listens to all of it, in the resource group or the subscription. */
function hasActivityAlert(stack: string, condition: ActivityCondition, world: World): Watched {
  const answers = world.in(stack, ACTIVITY).map((alert): Watched => {
    const wanted = wantedOf(condition);
    const answers = Object.entries(wanted).map(([path, values]): Watched => {
      const found = alert.at(`criteria.${path}`);
      if (found.state === "unknown") return "unknown";
      const given = found.state === "known" ? leaves(found.value) : [];
      if (given.some((one) => one instanceof Unknown)) return "unknown";
      return values.every((value) => given.includes(value));
    });
    const scopes = alert.at("scopes");
    answers.push(scopes.state === "known" ? leaves(scopes.value).length > 0 : scopes.state === "unknown");
    if (answers.includes(false)) return false;
    return answers.includes("unknown") ? "unknown" : true;
  });
  return answers.includes(true) ? true : answers.includes("unknown") ? "unknown" : false;
}

function wantedOf(condition: ActivityCondition): Readonly<Record<string, readonly string[]>> {
  switch (condition.kind) {
    case "operation":
      return { category: ["Administrative"], operation_name: [condition.operation], status: ["Succeeded"] };
    case "resource-health":
      return { category: ["ResourceHealth"], "resource_health.current": condition.current };
    case "service-health":
      return { category: ["ServiceHealth"], "service_health.events": condition.events };
  }
}
