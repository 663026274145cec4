import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AlertDefinition, type Severity } from "../../domain/alerts/environment";
import { everyEnvironmentAlert } from "../../domain/alerts/every";
import { useCaseAlerts } from "../../domain/alerts/use-case";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { type Problem, requireNone, UserError } from "../../domain/problem/problem";
import { checkConfiguration, readSources } from "../../schema/load";
import { environmentSettings, useCaseSettings, type Setting } from "../../schema/settings";
import { chosenEnvironment, chosenRegion } from "../../schema/choose";
import { stackOfEnvironment } from "../../schema/names";
import { regionInWords, regionsOf } from "../../schema/recovery";
import { knownAlerts, placeRule, runbookOf } from "../status/alerts";
import type { OpenAlert, StatusReport } from "../status/model";
import { placeOf, type Place, type PlacedUseCase } from "../status/place";

/** What is asked: the alert's id, or the name of the rule that a mail or the portal shows. */
export interface IncidentQuestion {
  readonly config: string;
  /** `endpoint-errors`, or `pfs-prod-customer-churn-endpoint-errors`. */
  readonly alert: string;
  /** @default - the one that the rule's name holds */
  readonly environment?: string;
  /** @default - the one that the rule's name holds, or the only one of the environment */
  readonly useCase?: string;
  /** Azure region of the environment: a rule has the same name in both. @default - the one that is in charge */
  readonly region?: string;
}

/** What whoever is woken by an alert needs to know at once. */
export interface Incident {
  readonly alert: string;
  /** Name of its rule in Azure; of an alert with several, what their names begin with. */
  readonly rule: string;
  /** ARM id of the resource group that the rule lies in. */
  readonly resourceGroupId: string;
  readonly environment: string;
  /** Which region is told of, and what the other does. @default - none: the environment has one region only */
  readonly regions?: string;
  /** Stack of the environment in that region, as `mlops status` names it. */
  readonly stack: string;
  readonly useCase?: string;
  /** Of what the rule is about: a deployment, a monitor. */
  readonly subject?: string;
  /** What is wrong, in one clause. */
  readonly what?: string;
  readonly severity?: Severity;
  readonly looksAt?: string;
  /** The settings that decide when it fires, with where they are written. */
  readonly settings: readonly Setting[];
  /** Path of the runbook. */
  readonly runbook: string;
  /** The runbook with the names of this environment and use case in it. */
  readonly page: string;
}

/** The folder of this project. */
const project = join(__dirname, "../..");

/**
 * Finds out what an alert is about. Asks nobody: all of it follows from the configuration.
 * @throws UserError if there is no such alert, environment or use case, or if it is not clear which is meant
 */
export function incidentOf(question: IncidentQuestion): Incident {
  const sources = readSources(question.config);
  const configuration = checkConfiguration(sources);
  // By the region in charge: in a cold second region nothing is of a use case, and rules are called as in the first.
  const places = configuration.environments.map((environment) =>
    placeOf(configuration, regionsOf(environment).inCharge),
  );
  const found = places
    .map((place) => ({ place, placed: placeRule(place, question.alert) }))
    .find(({ placed }) => placed?.alert !== undefined);
  const placed = found?.placed;
  const alert = placed?.alert ?? question.alert;
  requireNone(alertProblems(alert, question, found === undefined));
  const home = chosenEnvironment(configuration, found?.place.environment.name ?? question.environment!);
  const place = placeOf(configuration, chosenRegion(configuration, home.name, question.region));
  const regions = regionInWords(place.environment, home);
  const useCase = useCaseOf(alert, place, placed?.useCase ?? question.useCase);
  const environment = place.environment.name;
  const { what, severity, looksAt, setBy } = definitionOf(alert);
  const all =
    useCase === undefined
      ? environmentSettings(sources, environment)
      : useCaseSettings(sources, useCase.config.name, environment);
  const keys = (setBy ?? "").split(/\s+and\s+/);
  return {
    alert,
    rule:
      found === undefined
        ? place.names.alertRule(useCase === undefined ? alert : `${useCase.config.name}-${alert}`)
        : question.alert,
    resourceGroupId: place.resourceGroupId,
    environment,
    ...(regions !== undefined && { regions }),
    stack: stackOfEnvironment(place.environment),
    ...(useCase !== undefined && { useCase: useCase.config.name }),
    ...(placed?.subject !== undefined && { subject: placed.subject }),
    what,
    severity,
    looksAt,
    settings: all.filter(({ key }) => keys.some((one) => key === one || key.startsWith(`${one}.`))),
    runbook: runbookOf(alert),
    page: withNames(readFileSync(join(project, runbookOf(alert)), "utf8"), place, useCase, placed?.subject),
  };
}

