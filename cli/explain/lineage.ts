import { connect, type ArmObject, type AzureConnection, type ConnectOptions } from "../../azure/connection";
import { propertiesOf } from "../../azure/arm-object";
import { originOf } from "../../deploy/promotion/origin";
import { placesOf, type UseCasePlace } from "../../deploy/promotion/place";
import { placesNear } from "../../deploy/promotion/use-case";
import { visible } from "../../domain/text/visible";
import { EVALUATED_ROWS_TAG, METRIC_PREFIX, readChampionTag } from "../../domain/promotion/metric-tags";
import { originParts, type Origin } from "../../release";
import { chosenHomes, chosenUseCases } from "../../schema/choose";
import { loadConfiguration } from "../../schema/load";

/** What a deployed version comes from; what Azure does not tell is left out. */
export interface Lineage extends Partial<Origin> {
  readonly deployment: string;
  /** Percent of the requests that it answers, and of those that it only sees. */
  readonly traffic: number;
  readonly mirrored: number;
  /** Tags of the version that tell what it is made of. */
  readonly tags: Readonly<Record<string, string>>;
}

const API = "2025-06-01";
const REGISTRY = /^azureml:\/\/registries\/[^/]+\/models\/([^/]+)\/versions\/([^/]+)$/;
const OWN = /\/models\/([^/]+)\/versions\/([^/]+)$/;

/** The line from each deployed version of a use case back to model, run, code, environment, data and rows, asked of Azure. */
export async function lineageOf(
  config: string,
  name: string,
  environment: string,
  options: ConnectOptions = {},
): Promise<readonly Lineage[]> {
  const configuration = loadConfiguration(config);
  const useCase = chosenUseCases(configuration, name)[0]!;
  const [home] = chosenHomes(configuration, useCase, environment);
  const places = placesNear({ places: placesOf(configuration, name) }, home!);
  const azure = await connect(options);
  try {
    const { ids } = places[0]!;
    const endpoint = propertiesOf(await azure.get(ids.endpoint, API));
    const deployments = await azure.list(`${ids.endpoint}/deployments`, API);
    return await Promise.all(deployments.map((deployment) => one(azure, places, endpoint, deployment)));
  } finally {
    await azure.close();
  }
}

async function one(
  azure: AzureConnection,
  places: readonly UseCasePlace[],
  endpoint: ArmObject,
  deployment: ArmObject,
): Promise<Lineage> {
  const called = String(deployment["name"]);
  const percent = (property: string): number => Number((endpoint[property] as ArmObject | undefined)?.[called] ?? 0);
  const common = { deployment: called, traffic: percent("traffic"), mirrored: percent("mirrorTraffic") };
  const reference = String(propertiesOf(deployment)["model"] ?? "");
  const [, model, version] = REGISTRY.exec(reference) ?? OWN.exec(reference) ?? [];
  if (model === undefined) return { ...common, tags: {} };
  const id = REGISTRY.test(reference) ? `${places[0]!.ids.registry}/models/${model}/versions/${version!}` : reference;
  const origin = await originOf(azure, { model, version: version!, id, places });
  return { ...common, ...(origin ?? { model: { name: model, version: version!, id }, tags: {} }) };
}

/** For a terminal. */
export function lineageText(useCase: string, environment: string, lines: readonly Lineage[]): string {
  if (lines.length === 0) return `${useCase} has no deployment in ${environment}`;
  const width = "environment".length;
  const told = (line: Lineage) => rowsOf(line).map(([what, value]) => `  ${what!.padEnd(width)}  ${value!}`);
  return lines.map((line) => [head(line), ...told(line)].join("\n")).join("\n\n");
}

function head({ deployment, traffic, mirrored, model }: Lineage): string {
  const answers = `answers ${traffic} % of the requests${mirrored > 0 ? ` and sees copies of ${mirrored} %` : ""}`;
  return `${deployment}: ${model === undefined ? "no version of a model" : `${visible(model.name)}:${visible(model.version)}`}, ${answers}`;
}

/** What the versions had that training asked on the same rows: `12: auc 0.84, recall 0.7`. */
function comparedWith(tags: Readonly<Record<string, string>>): readonly string[] {
  const versions = new Map<string, string[]>();
  for (const [key, value] of Object.entries(tags)) {
    const { version, metric } = readChampionTag(key) ?? {};
    if (version === undefined || metric === "uuid") continue;
    versions.set(version, [...(versions.get(version) ?? []), `${visible(metric!)} ${visible(value)}`]);
  }
  return [...versions].map(([version, figures]) => `${visible(version)}, on the same rows: ${figures.join(", ")}`);
}

const UNKNOWN = "unknown: Azure does not tell";

function rowsOf({ model, tags, job, unread = [] }: Lineage): readonly (readonly string[])[] {
  const parts = model === undefined ? {} : originParts({ model, tags, ...(job !== undefined && { job }) });
  const { run, code, environment, data } = parts as Partial<ReturnType<typeof originParts>>;
  const rows = tags[EVALUATED_ROWS_TAG];
  const metrics = Object.keys(tags)
    .filter((key) => key.startsWith(METRIC_PREFIX))
    .map((key) => `${visible(key.slice(METRIC_PREFIX.length))} ${visible(tags[key]!)}`);
  return [
    ["model", model?.id ?? UNKNOWN],
    ["run", run || UNKNOWN],
    ["code", code || UNKNOWN],
    ["environment", environment || UNKNOWN],
    ["data", data || UNKNOWN],
    ["judged on", rows === undefined ? UNKNOWN : `${visible(rows)} rows`],
    ["metrics", metrics.join(", ") || UNKNOWN],
    ...comparedWith(tags).map((line) => ["against", line]),
    ...unread.map((one) => ["not asked", visible(one)]),
  ];
}
