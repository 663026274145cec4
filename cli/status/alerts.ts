import { environmentAlerts, severityNumber, type Severity } from "../../domain/alerts/environment";
import { useCaseAlerts } from "../../domain/alerts/use-case";
import type { ArmObject } from "../../azure/connection";
import { object, propertiesOf, text } from "./facts";
import type { OpenAlert } from "./model";
import type { Place } from "./place";

/** Alerts about the workflows of retraining and rollback, which those make themselves. */
const workflowAlerts = ["rollback-happened", "rollback-failed", "retraining-refused", "retraining-failed"] as const;

/** Ids of alerts that have a runbook, the longest first: one may begin like another. */
export const knownAlerts: readonly string[] = [
  ...Object.keys(environmentAlerts),
  ...Object.keys(useCaseAlerts),
  ...workflowAlerts,
].sort((left, right) => right.length - left.length);

/** An open alert and the use case it is about; undefined: the environment. */
export interface PlacedAlert extends OpenAlert {
  readonly useCase?: string;
}

/** What an alert is about: rules are named `<prefix>-<environment>[-<use case>]-<alert>[-<subject>]`. */
export function placeAlert(place: Place, alert: ArmObject): PlacedAlert {
  const essentials = object(propertiesOf(alert)["essentials"]);
  const rule = (text(essentials["alertRule"]) ?? "").split("/").at(-1)!;
  const own = { rule, severity: severityOf(essentials["severity"]), since: text(essentials["startDateTime"]) ?? "" };
  const start = place.names.alertRule("");
  const rest = rule.toLowerCase().startsWith(start.toLowerCase()) ? rule.slice(start.length) : undefined;
  if (rest === undefined) return { alert: rule, ...own };
  // Of `churn` and `churn-weekly` the longer counts.
  const useCase = place.useCases
    .map(({ config }) => config.name)
    .filter((name) => rest.startsWith(`${name}-`))
    .sort((left, right) => right.length - left.length)[0];
  const tail = useCase === undefined ? rest : rest.slice(useCase.length + 1);
  const known = knownAlerts.find((id) => tail === id || tail.startsWith(`${id}-`));
  return {
    ...own,
    alert: known ?? rule,
    ...(known !== undefined && { runbook: runbookOf(known) }),
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
