import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { isWithin, parseArmId } from "../../engine/arm/arm-id";
import type { RuleTable, WriteContext } from "../../engine/arm/model";
import { diagnosticCategories, metricsOf } from "./catalogue";
import { at, badRequest, objects, refuseUnlisted, requireExisting, strings } from "../../engine/arm/rules/helpers";

const diagnosticType = "Microsoft.Insights/diagnosticSettings";

/** Alerts, action groups, diagnostic settings, insights and budgets. */
export const monitorRules: RuleTable = {
  "microsoft.insights/components": {
    write: [
      (context) => requireExisting(context, "Log Analytics workspace", [context.resource.properties["workspaceId"]]),
    ],
  },
  "microsoft.insights/metricalerts": { write: [requireScopes, requireActionGroups, possibleTiming, knownMetrics] },
  "microsoft.insights/scheduledqueryrules": { write: [requireScopes, requireActionGroups] },
  "microsoft.insights/activitylogalerts": { write: [requireScopes, requireActionGroups] },
  "microsoft.alertsmanagement/actionrules": { write: [requireScopes] },
  "microsoft.insights/diagnosticsettings": {
    write: [requireSinks, knownCategories, oneSinkPerCategory, limitSettings],
  },
  "microsoft.consumption/budgets": {
    write: [
      ({ resource, ...context }) => {
        const groups = objects(resource.properties["notification"]).flatMap((item) => strings(item["contactGroups"]));
        requireExisting({ resource, ...context }, "Action group", groups);
      },
    ],
  },
};

function requireScopes(context: WriteContext): void {
  requireExisting(context, "Scope", strings(context.resource.properties["scopes"]));
}

function requireActionGroups(context: WriteContext): void {
  const { properties } = context.resource;
  const actions = [...objects(properties["action"]), ...objects(properties["actions"])];
  const groups = actions.flatMap((action) => [action["actionGroupId"], ...strings(action["actionGroups"])]);
  requireExisting(context, "Action group", groups);
}

/** How often Azure Monitor looks at a metric; it looks back that long, or longer. */
const frequencies = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];
const windows = [...frequencies, "PT6H", "PT12H", "P1D"];
const severities = ["0", "1", "2", "3", "4"];

function possibleTiming(context: WriteContext): void {
  const { severity, evaluationFrequency, windowSize } = context.resource.properties;
  refuseUnlisted(context, "properties.severity", severity, severities);
  refuseUnlisted(context, "properties.evaluationFrequency", evaluationFrequency, frequencies);
  refuseUnlisted(context, "properties.windowSize", windowSize, windows);
  if (windows.indexOf(String(windowSize)) >= windows.indexOf(String(evaluationFrequency))) return;
  throw badRequest(
    context,
    "BadRequest",
    `windowSize ${String(windowSize)} must not be shorter than evaluationFrequency ${String(evaluationFrequency)}.`,
  );
}

/** Azure ML's metrics are known by name: one that does not exist would make an alert that never fires. */
function knownMetrics(context: WriteContext): void {
  const { properties } = context.resource;
  for (const criterion of objects(at(properties, "criteria.allOf"))) {
    const namespace = String(criterion["metricNamespace"]);
    const metrics = metricsOf(namespace);
    if (metrics === undefined) continue;
    const name = String(criterion["metricName"]);
    const metric = metrics.get(name.toLowerCase());
    if (metric === undefined) {
      throw badRequest(context, "BadRequest", `couldn't find a metric named ${name} in namespace ${namespace}.`);
    }
    const aggregation = String(criterion["timeAggregation"]);
    if (!metric.aggregations.includes(aggregation)) {
      throw badRequest(
        context,
        "BadRequest",
        `metric ${name} does not support the aggregation ${aggregation}; supported are ${metric.aggregations.join(", ")}.`,
      );
    }
    for (const dimension of objects(criterion["dimensions"])) {
      if (metric.dimensions.some((known) => sameId(known, String(dimension["name"])))) continue;
      throw badRequest(
        context,
        "BadRequest",
        `metric ${name} has no dimension ${String(dimension["name"])}; it has ${metric.dimensions.join(", ") || "none"}.`,
      );
    }
    for (const scope of strings(properties["scopes"])) {
      if (sameId(parseArmId(scope)?.type ?? "", namespace)) continue;
      throw badRequest(context, "BadRequest", `scope '${scope}' does not emit metrics of namespace ${namespace}.`);
    }
  }
}

function requireSinks(context: WriteContext): void {
  const { properties } = context.resource;
  requireExisting(context, "Log Analytics workspace", [properties["logAnalyticsWorkspaceId"]]);
  requireExisting(context, "Storage account", [properties["storageAccountId"]]);
}

const categoriesOf = (properties: WriteContext["resource"]["properties"]): readonly string[] => [
  ...objects(properties["enabledLog"]).map((log) => String(log["category"] || `group ${String(log["categoryGroup"])}`)),
  ...objects(properties["enabledMetric"]).map((metric) => String(metric["category"])),
];

function knownCategories(context: WriteContext): void {
  const known = diagnosticCategories(parseArmId(context.id.parent)?.type ?? "");
  if (known === undefined) return;
  for (const category of categoriesOf(context.resource.properties)) {
    if (
      category.startsWith("group ") ? known.groups.includes(category.slice(6)) : known.categories.includes(category)
    ) {
      continue;
    }
    throw badRequest(
      context,
      "BadRequest",
      `category '${category}' is not supported by '${context.id.parent}'; supported are ${known.categories.join(", ")}.`,
    );
  }
}

const settingsOf = ({ cloud, id }: WriteContext) =>
  cloud
    .ofType(diagnosticType)
    .filter((other) => isWithin(other.id, id.parent) && sameId(parseArmId(other.id)!.parent, id.parent))
    .filter((other) => !sameId(other.id, id.id));

function oneSinkPerCategory(context: WriteContext): void {
  const sink = context.resource.properties["logAnalyticsWorkspaceId"];
  const mine = categoriesOf(context.resource.properties);
  for (const other of settingsOf(context)) {
    if (typeof sink !== "string" || !sameId(String(other.properties["logAnalyticsWorkspaceId"]), sink)) continue;
    const shared = categoriesOf(other.properties).find((category) => mine.includes(category));
    if (shared === undefined) continue;
    throw new ArmError(
      409,
      "Conflict",
      `Data sink '${sink}' is already used in diagnostic setting '${other.name}' for category '${shared}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
    );
  }
}

function limitSettings(context: WriteContext): void {
  const most = 5;
  if (settingsOf(context).length < most) return;
  throw badRequest(context, "BadRequest", `a resource holds at most ${most} diagnostic settings.`);
}
