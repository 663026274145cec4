import { sameId } from "../../domain/azure/ids";
import { isWithin, parseArmId } from "../engine/arm/arm-id";
import { fireAlert } from "../services/monitor/alerts";
import { type MetricSample, recordMetrics, samplesOf } from "../services/monitor/telemetry";
import { durationSeconds } from "../engine/azurerm/iso-duration";
import type { CloudResource, Json, JsonObject } from "../engine/store/store";
import type { RunResult, Value } from "../workflow";
import { receiversOf } from "../services/monitor/action-groups";
import { callWorkflow } from "../services/logic/call";
import type { WorkloadHost } from "./events";
import { runQuery, tableOf } from "./kql";
import { recordRequests } from "./seed";
import { TRAFFIC_LOG, trafficLog } from "./traffic";

/** An alert rule that fired, or is over. */
export interface AlertNews {
  /** ARM id of the rule. */
  readonly rule: string;
  readonly condition: "Fired" | "Resolved";
  /** What was measured; undefined if nothing was. */
  readonly value: number | undefined;
  /** The deployed one. */
  readonly threshold: number;
  /** Azure Monitor's severity, 0 (worst) to 4. */
  readonly severity: number;
  /** Addresses that the rule's action groups mail to. */
  readonly mailed: readonly string[];
  /** What else its action groups told, in words: `webhook https://pager.example`. */
  readonly reached: readonly string[];
  /** Runs of the workflows that its action groups called. */
  readonly runs: readonly RunResult[];
}

/** A deployed rule, ready to be looked at. */
interface Rule {
  readonly id: string;
  readonly everySeconds: number;
  readonly severity: number;
  readonly threshold: number;
  readonly actionGroups: readonly string[];
  readonly target: string;
  /** How many looks in a row must find it. */
  readonly periods: number;
  readonly look: (now: Date) => { readonly value: number | undefined; readonly holds: boolean };
  /** Lets what it watches go wrong, so that its next look finds it. Undefined where the sandbox has no such telemetry. */
  readonly spoil?: (now: Date) => void;
}

/** An alert that was made to fire. */
export interface Drill extends AlertNews {
  /** Whether its rule found it in telemetry; else it was told without a look. */
  readonly measured: boolean;
}

interface Standing {
  readonly found: number;
  /** When it fired; undefined while it has not. */
  readonly since?: Date;
}

/**
 * Looks at deployed alert rules as Azure Monitor does: by each rule's own query or metric, window, frequency, threshold
 * and action groups. A rule that has fired fires again only once it was over. Logs are there at once, which on Azure takes
 * minutes.
 *
 * It knows rules on metrics of Azure ML endpoints and deployments, and on the log of their traffic. Others are left alone.
 */
export class AlertWatch {
  private readonly standings = new Map<string, Standing>();

  /** @param scope - ARM id of the resource group whose rules are looked at */
  constructor(
    private readonly host: WorkloadHost,
    private readonly scope: string,
  ) {}

  /** Looks at every rule that is due this minute. */
  async look(): Promise<readonly AlertNews[]> {
    const now = this.host.cloud.now();
    const minute = Math.floor(now.getTime() / 60_000) * 60;
    const news: AlertNews[] = [];
    for (const rule of this.rules().filter(({ everySeconds }) => minute % everySeconds === 0)) {
      const { value, holds } = rule.look(now);
      const before = this.standings.get(rule.id) ?? { found: 0 };
      const found = holds ? before.found + 1 : 0;
      const fires = found >= rule.periods;
      const since = fires ? (before.since ?? now) : undefined;
      this.standings.set(rule.id, { found, ...(since && { since }) });
      if (fires === (before.since !== undefined)) continue;
      news.push(await this.tell(rule, fires ? "Fired" : "Resolved", since ?? before.since!, value));
    }
    return news;
  }

  /**
   * A drill: lets what a rule watches go wrong, lets the rule find it, and tells its action groups. A rule on telemetry that
   * the sandbox does not have is told without a look. Undefined if there is no such rule.
   */
  async drill(id: string): Promise<Drill | undefined> {
    const now = this.host.cloud.now();
    const resource = this.host.cloud.get(id);
    if (resource === undefined) return undefined;
    const rule = this.rulesOf(resource, true)[0] ?? this.blindRule(resource);
    rule.spoil?.(now);
    const { value, holds } = rule.look(now);
    return { ...(await this.tell(rule, "Fired", now, value)), measured: holds };
  }

  /** A rule that is never looked at here: what it tells whom is known all the same. */
  private blindRule(resource: CloudResource): Rule {
    const values = resource.azurerm?.values;
    const { properties } = this.host.cloud.view(resource);
    const groups = [
      ...blocks(values?.["action"]).flatMap((one) =>
        [...strings(one["action_groups"]), one["action_group_id"] ?? []].flat(),
      ),
      ...blocks(properties["actions"])
        .map((one) => one["actionGroupId"] ?? [])
        .flat(),
    ];
    return {
      id: resource.id,
      everySeconds: 60,
      severity: Number(values?.["severity"] ?? properties["severity"] ?? ACTIVITY_SEVERITY),
      threshold: 0,
      actionGroups: groups.map(String),
      target: String(strings(values?.["scopes"] ?? properties["scopes"])[0] ?? resource.id),
      periods: 1,
      look: () => ({ value: undefined, holds: false }),
    };
  }

