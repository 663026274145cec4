import { trafficOf } from "../../domain/promotion/release";
import { markedDeployment } from "../../domain/promotion/rollback-mark";
import type { ArmObject } from "../../azure/connection";
import { object, propertiesOf, some, text } from "../../azure/arm-object";
import { GRAIN_MINUTES, number, type SeriesFacts, type UseCaseFacts } from "./facts";
import type { EndpointStatus, LastHour, VersionStatus } from "./model";
import type { PlacedUseCase } from "./place";

const PREFIX = "model-";

/** What an endpoint really has beside what the release file says; undefined if it was not read. */
export function judgeEndpoint(
  { config, names }: PlacedUseCase,
  facts: UseCaseFacts,
  autoscale: readonly ArmObject[],
  now: string,
): EndpointStatus | undefined {
  if (config.serving === undefined || facts.endpoint === undefined) return undefined;
  const { release } = config;
  const wanted = trafficOf(release);
  if (facts.endpoint === null) {
    const missing =
      release.live === undefined ? [] : ["the endpoint does not exist, but the release file names a live version"];
    return { name: names.endpoint, state: "missing", versions: [], mismatches: missing };
  }
  const properties = propertiesOf(facts.endpoint);
  const traffic = object(properties["traffic"]);
  const mirror = object(properties["mirrorTraffic"]);
  const rolledBack = new Map(
    Object.entries(object(properties["properties"])).map(([key, at]) => [markedDeployment(key), String(at)]),
  );
  const deployments = new Map((facts.deployments ?? []).map((one) => [String(one["name"]), one]));
  const named = [release.live, release.candidate, release.former].flatMap((version) =>
    version === undefined ? [] : [version.deployment],
  );
  const all = [...new Set([...named, ...deployments.keys(), ...Object.keys(traffic).sort()])];

  const versions = all.map((deployment): VersionStatus => {
    const found = deployments.get(deployment);
    return {
      deployment,
      model: deployment.startsWith(PREFIX) ? deployment.slice(PREFIX.length) : deployment,
      role:
        deployment === release.live?.deployment
          ? "live"
          : deployment === release.candidate?.deployment
            ? "candidate"
            : deployment === release.former?.deployment
              ? "former"
              : "none",
      state: found === undefined ? (facts.deployments === undefined ? "unread" : "missing") : stateOf(found),
      trafficPercent: number(traffic[deployment]) ?? 0,
      mirrorPercent: number(mirror[deployment]) ?? 0,
      releasedTrafficPercent: wanted.traffic[deployment] ?? 0,
      releasedMirrorPercent: wanted.mirrorTraffic[deployment] ?? 0,
      ...some("instances", found && instancesOf(found, autoscale, config.serving!.instances)),
      ...(deployment === release.former?.deployment && {
        keptUntil: release.former.keepUntil,
        keptTooLong: Date.parse(release.former.keepUntil) <= Date.parse(now),
      }),
      ...some("rolledBackAt", rolledBack.get(deployment)),
      ...some("lastHour", lastHourOf(deployment, facts)),
    };
  });
  return {
    name: names.endpoint,
    state: stateOf(facts.endpoint),
    versions,
    mismatches: versions.flatMap(mismatchesOf),
  };
}

const stateOf = (resource: ArmObject): string => text(propertiesOf(resource)["provisioningState"]) ?? "unknown";

function mismatchesOf(version: VersionStatus): readonly string[] {
  const { deployment, role, state, rolledBackAt } = version;
  const differences: string[] = [];
  if (state === "missing") {
    differences.push(
      role === "none"
        ? `${deployment} has a share of traffic, but does not exist`
        : `${deployment} does not exist, but is ${role} in the release file`,
    );
  } else if (role === "none") {
    differences.push(`${deployment} is deployed, but the release file does not name it`);
  }
  if (version.trafficPercent !== version.releasedTrafficPercent) {
    differences.push(
      `${deployment} answers ${version.trafficPercent} % of requests, the release file says ${version.releasedTrafficPercent} %`,
    );
  }
  if (version.mirrorPercent !== version.releasedMirrorPercent) {
    differences.push(
      `${deployment} gets a copy of ${version.mirrorPercent} %, the release file says ${version.releasedMirrorPercent} %`,
    );
  }
  return rolledBackAt === undefined || role === "none"
    ? differences
    : [`${deployment} was rolled back at ${rolledBackAt}`, ...differences];
}

/** Instances now, and the bounds that Azure Monitor keeps; those of the configuration where it keeps none. */
function instancesOf(
  deployment: ArmObject,
  autoscale: readonly ArmObject[],
  configured: { readonly min: number; readonly max: number },
): VersionStatus["instances"] {
  const now = number(object(deployment["sku"])["capacity"]);
  if (now === undefined) return undefined;
  const id = String(deployment["id"]).toLowerCase();
  const setting = autoscale.find((one) => String(propertiesOf(one)["targetResourceUri"]).toLowerCase() === id);
  const profiles = propertiesOf(setting)["profiles"];
  const capacity = object(object(Array.isArray(profiles) ? profiles[0] : undefined)["capacity"]);
  return {
    now,
    min: number(capacity["minimum"]) ?? configured.min,
    max: number(capacity["maximum"]) ?? configured.max,
  };
}

/** Figures of the last hour; undefined if nothing was measured. */
function lastHourOf(deployment: string, { requests, latency }: UseCaseFacts): LastHour | undefined {
  const own = (series: readonly SeriesFacts[] | undefined): readonly SeriesFacts[] =>
    (series ?? []).filter(({ split, averages }) => split["deployment"] === deployment && averages.length > 0);
  const count = (series: readonly SeriesFacts[]): number =>
    series.flatMap(({ averages }) => averages).reduce((sum, perMinute) => sum + perMinute * GRAIN_MINUTES, 0);
  const answered = own(requests);
  const measured = own(latency).flatMap(({ averages }) => averages);
  if (answered.length === 0 && measured.length === 0) return undefined;
  const answers = count(answered);
  const failed = count(answered.filter(({ split }) => /^5/.test(split["statuscodeclass"] ?? "")));
  return {
    answers: Math.round(answers),
    ...(answers > 0 && { serverErrorPercent: Math.round((10_000 * failed) / answers) / 100 }),
    ...(measured.length > 0 && { latencyP95Milliseconds: Math.round(Math.max(...measured)) }),
  };
}
