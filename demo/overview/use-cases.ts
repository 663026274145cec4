import { useCaseNamesOf } from "../../schema/names";
import type { Configuration } from "../../schema/configuration";
import type { UseCase, UseCaseInEnvironment } from "../../schema/use-case/model";
import { thresholds } from "../../cli/explain/words";
import { type Deployed, isType, lastSegment, propertiesOf } from "./deployed";
import { plainTable } from "../../print/table";

/**
 * What runs where: per environment what answers requests, what gets copies of them, when it is trained next and what
 * drift does; then what its monitors watch for.
 *
 * @param now - ISO instant that "next" counts from
 */
export function useCaseLines(
  useCase: UseCase,
  deployed: Deployed,
  configuration: Configuration,
  now: string,
): string[] {
  const rows = useCase.variants.map((variant) => [
    variant.environment,
    ...serving(deployed, configuration, variant),
    nextTrainings(variant, now),
    onDrift(variant),
  ]);
  const head = ["environment", "answers", "mirrored to", "next training, local time", "on drift"];
  return [plainTable(head, rows), ...monitors(useCase)];
}

/** Who answers, and who gets copies, as the endpoint has it; what Terraform did not set there shows, too. */
function serving(
  deployed: Deployed,
  { organization, environments }: Configuration,
  variant: UseCaseInEnvironment,
): [string, string] {
  const environment = environments.find(({ name }) => name === variant.environment)!;
  const { endpoint: name } = useCaseNamesOf(organization, environment, variant.name);
  const endpoint = deployed.resources.find(
    (resource) =>
      isType(resource, "Microsoft.MachineLearningServices/workspaces/onlineEndpoints") &&
      lastSegment(resource.id) === name,
  );
  const properties = endpoint === undefined ? {} : propertiesOf(endpoint);
  return [shares(properties["traffic"]), shares(properties["mirrorTraffic"])];
}

function shares(traffic: unknown): string {
  const parts = Object.entries((traffic ?? {}) as Record<string, number>).filter(([, percent]) => percent > 0);
  return parts.length === 0 ? "-" : parts.map(([deployment, percent]) => `${deployment} ${percent} %`).join(", ");
}

function nextTrainings({ retraining }: UseCaseInEnvironment, now: string): string {
  if (retraining?.schedule === undefined) return "not by time";
  if (retraining.paused) return "paused";
  const runs = retraining.schedule.nextRuns(now, 3).map(({ local }) => local.slice(0, 16).replace("T", " "));
  return `${runs.join(", ")} (${retraining.schedule.timeZone})`;
}

function onDrift({ retraining }: UseCaseInEnvironment): string {
  const rule = retraining?.onDrift;
  if (rule === undefined || rule.mode === "off") return "nothing";
  if (rule.mode === "notify") return "tells the owner";
  return `trains, at most ${rule.maxPerWeek} a week, ${String(rule.cooldown)} apart`;
}

/** What is watched for; environments that watch for the same are told once. */
function monitors({ variants }: UseCase): string[] {
  const byText = new Map<string, string[]>();
  for (const variant of variants) {
    if (variant.monitors === undefined) continue;
    const { schedule, paused, signals } = variant.monitors;
    const when = paused ? "paused" : String(schedule);
    const text = [
      `watched ${when}:`,
      plainTable(
        ["signal", "alerts when"],
        signals.map((signal) => [signal.key, thresholds(signal)]),
        4,
      ),
    ].join("\n");
    byText.set(text, [...(byText.get(text) ?? []), variant.environment]);
  }
  return [...byText].map(([text, where]) => `  ${where.join(", ")} ${text}`);
}
