import { boundInWords } from "../../domain/promotion/model";
import type { SmokeTest } from "../../domain/promotion/smoke-test";
import type { Configuration, Environment, Organization } from "../../schema/configuration";
import type { Serving, Signal, UseCase, UseCaseInEnvironment } from "../../schema/use-case/model";
import { recoveryPoints } from "../../domain/azure/recovery";
import { notByKey } from "../../domain/azure/customer-managed-key";
import { baselineAlerts } from "../../domain/alerts/baseline";
import { notices } from "../../domain/alerts/notices";
import { channelInWords } from "../../domain/alerts/channels";
import { severities } from "../../domain/alerts/environment";
import { limitOf, trainingAlerts } from "../../domain/alerts/training";
import type { Duration } from "../../domain/time/duration";
import { personaAccess, personas } from "../../domain/access/access";
import type { AlertingThreshold } from "../../domain/monitors/signals";
import type { Approval } from "../../domain/promotion/model";
import { chosenEnvironment } from "../../schema/choose";
import { stackOf, stackOfEnvironment } from "../../schema/names";
import { recoveryOf, regionsOf, variantIn } from "../../schema/recovery";
import { roleTitle } from "../../domain/access/roles";
import type { Prices } from "../../review/cost";

/** A heading and what belongs under it. */
export interface Paragraph {
  readonly about: string;
  readonly lines: readonly string[];
}

/** How many runs to look ahead. */
const RUNS = 3;

/** What is told besides. */
export interface ToldWith {
  /** The environment in the region that is told of. @default - the region that is in charge */
  readonly region?: Environment;
  /** What machines cost. @default - money is not spoken of */
  readonly prices?: Prices;
}

/**
 * What a use case does in one environment, in words: the configuration as its owner would tell it.
 * @param now - ISO instant that "next" counts from
 */
export function inWords(
  variant: UseCaseInEnvironment,
  configuration: Configuration,
  now: string,
  { region, prices }: ToldWith = {},
): Paragraph[] {
  const home = chosenEnvironment(configuration, variant.environment);
  const environment = region ?? regionsOf(home).inCharge;
  const useCase = variantIn(variant, environment);
  const paragraphs: Paragraph[] = [
    { about: "Data", lines: data(useCase) },
    { about: "Training", lines: training(useCase, now) },
    { about: "On drift", lines: onDrift(useCase) },
    { about: "On new data", lines: onNewData(useCase) },
    { about: "Monitors", lines: monitors(useCase, now) },
    { about: "Serving", lines: serving(useCase) },
    { about: "Batch scoring", lines: batch(useCase, now) },
    { about: "Promotion", lines: promotion(useCase, configuration.organization.promotionOrder[0]!, prices) },
    { about: "Access", lines: access(useCase, environment) },
    { about: "Encryption", lines: encryption(environment) },
    { about: "Told", lines: told(useCase, environment) },
    { about: "Names", lines: names(configuration.organization, environment) },
    { about: "Regions", lines: regions(home, useCase.name) },
  ];
  return paragraphs.filter(({ lines }) => lines.length > 0);
}

function encryption({ encryption: wanted }: Environment): string[] {
  const key = wanted?.customerManagedKey;
  if (key === undefined) return [];
  const which =
    key.source === "own"
      ? "of the environment's own vault"
      : `${key.key} of the vault ${key.vault.split("/").at(-1)!}, which others keep`;
  return [
    `data, models, images and what Azure ML keeps of runs are encrypted with the company's key ${which}`,
    `not by it: ${Object.keys(notByKey).join("; ")}`,
  ];
}