/** An open alert, and the stack of the environment that it is open in. */
export type OpenHere = OpenAlert & { readonly stack: string };

/** The open alerts of it in every region of the environment, by what Azure says. */
export const openOf = ({ alert, useCase }: Incident, { environments }: StatusReport): readonly OpenHere[] =>
  environments
    .flatMap(({ environment: stack, alerts, useCases }) =>
      [
        ...(useCase === undefined ? alerts : []),
        ...useCases.filter((one) => one.useCase === useCase).flatMap((one) => one.alerts),
      ].map((one) => ({ ...one, stack })),
    )
    .filter((one) => one.alert === alert);

function alertProblems(alert: string, { environment }: IncidentQuestion, plain: boolean): readonly Problem[] {
  if (!knownAlerts.includes(alert)) {
    const meant = didYouMean(alert, knownAlerts);
    return [
      {
        code: "MLOPS-INCIDENT-001",
        where: "alert",
        message: "there is no alert of this name, and no rule of the configuration either",
        given: alert,
        allowed: [...knownAlerts].sort().join(", "),
        fix: meant === undefined ? "copy the rule's name from the mail" : `did you mean ${meant}?`,
      },
    ];
  }
  if (!plain || environment !== undefined) return [];
  return [
    {
      code: "MLOPS-INCIDENT-002",
      where: "environment",
      message: `${alert} can fire in any environment`,
      fix: `name it: mlops incident ${alert} prod; or give the rule's name as the mail has it`,
    },
  ];
}

function useCaseOf(alert: string, place: Place, name: string | undefined): PlacedUseCase | undefined {
  if (alert in everyEnvironmentAlert) return undefined;
  const names = place.useCases.map(({ config }) => config.name);
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  const found = place.useCases.find(({ config }) => config.name === chosen);
  if (found !== undefined) return found;
  throw new UserError([
    {
      code: "MLOPS-INCIDENT-003",
      where: "use case",
      message: `${alert} is an alert of a use case${name === undefined ? "" : `, and none of this name lives in ${stackOfEnvironment(place.environment)}`}`,
      ...(name !== undefined && { given: name }),
      allowed: names.join(", "),
      fix: `name one: mlops incident ${alert} ${place.environment.name} ${names[0] ?? "<use-case>"}`,
    },
  ]);
}

interface Definition {
  readonly what?: string;
  readonly severity?: Severity;
  readonly looksAt?: string;
  readonly setBy?: string;
  readonly condition?: AlertDefinition["condition"];
}

const definitions: Readonly<Record<string, Definition>> = { ...everyEnvironmentAlert, ...useCaseAlerts };
/** Alerts that the workflows of retraining and rollback make are told of by their runbooks alone. */
function definitionOf(alert: string): Definition {
  const definition = definitions[alert] ?? {};
  const { condition } = definition;
  // Of an environment's alert the threshold is a number, or names one of its settings.
  return condition?.kind === "metric" && typeof condition.threshold === "string"
    ? { ...definition, setBy: `alerts.${condition.threshold}` }
    : definition;
}

/** A runbook with the names that are known put in. What only a look at Azure tells stays a gap: `<cluster>`. */
function withNames(
  page: string,
  place: Place,
  useCase: PlacedUseCase | undefined,
  subject: string | undefined,
): string {
  const { names, environment } = place;
  const live = useCase?.config.release.live?.deployment;
  const candidate = useCase?.config.release.candidate?.deployment;
  const known: readonly (readonly [RegExp, string | undefined])[] = [
    [/<env>|\$env\b/g, environment.name],
    [/\$rg\b/g, names.resourceGroup],
    [/\$ws\b/g, names.workspace],
    [/<region>/g, environment.location],
    [/<subscription of that environment>/g, environment.subscription],
    [/<use case>/g, useCase?.config.name],
    [/<endpoint>/g, useCase?.names.endpoint],
    [/<candidate>/g, candidate],
    [/<deployment>/g, subject ?? live],
    [/<monitor>/g, live === undefined ? undefined : useCase?.names.monitor(useCase.config.release.live!.model)],
  ];
  return known.reduce((text, [gap, name]) => (name === undefined ? text : text.replace(gap, name)), page);
}
