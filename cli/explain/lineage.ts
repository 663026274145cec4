import { connect, type ArmObject, type AzureConnection, type ConnectOptions } from "../../azure/connection";
import { placesOf, type UseCasePlace } from "../../deploy/promotion/place";
import { visible } from "../../domain/text/visible";
import { chosenHomes, chosenUseCases } from "../../schema/choose";
import { loadConfiguration } from "../../schema/load";
import { propertiesOf } from "../status/facts";

/** What a deployed version comes from; what Azure does not tell is left out. */
export interface Lineage {
  readonly deployment: string;
  /** Percent of the requests that it answers, and of those that it only sees. */
  readonly traffic: number;
  readonly mirrored: number;
  readonly model?: { readonly name: string; readonly version: string; readonly id: string };
  /** Tags of the version that tell what it is made of. */
  readonly tags: Readonly<Record<string, string>>;
  readonly job?: {
    readonly name: string;
    /** Where it ran. */
    readonly environment: string;
    readonly status: string;
    readonly startedBy?: string;
    readonly component?: string;
    readonly ended?: string;
    /** Addresses by name of the input. */
    readonly data: Readonly<Record<string, string>>;
  };
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
  const places = placesOf(configuration, name);
  const azure = await connect(options);
  try {
    const { ids } = places.get(home!)!;
    const endpoint = propertiesOf(await azure.get(ids.endpoint, API));
    const deployments = await azure.list(`${ids.endpoint}/deployments`, API);
    // Nearest first: a version was trained where it is, or in an environment before.
    const order = [home!, ...[...places.keys()].filter((one) => one !== home)];
    const asked = deployments.map((deployment) => one(azure, places, order, endpoint, deployment));
    return await Promise.all(asked);
  } finally {
    await azure.close();
  }
}

async function one(
  azure: AzureConnection,
  places: ReadonlyMap<string, UseCasePlace>,
  order: readonly string[],
  endpoint: ArmObject,
  deployment: ArmObject,
): Promise<Lineage> {
  const called = String(deployment["name"]);
  const percent = (property: string): number => Number((endpoint[property] as ArmObject | undefined)?.[called] ?? 0);
  const common = { deployment: called, traffic: percent("traffic"), mirrored: percent("mirrorTraffic") };
  const reference = String(propertiesOf(deployment)["model"] ?? "");
  const [, model, version] = REGISTRY.exec(reference) ?? OWN.exec(reference) ?? [];
  if (model === undefined) return { ...common, tags: {} };
  const id = REGISTRY.test(reference) ? `${places.get(order[0]!)!.ids.registry}/models/${model}/versions/${version!}` : reference; // prettier-ignore
  const found = propertiesOf(await azure.get(id, API));
  const tags = Object.entries((found["tags"] ?? {}) as Readonly<Record<string, unknown>>);
  const job = found["jobName"];
  return {
    ...common,
    model: { name: model, version: version!, id },
    tags: Object.fromEntries(tags.map(([key, value]) => [key, String(value)])),
    ...(typeof job === "string" && (await jobNamed(azure, places, order, job))),
  };
}

async function jobNamed(
  azure: AzureConnection,
  places: ReadonlyMap<string, UseCasePlace>,
  order: readonly string[],
  name: string,
): Promise<Pick<Lineage, "job">> {
  for (const environment of order) {
    const found = await azure.get(`${places.get(environment)!.ids.workspace}/jobs/${name}`, API);
    if (found === undefined) continue;
    const job = propertiesOf(found);
    const inputs = Object.entries((job["inputs"] ?? {}) as Readonly<Record<string, ArmObject | null>>);
    const data = inputs.flatMap(([port, input]) => (typeof input?.["uri"] === "string" ? [[port, input["uri"]]] : []));
    const trigger = (job["tags"] as ArmObject | undefined)?.["trigger"];
    const ended = (found["systemData"] as ArmObject | undefined)?.["lastModifiedAt"];
    return {
      job: {
        name,
        environment,
        status: String(job["status"] ?? "unknown"),
        ...(typeof trigger === "string" && { startedBy: trigger }),
        ...(typeof job["componentId"] === "string" && { component: job["componentId"] }),
        ...(typeof ended === "string" && { ended }),
        data: Object.fromEntries(data) as Record<string, string>,
      },
    };
  }
  return {};
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

const UNKNOWN = "unknown: Azure does not tell";

function rowsOf({ model, tags, job }: Lineage): readonly (readonly string[])[] {
  const tagged = (key: string): string | undefined => (tags[key] === undefined ? undefined : visible(tags[key]));
  const joined = (...parts: readonly (string | undefined)[]): string => {
    const known = parts.filter((part) => part !== undefined);
    return known.length === 0 ? UNKNOWN : known.join(", ");
  };
  const labelled = (label: string, value: string | undefined): string | undefined => value && `${label} ${value}`;
  const metrics = Object.keys(tags).filter((key) => key.startsWith("metrics."));
  return [
    ["model", model === undefined ? UNKNOWN : model.id],
    [
      "run",
      joined(
        job && `${visible(job.name)} in ${job.environment}, ${job.status}`,
        job?.startedBy && `started by ${visible(job.startedBy)}`,
        job?.ended && `last changed ${visible(job.ended)}`,
        labelled("MLflow run", tagged("training.run")),
        labelled("seed", tagged("training.seed")),
      ),
    ],
    ["code", joined(job?.component && visible(job.component), labelled("content", tagged("code.key")))],
    ["environment", joined(labelled("content", tagged("environment.key")))],
    [
      "data",
      joined(
        labelled("content", tagged("data.hash")),
        tagged("data.rows") && `${tagged("data.rows")!} rows`,
        labelled("up to", tagged("data.to")),
        ...Object.entries(job?.data ?? {}).map(([port, uri]) => `${port} at ${visible(uri)}`),
      ),
    ],
    ["judged on", joined(tagged("evaluation.rows") && `${tagged("evaluation.rows")!} rows`)],
    ["metrics", joined(...metrics.map((key) => `${key.slice("metrics.".length)} ${tagged(key)!}`))],
  ];
}