/** What each region of an environment does; nothing where there is one only. */
function regions(home: Environment, useCase: string): string[] {
  const second = recoveryOf(home);
  if (second === undefined) return [];
  const { mode, active } = home.recovery!;
  const rests = "schedules, monitors and batches rest";
  const waits =
    mode === "cold"
      ? "cold: the platform is there, the stack is deployed when this region takes over"
      : `warm: answers from as few instances as it may; ${rests}`;
  const does = [
    [home, active ? rests : "in charge"],
    [second, active ? "in charge" : waits],
  ] as const;
  const kept = recoveryPoints.filter(({ upTo }) => upTo !== undefined).map(({ what, upTo }) => `${what} (${upTo!})`);
  const lost = recoveryPoints.filter(({ upTo }) => upTo === undefined).map(({ what }) => what);
  return [
    ...does.map(([one, what]) => `${one.location}, stack ${stackOf(stackOfEnvironment(one), useCase)}: ${what}`),
    `if a region is lost, the other has ${kept.join(", ")}`,
    `lost with it: ${lost.join("; ")}`,
  ];
}

function data({ data: { reference, production, batch: scored } }: UseCaseInEnvironment): string[] {
  return [
    `compared with ${reference.asset} ${reference.version}${reference.path === undefined ? "" : `, ${reference.path}`}`,
    productionInWords(production),
    ...(scored === undefined || production.source === "batch" ? [] : ["monitors also look at what batches write"]),
  ];
}

function productionInWords(production: UseCaseInEnvironment["data"]["production"]): string {
  switch (production.source) {
    case "collector":
      return "production data is what the endpoint's data collector writes";
    case "batch":
      return "production data is what batches write";
    case "asset":
      return `production data is ${production.asset} ${production.version}${production.path === undefined ? "" : `, ${production.path}`}`;
  }
}

function training({ training: { component, version, cluster }, retraining }: UseCaseInEnvironment, now: string) {
  const { schedule, paused } = retraining ?? {};
  const job = `component ${component} ${version} on the cluster ${cluster}`;
  if (schedule === undefined) return [job, "not started by time"];
  if (paused) return [job, `${String(schedule)}, but paused`];
  return [job, String(schedule), `next: ${nextRuns(schedule, now)}`];
}

const nextRuns = (schedule: { nextRuns(after: string, count: number): readonly { local: string }[] }, now: string) =>
  schedule
    .nextRuns(now, RUNS)
    .map(({ local }) => local.slice(0, 16).replace("T", " "))
    .join(", ");

function onDrift({ retraining, monitors: watched }: UseCaseInEnvironment): string[] {
  const rule = retraining?.onDrift;
  if (watched === undefined) return [];
  if (rule === undefined || rule.mode === "off")
    return ["starts nothing and tells nobody beyond the monitor's own mail"];
  const signals = rule.signals.join(" or ");
  if (rule.mode === "notify") return [`${signals} tells the owner`];
  return [`${signals} starts a training, at most ${rule.maxPerWeek} a week, ${String(rule.cooldown)} apart`];
}

function onNewData({ retraining }: UseCaseInEnvironment): string[] {
  const rule = retraining?.onNewData;
  if (rule === undefined) return [];
  const { mode, folder, endsWith, maxPerWeek, cooldown, staleAfter } = rule;
  const file = endsWith === undefined ? `a file in ${folder}` : `a file in ${folder} whose name ends in ${endsWith}`;
  return [
    mode === "notify"
      ? `${file} tells the owner`
      : `${file} starts a training, at most ${maxPerWeek} a week, ${String(cooldown)} apart, those on drift counted`,
    ...(staleAfter === undefined ? [] : [`an alert when none came for ${String(staleAfter)}`]),
  ];
}

function monitors({ monitors: watched, release }: UseCaseInEnvironment, now: string): string[] {
  if (watched === undefined) return [];
  const { schedule, paused, signals } = watched;
  if (release.live === undefined) return ["run as soon as a version is live"];
  return [
    paused ? `${String(schedule)}, but paused` : `${String(schedule)}; next: ${nextRuns(schedule, now)}`,
    ...signals.map((signal) => `${signal.key}${onBatch(signal)}: ${thresholds(signal)}`),
  ];
}

