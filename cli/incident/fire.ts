import { UserError } from "../../domain/problem/problem";
import { sameTarget } from "../../deploy/same-target";
import { type Drill, AlertWatch, type Sandbox } from "../../sandbox";
import { type Incident, incidentOf, type IncidentQuestion } from "./incident";

/** What a drill did. */
export interface Fired {
  readonly incident: Incident;
  readonly drills: readonly Drill[];
}

const RULES = /^microsoft\.insights\/(metricalerts|scheduledqueryrules|activitylogalerts)$/i;

/**
 * Lets an alert fire in the simulated Azure, of every rule that is deployed of it.
 * @throws UserError if the question is wrong, or none is deployed
 */
export async function fire(sandbox: Sandbox, question: IncidentQuestion): Promise<Fired> {
  const incident = incidentOf(question);
  const { rule, resourceGroupId } = incident;
  const found = sandbox.store
    .all()
    .filter(({ id, type }) => RULES.test(type) && id.toLowerCase().startsWith(`${resourceGroupId}/`.toLowerCase()))
    .filter(({ id }) => {
      const name = id.split("/").at(-1)!.toLowerCase();
      return name === rule.toLowerCase() || name.startsWith(`${rule}-`.toLowerCase());
    });
  if (found.length === 0) {
    throw new UserError([
      {
        code: "MLOPS-INCIDENT-004",
        where: sandbox.dir,
        message: "no rule of this alert is deployed here",
        given: rule,
        fix: "deploy it first: npm start deploys everything",
      },
    ]);
  }
  const watch = new AlertWatch(sandbox, resourceGroupId);
  const drills: Drill[] = [];
  for (const { id } of found) {
    const drill = await watch.drill(id);
    if (drill !== undefined) drills.push(drill);
  }
  return { incident, drills };
}

/** What fired, whom it told, and what to do next. */
export function renderFired({ incident, drills }: Fired, dir: string | undefined): string {
  const at = sameTarget(dir ?? true);
  return [
    ...drills.flatMap(({ rule, severity, value, threshold, measured, mailed, reached, runs }) => [
      `${rule.split("/").at(-1)!} fired (Sev${severity})`,
      measured
        ? `  measured ${value === undefined ? "nothing" : Number(value.toFixed(2))}, threshold ${threshold}`
        : "  told without a look: the sandbox has no such telemetry",
      `  mailed to ${mailed.length === 0 ? "nobody" : mailed.join(", ")}`,
      ...reached.map((channel) => `  told ${channel}`),
      ...runs.map(({ status }) => `  called a workflow, which ended as ${status}`),
    ]),
    "",
    `Next, as if the mail had come: npx mlops incident ${drills[0]!.rule.split("/").at(-1)!}${at}`,
    ...(incident.useCase === undefined ? [] : [`Then: npx mlops status ${incident.environment}${at}`]),
  ].join("\n");
}
