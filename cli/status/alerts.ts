import { severityNumber, type Severity } from "../../domain/alerts/environment";
import { everyEnvironmentAlert } from "../../domain/alerts/every";
import { NOTICE_HEARD } from "../../domain/alerts/notices";
import { useCaseAlerts } from "../../domain/alerts/use-case";
import type { ArmObject } from "../../azure/connection";
import { object, propertiesOf, text } from "../../azure/arm-object";
import type { OpenAlert } from "./model";
import type { Place } from "./place";

/** Alerts about the workflows of retraining, rollback and notices, which those make themselves. */
const workflowAlerts = [
  "rollback-happened",
  "rollback-failed",
  "retraining-refused",
  "retraining-failed",
  NOTICE_HEARD,
  "notices-failed",
] as const;

/** Ids of alerts that have a runbook, the longest first: one may begin like another. */
export const knownAlerts: readonly string[] = [
  ...Object.keys(everyEnvironmentAlert),
  ...Object.keys(useCaseAlerts),
  ...workflowAlerts,
].sort((left, right) => right.length - left.length);

/** An open alert and the use case it is about; undefined: the environment. */
export interface PlacedAlert extends OpenAlert {
  readonly useCase?: string;
}

/** What an alert is about. */
export function placeAlert(place: Place, alert: ArmObject): PlacedAlert {
  const essentials = object(propertiesOf(alert)["essentials"]);
  const rule = (text(essentials["alertRule"]) ?? "").split("/").at(-1)!;
  const placed = placeRule(place, rule);
  return {
    alert: rule,
    ...placed,
    rule,
    severity: severityOf(essentials["severity"]),
    since: text(essentials["startDateTime"]) ?? "",
    ...(placed?.alert !== undefined && { runbook: runbookOf(placed.alert) }),
  };
}

/** What a rule of ours is about, by its name. */
export interface PlacedRule {
  /** Undefined if it is no alert that has a runbook. */
  readonly alert?: string;
  readonly subject?: string;
  readonly useCase?: string;
}

/**
 * What a rule is about: rules are named `<prefix>-<environment>[-<use case>]-<alert>[-<subject>]`. Undefined if it is no rule
 * of the environment.
 */
export function placeRule(place: Place, rule: string): PlacedRule | undefined {
  const start = place.names.alertRule("");
  const rest = rule.toLowerCase().startsWith(start.toLowerCase()) ? rule.slice(start.length) : undefined;
  if (rest === undefined) return undefined;
  // Of `churn` and `churn-weekly` the longer counts.
  const useCase = place.useCases
    .map(({ config }) => config.name)
    .filter((name) => rest.startsWith(`${name}-`))
    .sort((left, right) => right.length - left.length)[0];
  const tail = useCase === undefined ? rest : rest.slice(useCase.length + 1);
  const known = knownAlerts.find((id) => tail === id || tail.startsWith(`${id}-`));
  return {
    ...(known !== undefined && { alert: known }),
    ...(known !== undefined && tail.length > known.length && { subject: tail.slice(known.length + 1) }),
    ...(useCase !== undefined && { useCase }),
  };
}

export const runbookOf = (alert: string): string => `docs/runbooks/${alert}.md`;

/** `Sev0` to `Sev4`. */
function severityOf(value: unknown): Severity {
  const level = Number(/(\d)$/.exec(String(value))?.[1] ?? 3);
  if (level <= severityNumber.critical) return "critical";
  return level <= severityNumber.warning ? "warning" : "informational";
}