/** What a signal looks at, where that is not what callers ask. */
const onBatch = ({ source, window, offset }: Signal): string =>
  source === "batch"
    ? `, of what batches score in ${String(window)}${offset.toSeconds() === 0 ? "" : `, ending ${String(offset)} before the run`}`
    : "";

/** When a signal counts as drift: `numbers: jensen-shannon-distance above 0.1`. */
export function thresholds(signal: Signal): string {
  if ("threshold" in signal) return threshold(signal.threshold);
  const kinds = [
    ["numbers", signal.numerical],
    ["categories", signal.categorical],
  ] as const;
  return kinds.flatMap(([kind, limit]) => (limit === undefined ? [] : [`${kind}: ${threshold(limit)}`])).join("; ");
}

const threshold = ({ metric, alerts, value }: AlertingThreshold): string => `${metric} ${alerts} ${value}`;

function serving({ serving: served, release }: UseCaseInEnvironment): string[] {
  if (served === undefined) return [];
  const { live, candidate, former } = release;
  const { model, size, instances, scaleOutAtCpuPercent, callers, budget } = served;
  const count = instances.min === instances.max ? `${instances.min}` : `${instances.min} to ${instances.max}`;
  return [
    live === undefined ? `${model}: no version is live yet` : `${model} ${live.model} answers`,
    ...(candidate === undefined ? [] : [`${model} ${candidate.model} is tried: ${share(candidate)}`]),
    ...(former === undefined
      ? []
      : [
          `${model} ${former.model} is kept until ${former.keepUntil}, without requests: ${instances.min} × ${size} more`,
        ]),
    `${count} × ${size}${instances.min === instances.max ? "" : `, more from ${scaleOutAtCpuPercent} % CPU on`}`,
    ...(callers.length === 0 ? [] : [`called by ${callers.map(({ name }) => name).join(", ")}`]),
    ...(budget === undefined
      ? []
      : [
          `may cost ${budget.amount} a month; tells at ${budget.thresholdPercents.join(", ")} % spent and ${budget.forecastPercents.join(", ")} % forecast`,
        ]),
  ];
}

function batch({ serving: served, release }: UseCaseInEnvironment, now: string): string[] {
  const scored = served?.batch;
  if (served === undefined || scored === undefined) return [];
  if (release.live === undefined) return ["runs as soon as a version is live"];
  const { component, version, cluster, schedule, paused, outputs } = scored;
  const places = Object.entries(outputs).map(
    ([name, { path }]) => `${name}${path === undefined ? "" : ` below ${path}`}`,
  );
  return [
    `${served.model} ${release.live.model} scores by component ${component} ${version} on the cluster ${cluster}`,
    paused ? `${String(schedule)}, but paused` : `${String(schedule)}; next: ${nextRuns(schedule, now)}`,
    `writes ${places.join(", ")}${scored.readers.length === 0 ? "" : `, read by ${scored.readers.map(({ name }) => name).join(", ")}`}`,
  ];
}

function share({ mirrorPercent, trafficPercent }: { mirrorPercent: number; trafficPercent: number }): string {
  if (mirrorPercent > 0) return `${mirrorPercent} % of requests are copied to it`;
  return trafficPercent > 0 ? `it answers ${trafficPercent} % of requests` : "deployed, without requests";
}

/** Who is to agree, and whether anything counts them. */
function agreement({ count, approvers, teams = [] }: Approval): string {
  const who = `${count} of ${approvers.map(({ name }) => name).join(", ")} agree`;
  if (teams.length === 0) return `${who} (nothing counts them)`;
  return `${who} (GitHub counts ${teams.map((team) => `${count} of team ${team}`).join(" and ")})`;
}

