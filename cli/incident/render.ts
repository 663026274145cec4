import type { StatusReport } from "../status/model";
import type { Incident, OpenHere } from "./incident";

/** The incident for people: what fired and why, then the runbook, whose first lines are commands. */
export function renderIncident(
  incident: Incident,
  status: StatusReport | undefined,
  open: readonly OpenHere[],
): string {
  const { alert, environment, regions, stack, useCase, what, severity, looksAt, settings, runbook, page } = incident;
  const where = useCase === undefined ? environment : `${environment}, ${useCase}`;
  const facts = [
    ...(regions === undefined ? [] : [`in ${regions}`]),
    ...(severity === undefined ? [] : [`${severity}: ${what ?? alert}`]),
    ...(looksAt === undefined ? [] : [`looks at ${looksAt}`]),
    ...settings.map(
      ({ key, value, where: place }) =>
        `set by ${key}: ${value} (${place === undefined ? "default" : `${place.file}:${place.line}`})`,
    ),
    ...state(status, open, stack),
    ...(status?.attention ?? [])
      .filter((one) => useCase === undefined || one.useCase === undefined || one.useCase === useCase)
      .map(({ what: wrong, todo }) => `also: ${wrong} → ${todo}`),
  ];
  const body = page.replace(/^# .*\n+/, "").trimEnd();
  return [`${alert} in ${where}`, ...facts.map((fact) => `  ${fact}`), "", body, "", `From ${runbook}.`].join("\n");
}

function state(status: StatusReport | undefined, open: readonly OpenHere[], here: string): readonly string[] {
  if (status === undefined) return [];
  if (open.length === 0) return ["not open now: it was resolved, or never fired"];
  return open.map(
    ({ since, subject, stack }) =>
      `open since ${since}${subject === undefined ? "" : `, about ${subject}`}${stack === here ? "" : `, in ${stack}`}`,
  );
}
