import { metricLimit, SLOWEST } from "../../alert-limits";
import { shown } from "../../attributes";
import { secondsOf } from "../../iso-duration";
import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import { leaves, lookup, Unknown } from "../../value";
import type { World } from "../../world";

const QUERY = "azurerm_monitor_scheduled_query_rules_alert_v2";
const METRIC = "Microsoft.Insights/metricAlerts";
/** Azure Monitor's numbers: 3 informs, 4 is for debugging. */
const LEAST_URGENT = 3;

/** Metrics that the tables know have limits of their own; of queries, what a threshold may be. */
export const alertNotDeaf: Rule = {
  title: "Alert rules ring when there is something to hear",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "A threshold that is never reached, a look once a month or a severity that wakes nobody is an alert rule that is off.",
  fix: "take threshold, operator, window and severity from domain/alerts/environment.ts and domain/alerts/use-case.ts",
  kinds: [QUERY, METRIC],
  check: (alert, world) => (alert.kind === QUERY ? query(alert) : metric(alert, world)),
};

function metric(alert: PolicyResource, world: World): Verdict | undefined {
  const criteria = alert.entries("properties.criteria.allOf");
  if (criteria === "unknown") return unknownAt("properties.criteria.allOf");
  if (criteria.length === 0) return fail("has no criterion");
  return every([
    ...criteria.map((one) => criterion(one, alert, world)),
    timing(alert, "properties.evaluationFrequency", SLOWEST.metric.every),
    timing(alert, "properties.windowSize", SLOWEST.metric.window),
  ]);
}

function criterion(written: unknown, alert: PolicyResource, world: World): Verdict {
  if (written instanceof Unknown) return unknownAt("a criterion");
  const at = (path: string) => lookup(written, path);
  const name = at("metricName");
  if (name.state === "unknown") return unknownAt("metricName");
  const namespace = at("metricNamespace");
  if (namespace.state === "unknown") return unknownAt("metricNamespace");
  const limit =
    name.state === "known"
      ? metricLimit(String(name.value), namespace.state === "known" ? String(namespace.value) : undefined)
      : undefined;
  const severity = atMost(alert.at("properties.severity"), limit?.severity ?? LEAST_URGENT, "severity");
  if (limit === undefined) return severity;
  return every([
    severity,
    oneOf(at("operator"), limit.operator, "operator"),
    oneOf(at("timeAggregation"), [limit.aggregation], "timeAggregation"),
    atMost(at("threshold"), limit.most, "threshold"),
    limit.least === undefined ? undefined : atLeast(at("threshold"), limit.least, "threshold"),
    dimensions(written, limit.splitBy, alert, world),
  ])!;
}

const DEPLOYMENT = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments";

/** A share of one deployment, averaged over all, is the share of none; and of a deployment that is not there is silence. */
function dimensions(criterion: unknown, wanted: string | undefined, alert: PolicyResource, world: World): Verdict {
  const found = lookup(criterion, "dimensions");
  if (found.state === "unknown") return unknownAt("dimensions");
  const list = found.state === "known" ? ([found.value].flat() as unknown[]) : [];
  const named = list.map((one) => lookup(one, "name"));
  const split = wanted === undefined || named.some((name) => name.state === "known" && name.value === wanted);
  const deployments = world
    .in(alert.stack, DEPLOYMENT)
    .filter(({ partial }) => !partial)
    .map((one) => one.text("name"));
  return every([
    split ? pass : fail(`looks at all together, wanted by ${wanted}`),
    ...list.map((one) => {
      const [name, operator, values] = ["name", "operator", "values"].map((path) => lookup(one, path));
      if ([name, operator, values].some((part) => part!.state === "unknown")) return unknownAt("dimensions");
      if (operator!.state !== "known" || operator!.value !== "Include")
        return fail("leaves out what it should look at");
      const asked = values!.state === "known" ? leaves(values!.value) : [];
      if (asked.some((value) => value instanceof Unknown)) return unknownAt("dimensions");
      if (asked.length === 0) return fail("looks at no part");
      if (name!.state !== "known" || name!.value !== "deployment" || asked.includes("*")) return pass;
      if (deployments.includes(undefined)) return unknownAt("the name of a deployment");
      const strange = asked.find((value) => !deployments.includes(String(value)));
      return strange === undefined
        ? pass
        : fail(`looks at deployment ${shown(strange)}, which the stack does not have`);
    }),
  ])!;
}