function promotion(
  { promotion: rules, environment, serving: served }: UseCaseInEnvironment,
  firstEnvironment: string,
  prices: Prices | undefined,
): string[] {
  if (rules === undefined) return [];
  const { gates, smokeTest, approval, rollout, rollback, keepFormer } = rules;
  const metrics = Object.entries(gates.metrics).map(([name, bound]) => [name, ...boundInWords(bound)].join(" "));
  const asks = [
    ...metrics,
    ...(gates.soak === undefined || environment === firstEnvironment
      ? []
      : [`${String(gates.soak)} live in the environment before`]),
    gates.baseline === "told" ? "" : "better than a naive baseline",
    ...(gates.champion === undefined
      ? []
      : [
          `at most ${gates.champion.mayLose} worse in ${gates.champion.metric} than the live version, on the same rows`,
        ]),
    ...(gates.live === undefined
      ? []
      : [
          `at most ${gates.live.mayLose} worse in ${gates.live.metric} on live answers, once labels have come${gates.live.readers === undefined ? "" : `; both read by ${gates.live.readers.map(({ name }) => name).join(", ")}`}`,
        ]),
    ...(approval === undefined ? [] : [agreement(approval)]),
  ].filter((one) => one !== "");
  const steps = rollout.map(
    ({ kind, percent, bake }) => `${kind === "mirror" ? "copies of " : ""}${percent} % for ${String(bake)}`,
  );
  const limits = [
    ...(rollback?.serverErrorPercent === undefined ? [] : [`server errors above ${rollback.serverErrorPercent} %`]),
    ...(rollback?.latencyP95Milliseconds === undefined
      ? []
      : [`p95 latency above ${rollback.latencyP95Milliseconds} ms`]),
    ...(rollback?.onDrift === true ? ["drift"] : []),
  ];
  return [
    ...(asks.length === 0 ? [] : [`a new version needs ${asks.join(", ")}`]),
    `rollout: ${steps.join(", then ")}`,
    ...(smokeTest === undefined ? [] : [smoking(smokeTest)]),
    ...(limits.length === 0 ? [] : [`back to the live version on ${limits.join(", or ")}`]),
    ...(keepFormer === undefined || served === undefined ? [] : [keeping(keepFormer, served, prices)]),
    ...((rollback?.callers ?? []).length === 0
      ? []
      : [`${rollback!.callers!.map(({ name }) => name).join(", ")} may roll back at once (mlops rollback --now)`]),
  ];
}

/** What a rollback without a deployment costs: a second deployment for a while, after each version that goes live. */
function keeping(keepFormer: Duration, { instances, size }: Serving, prices: Prices | undefined): string {
  const hours = Math.round(instances.min * keepFormer.toHours() * 10) / 10;
  const price = prices?.perHour[size];
  const money =
    prices === undefined
      ? ""
      : price === undefined
        ? ` (the price file has no ${size})`
        : `, ${(hours * price).toFixed(2)} ${prices.currency}`;
  return `the version before stays for ${String(keepFormer)} without requests, so that going back is one change of traffic: ${instances.min} × ${size}, ${hours} instance hours${money} each time`;
}

function access({ owner, serving: served }: UseCaseInEnvironment, environment: Environment): string[] {
  const held = personas
    .filter((persona) => environment.access[persona].some(({ group }) => group === owner.group))
    .flatMap((persona) => personaAccess[environment.access.level][persona])
    .map(({ role, target }) => `${roleTitle(role)} on the ${wordsOf(target)}`);
  return [
    ...(served === undefined ? [] : [`${owner.name} reads the endpoint, its metrics and logs`]),
    ...(held.length === 0 ? [] : [`${owner.name}, by the environment's access: ${[...new Set(held)].join(", ")}`]),
  ];
}

const wordsOf = (target: string): string => target.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function told({ owner, notices: wanted }: UseCaseInEnvironment, { alerts, logs, workbook }: Environment): string[] {
  const receivers = severities
    .map((severity) => {
      const channels = Object.values(alerts.channels).filter((channel) => channel.severities.includes(severity));
      return [severity, [...alerts.receivers[severity], ...channels.map(channelInWords)]] as const;
    })
    .filter(([, addresses]) => addresses.length > 0)
    .map(([severity, addresses]) => `${severity}: ${addresses.join(", ")}`);
  return [
    `${owner.contact} of every alert`,
    ...(wanted.length === 0 ? [] : [`the owner alone: ${wanted.map((notice) => notices[notice].what).join("; ")}`]),
    ...receivers,
    ...environmentTold(alerts),
    ...watched(logs),
    ...(workbook ? ["seen with runs, training, endpoints and drift in the environment's workbook"] : []),
  ];
}