  private rules(): readonly Rule[] {
    const { cloud } = this.host;
    return cloud.store
      .all()
      .filter(({ id }) => isWithin(id, this.scope))
      .flatMap((resource) => this.rulesOf(resource, false));
  }

  /** @param anyMetric - whether rules on metrics count that nothing is measured of here, unless a drill does */
  private rulesOf(resource: CloudResource, anyMetric: boolean): readonly Rule[] {
    if (sameId(resource.type, "Microsoft.Insights/scheduledQueryRules")) return this.queryRule(resource);
    return sameId(resource.type, "Microsoft.Insights/metricAlerts") ? this.metricRule(resource, anyMetric) : [];
  }

  private queryRule({ id, azurerm }: CloudResource): Rule[] {
    const values = azurerm?.values ?? {};
    const [criterion] = blocks(values["criteria"]);
    const query = String(criterion?.["query"]);
    if (values["enabled"] !== true || criterion === undefined || tableOf(query) !== TRAFFIC_LOG) return [];
    const threshold = Number(criterion["threshold"]);
    const column = criterion["metric_measure_column"];
    const [scope] = strings(values["scopes"]);
    const [failing] = blocks(criterion["failing_periods"]);
    const back = durationSeconds(String(values["window_duration"])) * 1000;
    return [
      {
        id,
        everySeconds: durationSeconds(String(values["evaluation_frequency"])),
        severity: Number(values["severity"]),
        threshold,
        actionGroups: blocks(values["action"]).flatMap((action) => strings(action["action_groups"])),
        target: scope!,
        periods: Number(failing?.["minimum_failing_periods_to_trigger_alert"] ?? 1),
        spoil: (now) => this.failRequests(query, new Date(now.getTime() - Math.min(back, HALF_AN_HOUR)), now),
        look: (now) => {
          const rows = runQuery(query, trafficLog(this.host.cloud, scope!, new Date(now.getTime() - back), now));
          const found =
            typeof column === "string"
              ? rows.map(({ columns }) => Number(columns[column]))
              : [rows.reduce((sum, { count }) => sum + count, 0)];
          const passing = found.filter((value) => compare(value, String(criterion["operator"]), threshold));
          const value = (passing.length > 0 ? passing : found).sort((a, b) => b - a)[0];
          return { value, holds: passing.length > 0 };
        },
      },
    ];
  }

  private metricRule(resource: CloudResource, anyMetric: boolean): Rule[] {
    const { properties } = this.host.cloud.view(resource);
    const criteria = blocks((properties["criteria"] as JsonObject | undefined)?.["allOf"]);
    const [target] = strings(properties["scopes"]);
    const known =
      anyMetric ||
      criteria.every(({ metricNamespace }) => /\/onlineEndpoints(\/deployments)?$/i.test(String(metricNamespace)));
    if (properties["enabled"] !== true || target === undefined || criteria.length === 0 || !known) return [];
    const back = durationSeconds(String(properties["windowSize"])) * 1000;
    return [
      {
        id: resource.id,
        everySeconds: durationSeconds(String(properties["evaluationFrequency"])),
        severity: Number(properties["severity"]),
        threshold: Number(criteria[0]!["threshold"]),
        actionGroups: blocks(properties["actions"]).map((action) => String(action["actionGroupId"])),
        target,
        periods: 1,
        spoil: (now) =>
          recordMetrics(
            this.host.cloud,
            criteria.map((one) => breaking(target, one, now)),
          ),
        look: (now) => {
          const values = criteria.map((criterion) => this.measure(target, criterion, now, back));
          const holds = criteria.every((criterion, index) => {
            const value = values[index];
            return value !== undefined && compare(value, String(criterion["operator"]), Number(criterion["threshold"]));
          });
          return { value: values[0], holds };
        },
      },
    ];
  }

  /** Lets every deployment of the endpoints that a query names answer with errors. */
  private failRequests(query: string, from: Date, to: Date): void {
    const { cloud } = this.host;
    for (const { id } of cloud.ofType("Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments")) {
      const { parent, name } = parseArmId(id)!;
      if (!query.includes(`"${parent.split("/").at(-1)!}"`)) continue;
      recordRequests(cloud, {
        endpoint: parent,
        deployment: name,
        from,
        to,
        everyMinutes: 1,
        requestsPerMinute: 60,
        serverErrorPercent: 100,
      });
    }
  }

