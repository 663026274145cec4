import type { Configuration, Environment, Organization } from "../../schema/configuration";
import type { UseCaseInEnvironment } from "../../schema/use-case/model";
import { ownRolesOf } from "../../schema/own-roles";
import { builtInRoles } from "../../domain/access/roles";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import { namesOf, stackOf } from "../../schema/names";
import type { DefinedResource } from "../explain/resources";
import { groupNames } from "../../demo/overview/access";
import { countOfKinds } from "../../demo/overview/kinds";
import { nounOf } from "../../domain/azure/types";
import { estimate, type CostedStack, type Rates } from "../../cost/estimate";
import type { Rate } from "../../cost/price-list";
import { usualLoad } from "../../cost/load";
import { wrap } from "../../print/wrap";
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
  /** Columns of the terminal. */
  readonly width: number;
}

/** Stands for an environment's name in what is told of several. */
const ANY = "<environment>";

/** A line of what an environment gets: what about, and what. */
type Row = readonly [about: string, text: string];

/**
 * What each environment will get of a use case: resources, roles, runs, alerts, and what it costs. What is the same in all of
 * them is told once.
 */
export function preview(options: PreviewOptions): string {
  const { configuration, useCase: name, width } = options;
  const { environments, useCases } = configuration;
  const useCase = useCases.find((one) => one.name === name)!;
  const told = useCase.variants.map((variant) => {
    const environment = environments.find((one) => one.name === variant.environment)!;
    const cost = costOf(options, stackOf(environment.name, name), environment);
    return { name: environment.name, rows: rowsOf(options, variant, environment, cost), cost };
  });
  const [first, ...others] = told;
  const inAll = ([about, text]: Row): boolean =>
    others.every(({ rows }) => rows.some((row) => row[0] === about && row[1] === text));
  const alike = others.length === 0 ? [] : first!.rows.filter(inAll);
  const isAlike = (row: Row): boolean => alike.some(([about, text]) => about === row[0] && text === row[1]);
  const names = told.map((one) => one.name);
  const sections = [
    ...(alike.length === 0
      ? []
      : [section(`in ${names.slice(0, -1).join(", ")} and ${names.at(-1)} alike`, alike, width)]),
    ...told.flatMap((one) => {
      const own = one.rows
        .filter((row) => !isAlike(row))
        .map(([about, text]): Row => [about, text.replaceAll(ANY, one.name)]);
      return own.length === 0 ? [] : [section(one.name, own, width)];
    }),
  ];
  const { currency } = first!.cost;
  const idle = whole(told.reduce((sum, { cost }) => sum + cost.idle, 0));
  const used = whole(told.reduce((sum, { cost }) => sum + cost.used, 0));
  const total = `together   ${idle} ${currency} a month idle, ${used} under the usual load, once a version is live in ${names.join(", ")}`;
  return [...sections, ...(others.length === 0 ? [] : [wrap(total, width, HANGING).join("\n")])].join("\n\n");
}

/** The rows of an environment; its own name stands as `<environment>` in them. */
function rowsOf(options: PreviewOptions, variant: UseCaseInEnvironment, environment: Environment, cost: Costs): Row[] {
  const { configuration, useCase, first, defined, now } = options;
  const stack = stackOf(environment.name, useCase);
  const resources = defined.get(stack)!;
  const alerts = resources.filter(({ kind }) => kind.endsWith("alert"));
  const prefix = namesOf(configuration.organization, environment).alertRule(`${useCase}-`);
  const alertNames = alerts.map((alert) => alert.name.replace(prefix, "").replace(/-?(drift_.*|model-1)$/, ""));
  const anywhere = (text: string): string =>
    text.replaceAll(new RegExp(`(?<![a-z0-9])${environment.name}(?![a-z0-9])`, "g"), ANY);
  return [
    [
      "stack",
      anywhere(`${stack}: ${first.get(stack)!.length} resources at first, ${resources.length} when a version is live`),
    ],
    ["resources", countOfKinds(resources.map(({ kind }) => kind))],
    ...grants(resources, configuration, environment).map((line): Row => ["roles", anywhere(line)]),
    ["next runs", nextRuns(variant, now)],
    ["alerts", alertNames.join(", ")],
    ["tells", variant.owner.contact],
    ["costs", cost.text],
    ["prices", cost.prices],
  ];
}

const LABEL = 11;
const HANGING = " ".repeat(LABEL);

/** A heading and its rows; a label that the row above has is not repeated. */
function section(title: string, rows: readonly Row[], width: number): string {
  const lines = rows.flatMap(([about, text], index) => {
    const label = rows[index - 1]?.[0] === about ? "" : about;
    return wrap(text, width - 2 - LABEL).map((line, at) => `  ${(at === 0 ? label : "").padEnd(LABEL)}${line}`);
  });
  return [title, ...lines].join("\n");
}

const whole = (amount: number): string => Math.round(amount).toLocaleString("en-US");

type Costs = ReturnType<typeof costOf>;

/** `143 USD a month idle once a version is live, 301 under the usual load, …` */
function costOf({ rates, about, defined }: PreviewOptions, stack: string, { name, location }: Environment) {
  const costed = (which: string): CostedStack =>
    costedStack(which, { region: location, environment: name }, defined.get(which) ?? []);
  const month = estimate([costed(stack)], rates, usualLoad, [costed(name)]);
  const used = month.lines.flatMap(({ rate }) => (rate === undefined ? [] : [rate]));
  const missing = [...new Set(month.uncounted.map(({ why }) => why.replace(/^no price of /, "")))];
  const without = missing.length === 0 ? "" : `; no price of ${missing.join("; ")}`;
  const text = `${whole(month.idle)} ${month.currency} a month idle once a version is live, ${whole(month.used)} under the usual load${without}`;
  return { text, prices: about(location, used), idle: month.idle, used: month.used, currency: month.currency };
}

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
