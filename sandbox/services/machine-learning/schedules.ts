import { monitorRuntimes, monitorSizes } from "../../../domain/monitors/signals";
import type { Json, JsonObject } from "../../engine/store/store";
import type { RuleTable, WriteContext } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";
import { at, badRequest, objects, refuseUnlisted, requireExisting } from "../../engine/arm/rules/helpers";

const numericalDrift = [
  "JensenShannonDistance",
  "PopulationStabilityIndex",
  "NormalizedWassersteinDistance",
  "TwoSampleKolmogorovSmirnovTest",
];
const categoricalDrift = ["JensenShannonDistance", "PopulationStabilityIndex", "PearsonsChiSquaredTest"];
const quality = ["NullValueRate", "DataTypeErrorRate", "OutOfBoundsRate"];
/** Metrics by signal and data type. Source: ARM type definitions of schedules at 2025-06-01. */
const metricsBySignal: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  DataDrift: { Numerical: numericalDrift, Categorical: categoricalDrift },
  PredictionDrift: { Numerical: numericalDrift, Categorical: categoricalDrift },
  DataQuality: { Numerical: quality, Categorical: quality },
};
const sizes = monitorSizes.map((size) => size.toLowerCase());
const dataContexts = [
  "model_inputs",
  "model_outputs",
  "model_inputs_outputs",
  "training",
  "test",
  "validation",
  "ground_truth",
];

/** Words of monitors that the type definitions leave open, and Azure ML does not. */
const words = new Map(
  [...numericalDrift, ...categoricalDrift, ...quality, "NormalizedDiscountedCumulativeGain", "Numerical", "Categorical"]
    .concat("Classification", "Regression", "AmlNotification")
    .map((word) => [word.toLowerCase(), word]),
);
const worded = new Set(["metric", "dataType", "taskType", "notificationTypes"]);

/** A schedule's body with those words in their published spelling, where they differ in case only. */
export function monitorWords(body: JsonObject): JsonObject {
  const respell = (value: Json, key: string): Json => {
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => respell(item, key));
    if (typeof value === "string") return worded.has(key) ? (words.get(value.toLowerCase()) ?? value) : value;
    return isObject(value) ? monitorWords(value) : value;
  };
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, respell(value, key)]));
}

/** Azure ML schedules: jobs and model monitors. */
export const scheduleRules: RuleTable = {
  "microsoft.machinelearningservices/workspaces/schedules": { write: [triggerFits, jobFits, monitorFits] },
};

function triggerFits(context: WriteContext): void {
  const trigger = at(context.resource.properties, "trigger");
  const zone = at(trigger, "timeZone");
  if (typeof zone === "string" && zone.includes("/")) {
    throw badRequest(context, "UserError", `time zone '${zone}' is not a Windows time zone name.`);
  }
  for (const key of ["startTime", "endTime"]) {
    const time = at(trigger, key);
    if (typeof time === "string" && Number.isNaN(Date.parse(time))) {
      throw badRequest(context, "UserError", `${key} '${time}' is not an ISO 8601 date-time.`);
    }
  }
  const expression = at(trigger, "expression");
  if (typeof expression === "string") requireCron(context, expression);
  const hours = (at(trigger, "schedule.hours") ?? []) as readonly number[];
  const minutes = (at(trigger, "schedule.minutes") ?? []) as readonly number[];
  if (hours.some((hour) => hour < 0 || hour > 23) || minutes.some((minute) => minute < 0 || minute > 59)) {
    throw badRequest(context, "UserError", "hours must be 0 to 23 and minutes 0 to 59.");
  }
}

/** Azure ML ignores day of month and month: an expression that uses them would run on other days than it says. */
function requireCron(context: WriteContext, expression: string): void {
  const fields = expression.trim().split(/\s+/);
  const field = /^(\*|[0-9A-Za-z]+)([-,/][0-9A-Za-z*]+)*$/;
  if (fields.length !== 5 || !fields.every((part) => field.test(part))) {
    throw badRequest(context, "UserError", `'${expression}' is not a cron expression of five fields.`);
  }
  if (fields[2] !== "*" || fields[3] !== "*") {
    throw badRequest(context, "UserError", `'${expression}' names a day of month or a month, which Azure ML ignores.`);
  }
}

function jobFits(context: WriteContext): void {
  const job = at(context.resource.properties, "action.jobDefinition");
  if (!isObject(job)) return;
  requireOwn(context, [job["computeId"], at(job, "settings.default_compute"), at(job, "identity.resourceId")]);
}

/** Ids in the sandbox's own reach must exist; assets that jobs register at run time are not known to it. */
function requireOwn(context: WriteContext, ids: readonly (Json | undefined)[]): void {
  requireExisting(
    context,
    "Resource",
    ids.filter((id) => typeof id === "string" && id.startsWith("/subscriptions/")),
  );
}

function monitorFits(context: WriteContext): void {
  const monitor = at(context.resource.properties, "action.monitorDefinition");
  if (!isObject(monitor)) return;
  const workspace = context.cloud.show(context.id.parent);
  if (at(workspace?.properties, "managedNetwork.isolationMode") === "AllowOnlyApprovedOutbound") {
    throw badRequest(
      context,
      "UserError",
      "model monitoring does not support managed networks with AllowOnlyApprovedOutbound.",
    );
  }
  const size = at(monitor, "computeConfiguration.instanceType");
  refuseUnlisted(context, "instanceType", typeof size === "string" ? size.toLowerCase() : size, sizes);
  refuseUnlisted(context, "runtimeVersion", at(monitor, "computeConfiguration.runtimeVersion"), monitorRuntimes);
  refuseUnlisted(context, "taskType", at(monitor, "monitoringTarget.taskType"), ["Classification", "Regression"]);
  requireOwn(context, [at(monitor, "monitoringTarget.deploymentId")]);
  for (const [name, signal] of Object.entries((monitor["signals"] ?? {}) as JsonObject)) {
    if (isObject(signal)) signalFits(context, name, signal);
  }
}

function signalFits(context: WriteContext, name: string, signal: JsonObject): void {
  const metrics = metricsBySignal[String(signal["signalType"])];
  for (const threshold of objects(signal["metricThresholds"])) {
    if (metrics === undefined) continue;
    const allowed = metrics[String(threshold["dataType"])];
    refuseUnlisted(context, `signals.${name}.dataType`, threshold["dataType"], Object.keys(metrics));
    refuseUnlisted(context, `signals.${name}.metric`, threshold["metric"], allowed ?? []);
  }
  if (signal["signalType"] === "FeatureAttributionDrift") {
    const metric = at(signal, "metricThreshold.metric");
    refuseUnlisted(context, `signals.${name}.metric`, metric, ["NormalizedDiscountedCumulativeGain"]);
  }
  for (const type of (signal["notificationTypes"] ?? []) as readonly Json[]) {
    refuseUnlisted(context, `signals.${name}.notificationTypes`, type, ["AmlNotification"]);
  }
  const data = [signal["productionData"], signal["referenceData"]].flat() as readonly (Json | undefined)[];
  for (const item of data) {
    const jobInput = at(item, "jobInputType");
    refuseUnlisted(context, `signals.${name}.dataContext`, at(item, "dataContext"), dataContexts);
    if (jobInput === "literal") throw badRequest(context, "UserError", `signals.${name}: data cannot be a literal.`);
  }
}