  /** A metric over a window; undefined where nothing was measured. */
  private measure(target: string, criterion: JsonObject, now: Date, back: number): number | undefined {
    const wanted = blocks(criterion["dimensions"]);
    const values = samplesOf(this.host.cloud, target)
      .filter(({ metric }) => sameId(metric, String(criterion["metricName"])))
      .filter(({ at }) => Date.parse(at) >= now.getTime() - back && Date.parse(at) < now.getTime())
      .filter(({ dimensions }) =>
        wanted.every(({ name, values: allowed }) => strings(allowed).includes(dimensions?.[String(name)] ?? "")),
      )
      .map(({ value }) => value);
    if (values.length === 0) return undefined;
    const total = values.reduce((sum, value) => sum + value, 0);
    switch (criterion["timeAggregation"]) {
      case "Total":
        return total;
      case "Count":
        return values.length;
      case "Maximum":
        return Math.max(...values);
      case "Minimum":
        return Math.min(...values);
      default:
        return total / values.length;
    }
  }

  /**
   * What Azure Monitor tells of the rows that a rule on logs found, as far as the sandbox has them: which job of an experiment
   * completed last. Source: learn.microsoft.com/azure/azure-monitor/alerts/alerts-payload-samples.
   */
  private contextOf(rule: string): JsonObject {
    const { cloud } = this.host;
    const [criterion] = blocks(cloud.get(rule)?.azurerm?.values["criteria"]);
    if (criterion === undefined) return {};
    const experiment = /ExperimentName =~ "([^"]+)"/.exec(String(criterion["query"]))?.[1];
    const newest = cloud
      .ofType("Microsoft.MachineLearningServices/workspaces/jobs")
      .filter(({ id }) => isWithin(id, this.scope))
      .filter(({ properties }) => properties["experimentName"] === experiment && properties["status"] === "Completed")
      .sort((left, right) => madeAt(right).localeCompare(madeAt(left)))[0];
    const named = blocks(criterion["dimension"]).some(({ name }) => name === "RunId");
    const dimensions = named && newest ? [{ name: "RunId", value: parseArmId(newest.id)!.name }] : [];
    return {
      conditionType: "LogQueryCriteria",
      condition: { allOf: [{ searchQuery: String(criterion["query"]), dimensions }] },
    };
  }

  /** Records the alert and calls its action groups, with the alert in Azure Monitor's common schema. */
  private async tell(
    { id: rule, severity, threshold, actionGroups, target }: Rule,
    condition: AlertNews["condition"],
    at: Date,
    value: number | undefined,
  ): Promise<AlertNews> {
    const { cloud } = this.host;
    const alertId = fireAlert(cloud, { rule, target, severity, at, resolved: condition === "Resolved" });
    const essentials = {
      alertId,
      alertRule: parseArmId(rule)!.name,
      severity: `Sev${severity}`,
      monitorCondition: condition,
      firedDateTime: at.toISOString(),
      alertTargetIDs: [target],
    };
    const alertContext = this.contextOf(rule);
    const body = { schemaId: "azureMonitorCommonAlertSchema", data: { essentials, alertContext } } as Value;
    const groups = actionGroups.flatMap((group) => cloud.get(group) ?? []).map(receiversOf);
    const runs: RunResult[] = [];
    for (const address of groups.flatMap(({ workflows }) => workflows))
      runs.push(await callWorkflow(this.host, address, { body }));
    const mailed = groups.flatMap(({ emails }) => emails);
    const reached = groups.flatMap(({ others }) => others);
    const told = { mailed: [...new Set(mailed)], reached: [...new Set(reached)] };
    return { rule, condition, value, threshold, severity, ...told, runs };
  }
}

/** Azure Monitor gives alerts on the activity log this severity. */
const ACTIVITY_SEVERITY = 4;
const HALF_AN_HOUR = 30 * 60_000;

/** A value of a metric, a moment ago, with which a criterion holds. */
function breaking(resource: string, criterion: JsonObject, now: Date): MetricSample {
  const threshold = Number(criterion["threshold"]);
  const above = String(criterion["operator"]).startsWith("Greater");
  const dimensions = blocks(criterion["dimensions"]).map(({ name, values }) => [
    String(name),
    strings(values)[0] ?? "",
  ]);
  return {
    resource,
    metric: String(criterion["metricName"]),
    at: new Date(now.getTime() - 1).toISOString(),
    value: above ? threshold * 1.5 + 1 : threshold === 0 ? 0 : threshold / 2,
    dimensions: Object.fromEntries(dimensions) as Record<string, string>,
  };
}

const blocks = (value: Json | undefined): readonly JsonObject[] => (value ?? []) as readonly JsonObject[];
const strings = (value: Json | undefined): readonly string[] => (value ?? []) as readonly string[];

const madeAt = (resource: object): string =>
  String((resource as { systemData?: JsonObject }).systemData?.["createdAt"]);

function compare(value: number, operator: string, threshold: number): boolean {
  switch (operator) {
    case "GreaterThan":
      return value > threshold;
    case "GreaterThanOrEqual":
      return value >= threshold;
    case "LessThan":
      return value < threshold;
    case "LessThanOrEqual":
      return value <= threshold;
    default:
      return value === threshold;
  }
}
