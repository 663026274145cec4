import type { Configuration, Environment, Organization } from "../../schema/configuration";
import type { UseCaseInEnvironment } from "../../schema/use-case/model";
import { ownRolesOf } from "../../schema/own-roles";
import { builtInRoles } from "../../domain/access/roles";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import { namesOf, stackOf } from "../../schema/names";
import type { DefinedResource } from "../explain/resources";
import { groupNames } from "../../demo/overview/access";
import { countOfKinds, nounOf } from "../../demo/overview/kinds";
import { estimate, type CostedStack, type Rates } from "../../cost/estimate";
import type { Rate } from "../../cost/price-list";
import { usualLoad } from "../../cost/load";
import { costedStack } from "../cost/cost";

export interface PreviewOptions {
  readonly configuration: Configuration;
  readonly useCase: string;
  /** What each stack defines before any version is released. */
  readonly first: ReadonlyMap<string, readonly DefinedResource[]>;
  /** What it defines when a version is live. */
  readonly defined: ReadonlyMap<string, readonly DefinedResource[]>;
  /** ISO instant that "next" counts from. */
  readonly now: string;
  /** What things cost, and where that is from, in words. */
  readonly rates: Rates;
  readonly about: (region: string, used: readonly Rate[]) => string;
}

/** What each environment will get of a use case: resources, roles, runs, alerts, and what it costs. */
export function preview(options: PreviewOptions): string {
  const { configuration, useCase: name, first, defined, now } = options;
  const { organization, environments, useCases } = configuration;
  const useCase = useCases.find((one) => one.name === name)!;
  return useCase.variants
    .map((variant) => {
      const environment = environments.find((one) => one.name === variant.environment)!;
      const stack = stackOf(environment.name, name);
      const resources = defined.get(stack)!;
      const alerts = resources.filter(({ kind }) => kind.endsWith("alert"));
      const prefix = namesOf(organization, environment).alertRule(`${name}-`);
      return [
        `${environment.name}, stack ${stack}: ${first.get(stack)!.length} resources at first, ${resources.length} when a version is live`,
        row("resources", countOfKinds(resources.map(({ kind }) => kind))),
        ...grants(resources, configuration, environment).map((line, index) => row(index === 0 ? "roles" : "", line)),
        row("next runs", nextRuns(variant, now)),
        row(
          "alerts",
          `${alerts.map((alert) => alert.name.replace(prefix, "").replace(/-?(drift_.*|model-1)$/, "")).join(", ")}`,
        ),
        row("tells", variant.owner.contact),
        row("costs", cost(options, stack, environment)),
      ].join("\n");
    })
    .join("\n\n");
}

/** `143 USD a month idle once a version is live, 301 under the usual load, …` */
function cost({ rates, about, defined }: PreviewOptions, stack: string, { name, location }: Environment): string {
  const costed = (which: string): CostedStack =>
    costedStack(which, { region: location, environment: name }, defined.get(which) ?? []);
  const month = estimate([costed(stack)], rates, usualLoad, [costed(name)]);
  const used = month.lines.flatMap(({ rate }) => (rate === undefined ? [] : [rate]));
  const whole = (amount: number): string => Math.round(amount).toLocaleString("en-US");
  const missing = [...new Set(month.uncounted.map(({ why }) => why.replace(/^no price of /, "")))];
  const without = missing.length === 0 ? "" : `; no price of ${missing.join("; ")}`;
  return `${whole(month.idle)} ${month.currency} a month idle once a version is live, ${whole(month.used)} under the usual load, by ${about(location, used)}${without}`;
}

const row = (about: string, text: string): string => `  ${about.padEnd(10)} ${text}`;

function nextRuns({ retraining }: UseCaseInEnvironment, now: string): string {
  const { schedule, paused } = retraining ?? {};
  if (schedule === undefined) return "none by time";
  if (paused) return "paused";
  const runs = schedule.nextRuns(now, 3).map(({ local }) => local.slice(0, 16).replace("T", " "));
  return `training ${runs.join(", ")} (${schedule.timeZone})`;
}

/** `PFS Fleet Analytics: Reader on the endpoint`, sorted. */
function grants(
  resources: readonly DefinedResource[],
  configuration: Configuration,
  environment: Environment,
): string[] {
  const groups = groupNames(configuration);
  const titles = roleTitles(configuration.organization, environment);
  const identities = new Map(resources.map(({ address, name }) => [address, name]));
  return resources
    .filter(({ kind }) => kind === "role assignment")
    .map(({ arguments: { principal_id: principal, role_definition_id: role, scope } }) => {
      const [, identity] = /^\$\{([^.]+\.[^.]+)\.principal_id\}$/.exec(String(principal)) ?? [];
      const who = groups.get(String(principal)) ?? identities.get(identity ?? "") ?? String(principal);
      const title = titles.get(String(role).split("/").at(-1)!) ?? String(role);
      return `${who}: ${title} on the ${nounOf(parseArmId(String(scope))?.type ?? "subscription")}`;
    })
    .sort();
}

/** By GUID of the definition: the roles of Azure, and those that stacks of the environment define. */
const roleTitles = (organization: Organization, environment: Environment): ReadonlyMap<string, string> =>
  new Map([
    ...Object.values(builtInRoles).map(({ id, title }) => [id, title] as const),
    ...ownRolesOf({ organization, environments: [environment] }).map(({ guid, title }) => [guid, title] as const),
  ]);