/** What the environment's receivers are told of and use cases' owners are not. */
function environmentTold({ training: limits, baseline }: Environment["alerts"]): string[] {
  const training = Object.values(trainingAlerts).flatMap(({ what, condition }) => {
    const limit = limitOf(condition.threshold);
    const stated = limits?.[limit];
    if (stated === undefined) return [];
    const unit = limit.endsWith("Percent") ? " %" : "";
    return [`${what} (${condition.operator === "LessThan" ? "below" : "above"} ${stated}${unit})`];
  });
  const words = [...training, ...(baseline ? Object.values(baselineAlerts).map(({ what }) => what) : [])];
  return words.length === 0 ? [] : [`receivers of the environment, not the owner: ${words.join("; ")}`];
}

/** What a company's own scheme, tags and resource group make of it; nothing where all is as usual. */
function names({ naming, tagNames }: Organization, { name, location, resourceGroup }: Environment): string[] {
  const patterns = Object.entries(naming.patterns ?? {}).flatMap(([kind, pattern]) =>
    pattern === undefined ? [] : [`${wordsOf(kind)} ${pattern}`],
  );
  const [environment, region] = [naming.environments?.[name], naming.regions?.[location]];
  const tokens = [
    ...(environment === undefined ? [] : [`{environment} says ${environment}`]),
    ...(region === undefined ? [] : [`{region} says ${region}`]),
  ];
  const tags = Object.entries(tagNames ?? {}).filter(([meaning, called]) => called !== undefined && called !== meaning);
  return [
    ...(resourceGroup === undefined
      ? []
      : [`lies in resource group ${resourceGroup.existing}, which others made: it is neither made nor deleted here`]),
    ...(patterns.length === 0 ? [] : [`called by the company's own patterns: ${patterns.join(", ")}`]),
    ...(tokens.length === 0 ? [] : [`in patterns ${tokens.join(", ")}`]),
    ...(tags.length === 0
      ? []
      : [`tags have other names: ${tags.map(([meaning, called]) => `${meaning} is ${called}`).join(", ")}`]),
  ];
}

/** Where alerts look for logs that are not the environment's own, and where else logs go. */
function watched({ workspace, diagnostics, copies }: Environment["logs"]): string[] {
  const name = (id: string) => id.split("/").at(-1)!;
  const places = [copies?.workspace, copies?.storageAccount].filter((id) => id !== undefined).map(name);
  const hub = copies?.eventHub === undefined ? [] : [`event hub ${copies.eventHub.name}`];
  return [
    ...(workspace === undefined
      ? []
      : [
          `alerts look for logs in ${name(workspace)}, at rows of this environment only${diagnostics === "policy" ? "; a policy sends them there" : ""}`,
        ]),
    ...(copies === undefined ? [] : [`logs go to ${[...places, ...hub].join(", ")}, too`]),
  ];
}

/** `customer-churn in prod, of Customer Analytics`. */
export const headline = ({ name, description, owner }: UseCase): string =>
  `${name}, of ${owner.team} (${owner.contact}): ${description}`;

/** What a deployed version is asked. */
function smoking({ requests, latencyMilliseconds, replay }: SmokeTest): string {
  const bound =
    replay === undefined
      ? ""
      : replay.rightAtLeast === undefined
        ? `, and the labelled sample with a mean error of at most ${replay.absoluteErrorAtMost}`
        : `, and at least ${replay.rightAtLeast} of the labelled sample rightly`;
  return `after a deployment and before each step it must answer ${requests} sample requests within ${latencyMilliseconds} ms${bound} (mlops smoke)`;
}
