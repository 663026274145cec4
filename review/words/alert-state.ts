import { severities, severityNumber, type Severity } from "../../domain/alerts/environment";
import { baselineAlerts } from "../../domain/alerts/baseline";
import { useCaseAlerts } from "../../domain/alerts/use-case";
import { durationInWords } from "./iso-duration";
import { at, booleanAt, listAt, numberAt, textAt, textsAt, type Json } from "./json";
import { propertiesOf, type Planned } from "./planned";

/** One condition of an alert rule. */
export interface Criterion {
  /** What is measured. */
  readonly what: string;
  readonly operator: string;
  readonly threshold: number;
}

/** An alert rule, of whichever kind. */
export interface AlertState {
  readonly enabled: boolean;
  readonly severity?: Severity;
  readonly criteria: readonly Criterion[];
  /** How far back it looks, and how often. */
  readonly window?: string;
  readonly every?: string;
  /** How many looks in a row must find it. */
  readonly periods?: number;
  /** Names of the action groups it calls. */
  readonly tells: readonly string[];
  /** Query or condition on the activity log, as text to compare. */
  readonly condition: string;
  /** Names and ids that it watches, as text to search. */
  readonly watches: string;
}

const RULES = ["metricalerts", "activitylogalerts", "scheduledqueryrules"].map((type) => `microsoft.insights/${type}`);

export const isAlert = ({ armType }: Planned): boolean => RULES.includes(armType);

/**
 * The alert's id, `endpoint-latency`: the rule's name without organization, environment, use case and what tells rules
 * of the same alert apart, such as a model version.
 */
export function alertIdOf({ name, environment, useCase }: Planned): string {
  const start = new RegExp(`^[a-z0-9]+-${environment}-${useCase === undefined ? "" : `${useCase}-`}`);
  const label = name.replace(start, "");
  const told = Object.entries(useCaseAlerts).flatMap(([id, { per }]) =>
    per !== "endpoint" && per !== "use case" ? [id] : [],
  );
  return [...told, ...Object.keys(baselineAlerts)].find((id) => label.startsWith(`${id}-`)) ?? label;
}

export function alertState(values: Json, { type }: Planned): AlertState {
  const azapi = type.startsWith("azapi_");
  const from = azapi ? propertiesOf(values) : values;
  const groups = [
    ...listAt(from, "actions").map((action) => textAt(action, "actionGroupId")),
    ...listAt(from, "action").flatMap((action) => [
      textAt(action, "action_group_id"),
      ...textsAt(action, "action_groups"),
    ]),
  ].filter((id) => id !== undefined);
  const tells = groups.map((id) => id.split("/").at(-1)!);
  const periods = at(from, "criteria", 0, "failing_periods", 0);
  return {
    enabled: booleanAt(from, "enabled") !== false,
    severity: severityOf(numberAt(from, "severity"), tells),
    criteria: azapi
      ? listAt(from, "criteria", "allOf").map((one) => criterion(one, textAt(one, "metricName") ?? "metric"))
      : listAt(from, "criteria").flatMap((one) =>
          numberAt(one, "threshold") === undefined ? [] : [criterion(one, textAt(one, "metric_name") ?? "result")],
        ),
    window: durationInWords(
      textAt(from, "windowSize") ?? textAt(from, "window_duration") ?? textAt(from, "window_size"),
    ),
    every: durationInWords(
      textAt(from, "evaluationFrequency") ?? textAt(from, "evaluation_frequency") ?? textAt(from, "frequency"),
    ),
    periods: numberAt(periods, "minimum_failing_periods_to_trigger_alert"),
    tells,
    condition: conditionOf(from),
    watches: JSON.stringify([at(from, "scopes"), at(from, "criteria")]),
  };
}

const criterion = (one: unknown, what: string): Criterion => ({
  what,
  operator: textAt(one, "operator") ?? "?",
  threshold: numberAt(one, "threshold") ?? Number.NaN,
});

/** Rules on the activity log have no severity of their own and go by whom they tell. */
const severityOf = (number: number | undefined, tells: readonly string[]): Severity | undefined =>
  severities.find(
    (name) => severityNumber[name] === number || (number === undefined && tells.some((id) => id.endsWith(`-${name}`))),
  );

/** What decides beside numbers: the query, or the kind of entry in the activity log. */
function conditionOf(from: unknown): string {
  const [criteria] = listAt(from, "criteria");
  const query = textAt(criteria, "query");
  if (query !== undefined) return query;
  const { category, operation_name, status, resource_health, service_health } = (criteria ?? {}) as Record<
    string,
    unknown
  >;
  return JSON.stringify([category, operation_name, status, resource_health, service_health]);
}