/** Largest threshold of an alert on a query: a share of errors in percent, or a count. */
const MOST_PERCENT = 50;
const MOST_ROWS = 5;

function query(alert: PolicyResource): Verdict | undefined {
  const criteria = alert.entries("criteria");
  if (criteria === "unknown") return unknownAt("criteria");
  if (criteria.length === 0) return fail("has no criterion");
  const muted = alert.at("mute_actions_after_alert_duration");
  return every([
    ...criteria.map((written) => {
      if (written instanceof Unknown) return unknownAt("a criterion");
      const at = (path: string) => lookup(written, path);
      const measured = at("metric_measure_column").state !== "absent";
      const least = at("operator");
      const silence = least.state === "known" && least.value === "LessThan";
      const periods = at("failing_periods.minimum_failing_periods_to_trigger_alert");
      return every([
        oneOf(least, ["GreaterThan", "LessThan", "GreaterThanOrEqual", "LessThanOrEqual"], "operator"),
        silence
          ? atLeast(at("threshold"), 1, "threshold")
          : atMost(at("threshold"), measured ? MOST_PERCENT : MOST_ROWS, "threshold"),
        periods.state === "absent" ? undefined : atMost(periods, 2, "failing periods"),
        oneOf(at("time_aggregation_method"), [measured ? "Maximum" : "Count"], "time_aggregation_method"),
        measured ? columnOf(at("metric_measure_column"), at("query")) : undefined,
        splitOf(at("dimension")),
      ])!;
    }),
    atMost(alert.at("severity"), LEAST_URGENT, "severity"),
    timing(alert, "evaluation_frequency", SLOWEST.query.every),
    timing(alert, "window_duration", 2 * SLOWEST.query.every),
    muted.state === "unknown" ? unknownAt("mute_actions_after_alert_duration") : undefined,
    muted.state === "known" ? fail(`is mute for ${shown(muted.value)} after it rang`) : undefined,
  ]);
}

type Found = ReturnType<typeof lookup>;

/** A column that the query does not have: Azure asks, fails, and rings nowhere. */
function columnOf(column: Found, query: Found): Verdict {
  if (column.state === "unknown" || query.state === "unknown") return unknownAt("metric_measure_column");
  const [name, text] = [column, query].map((found) => (found.state === "known" ? String(found.value) : ""));
  return new RegExp(`\\b(extend|project|summarize)\\b[^|]*\\b${name!.replaceAll(/\W/g, "\\$&")} =`).test(text!)
    ? pass
    : fail(`measures ${shown(name)}, which its query does not say`);
}

/** What rows are told apart by takes none of them out. */
function splitOf(dimension: Found): Verdict | undefined {
  if (dimension.state === "absent") return undefined;
  if (dimension.state === "unknown") return unknownAt("dimension");
  return every(
    ([dimension.value].flat() as unknown[]).map((one) => {
      const [operator, values] = [lookup(one, "operator"), lookup(one, "values")];
      if (operator.state === "unknown" || values.state === "unknown") return unknownAt("dimension");
      const asked = values.state === "known" ? leaves(values.value) : [];
      const whole = operator.state === "known" && operator.value === "Include" && asked.includes("*");
      return whole ? pass : fail(`leaves out rows by ${shown(asked)}`);
    }),
  );
}

function judged(found: Found, name: string, wanted: string, holds: (value: unknown) => boolean): Verdict {
  if (found.state === "unknown") return unknownAt(name);
  const value = found.state === "absent" ? "not set" : found.value;
  return holds(value) ? pass : fail(`${name} is ${shown(value)}, wanted ${wanted}`);
}

const atMost = (found: Found, most: number, name: string): Verdict =>
  judged(found, name, `${most} or less`, (value) => typeof value === "number" && value <= most);
const atLeast = (found: Found, least: number, name: string): Verdict =>
  judged(found, name, `${least} or more`, (value) => typeof value === "number" && value >= least);
const oneOf = (found: Found, wanted: readonly string[], name: string): Verdict =>
  judged(found, name, wanted.join(" or "), (value) => wanted.includes(String(value)));

const timing = (alert: PolicyResource, path: string, most: number): Verdict =>
  judged(alert.at(path), path, `${most / 60} minutes or less`, (value) => {
    const seconds = secondsOf(value);
    return seconds !== undefined && seconds > 0 && seconds <= most;
  });
