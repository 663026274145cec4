import { AzureMachineLearningWorkspaces } from "@azure/arm-machinelearning";
import { MonitorClient } from "@azure/arm-monitor";
import type { Duration } from "../../domain/time/duration";
import { breachedSignals, isRunOf } from "../../domain/monitors/breach";
import { originTags } from "../../domain/promotion/publication";
import { markedDeployment } from "../../domain/promotion/rollback-mark";
import type {
  ClockFacts,
  DeploymentFacts,
  DriftFacts,
  EndpointFacts,
  HealthFacts,
  MetricSeries,
  ModelFacts,
} from "../../release";
import { object, some, text } from "../../azure/arm-object";
import { NetworkMap, publishProblem } from "../../domain/network/reach";
import { UserError } from "../../domain/problem/problem";
import { azureProblem } from "../../azure/azure-problem";
import type { ArmObject, AzureConnection } from "../../azure/connection";
import type { UseCasePlace } from "./place";

const API = "2025-06-01";
const STORAGE_API = "2023-05-01";
const ENDED = ["Completed", "Failed", "Canceled"];

/**
 * Finds out what decisions go by. Azure's own clients do what they know; registries and mirrored traffic came after
 * `@azure/arm-machinelearning` 2.1.1, so those are read as they are.
 *
 * Every method throws `UserError` if Azure refuses or does not answer: no decision is made on half of the facts.
 */
export class FactsInAzure {
  private readonly clients = new Map<string, AzureMachineLearningWorkspaces>();

  /** @param now - our clock */
  constructor(
    private readonly azure: AzureConnection,
    private readonly now: () => Date,
  ) {}

  /** What time it is in Azure, by its newest answer. */
  clock(): ClockFacts | undefined {
    const reading = this.azure.clock();
    if (reading === undefined) return undefined;
    // Azure's answer tells whole seconds, and it is a while ago.
    const azure = Math.floor((reading.azure.getTime() + Date.now() - reading.ours.getTime()) / 1000);
    const skewSeconds = Math.floor(this.now().getTime() / 1000) - azure;
    return { azure: new Date(azure * 1000).toISOString(), skewSeconds };
  }

  /** All versions of a model in the registry, archived ones included. */
  async inRegistry({ ids }: UseCasePlace, model: string): Promise<readonly ModelFacts[]> {
    const versions = await this.azure.list(`${ids.registry}/models/${model}/versions`, API, { listViewType: "All" });
    return versions.map((version) => {
      const properties = object(version["properties"]);
      return {
        model,
        version: text(version["name"]) ?? "",
        place: "registry",
        archived: properties["isArchived"] === true,
        tags: object(properties["tags"]),
        properties: object(properties["properties"]),
        // A job that wrote it here itself has said so.
        ...some("job", text(properties["jobName"]) ?? text(object(properties["tags"])[originTags.job])),
        ...some("uri", text(properties["modelUri"])),
        ...some("createdAt", dateTime(object(version["systemData"])["createdAt"])),
      };
    });
  }

  /** All versions of a model that jobs registered in a workspace. */
  async inWorkspace(place: UseCasePlace, model: string): Promise<readonly ModelFacts[]> {
    const { modelVersions } = this.machineLearning(place);
    const listed = modelVersions.list(place.resourceGroup, place.workspace, model, { listViewType: "All" });
    const versions = await this.all(listed, `${place.ids.workspace}/models/${model}`);
    return versions.map(({ name, properties, systemData }) => ({
      model,
      version: name ?? "",
      place: `workspace ${place.environment}`,
      archived: properties.isArchived === true,
      tags: properties.tags ?? {},
      properties: properties.properties ?? {},
      ...some("job", properties.jobName ?? undefined),
      ...some("uri", properties.modelUri ?? undefined),
      ...some("createdAt", systemData?.createdAt?.toISOString()),
    }));
  }

  /** What the job that made a version says of it, as if it were registered there; undefined if the job is gone. */
  async ofJob(place: UseCasePlace, { model, version, job }: ModelFacts): Promise<ModelFacts | undefined> {
    if (job === undefined) return undefined;
    const { jobs } = this.machineLearning(place);
    const found = await this.one(
      () => jobs.get(place.resourceGroup, place.workspace, job),
      `${place.ids.workspace}/jobs/${job}`,
    );
    if (found === undefined) return undefined;
    const { tags, properties } = found.properties;
    return {
      ...some("model", model),
      version,
      place: `job ${job}`,
      archived: false,
      tags: tags ?? {},
      properties: properties ?? {},
    };
  }

  /** The endpoint of a use case; undefined if there is none. */
  async endpoint(place: UseCasePlace): Promise<EndpointFacts | undefined> {
    const found = await this.azure.get(place.ids.endpoint, API);
    if (found === undefined) return undefined;
    const properties = object(found["properties"]);
    const marks = Object.entries(object(properties["properties"])).flatMap(([key, at]) => {
      const deployment = markedDeployment(key);
      return deployment === undefined ? [] : [[deployment, String(at)] as const];
    });
    const { onlineDeployments } = this.machineLearning(place);
    const { names, resourceGroup, workspace } = place;
    const listed = await this.all(
      onlineDeployments.list(resourceGroup, workspace, names.endpoint),
      `${place.ids.endpoint}/deployments`,
    );
    return {
      name: names.endpoint,
      state: text(properties["provisioningState"]) ?? "unknown",
      ...some("modifiedAt", dateTime(object(found["systemData"])["lastModifiedAt"])),
      traffic: numbers(properties["traffic"]),
      mirrorTraffic: numbers(properties["mirrorTraffic"]),
      rolledBack: Object.fromEntries(marks),
      deployments: listed.map(({ name, properties: deployment, systemData }): DeploymentFacts => ({
        name: name ?? "",
        state: deployment.provisioningState ?? "unknown",
        ...some("createdAt", systemData?.createdAt?.toISOString()),
      })),
    };
  }

  /** Runs of the monitor that watches a version, with the signals whose thresholds they passed. */
  async drift(place: UseCasePlace, model: string, every: Duration): Promise<DriftFacts> {
    const monitor = place.names.monitor(model);
    const { jobs } = this.machineLearning(place);
    const listed = await this.all(
      jobs.list(place.resourceGroup, place.workspace, { listViewType: "All" }),
      `${place.ids.workspace}/jobs`,
    );
    const runs = listed
      .filter(
        ({ name, properties }) => isRunOf(monitor, { name, ...properties }) && ENDED.includes(properties.status ?? ""),
      )
      .map(({ name, properties, systemData }) => ({
        id: name!,
        status: properties.status!,
        at: systemData?.createdAt?.toISOString() ?? "",
        ...some("breach", breachedSignals(properties.tags ?? {}).join(", ") || undefined),
      }));
    return { monitor, runs, every };
  }

  /** What Azure Monitor has of a deployment between two moments. */
  async health(place: UseCasePlace, deployment: string, from: string, to: string): Promise<HealthFacts> {
    const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
    const [interval, grainSeconds] =
      seconds <= 3600 ? ["PT1M", 60] : seconds <= 86_400 ? ["PT5M", 300] : ["PT1H", 3600];
    const monitor = this.azure.client(
      (credential, options) => new MonitorClient(credential, place.subscription, options),
    );
    const series = async (metric: string, split?: string): Promise<readonly MetricSeries[]> => {
      const found = await this.one(
        () =>
          // The client puts a slash in front.
          monitor.metrics.list(place.ids.endpoint.slice(1), {
            metricnames: metric,
            aggregation: "Average",
            interval: interval as string,
            timespan: `${from}/${to}`,
            filter: [`deployment eq '${deployment}'`, ...(split === undefined ? [] : [`${split} eq '*'`])].join(
              " and ",
            ),
            top: 100,
          }),
        `${metric} of ${place.ids.endpoint}`,
      );
      return (found?.value ?? []).flatMap(({ timeseries }) =>
        timeseries.map(({ metadatavalues, data }) => ({
          ...some("split", metadatavalues?.find(({ name }) => same(name?.value, split))?.value),
          points: (data ?? []).map(({ timeStamp, average }) => ({ at: timeStamp.toISOString(), average })),
        })),
      );
    };
    const requests = await series("RequestsPerMinute", "statusCodeClass");
    const latencyP95 = await series("RequestLatency_P95");
    return { from, to, grainSeconds: grainSeconds as number, requests, latencyP95 };
  }

  /**
   * Why the registry cannot fetch what the workspace of a place has; undefined if it can. Also where whoever asks may not see the
   * workspace's storage: Azure decides when it is asked to publish.
   */
  async publishProblem({ ids }: UseCasePlace): Promise<string | undefined> {
    const workspace = await this.azure.get(ids.workspace, API);
    const account = text(object(workspace?.["properties"])["storageAccount"]);
    if (account === undefined) return undefined;
    const found = await this.seen(account, STORAGE_API);
    if (found === undefined) return undefined;
    const map = new NetworkMap([{ id: account, type: "Microsoft.Storage/storageAccounts", body: found }]);
    return publishProblem(map.target(account)!, ids.registry);
  }

  /** Copies a version from a workspace to the registry under its own number, and waits until it is there. */
  async publish(place: UseCasePlace, model: string, version: string): Promise<void> {
    const body = { registryName: place.registry, destinationName: model, destinationVersion: version };
    const source = `${place.ids.workspace}/models/${model}/versions/${version}`;
    const target = `${place.ids.registry}/models/${model}/versions/${version}`;
    try {
      await this.azure.post(`${source}/publish`, API, body);
    } catch (error) {
      // The answer to a first try may have been lost, so that the second finds the version there. Asked, not assumed.
      if ((await this.azure.get(target, API)) === undefined) throw error;
    }
  }

  /** What stands at an id; undefined if Azure has nothing there, or does not let whoever asks see it. */
  private async seen(id: string, apiVersion: string): Promise<ArmObject | undefined> {
    try {
      return await this.azure.get(id, apiVersion);
    } catch (error) {
      if (error instanceof UserError && error.problems.every(({ code }) => code === "MLOPS-AZURE-002"))
        return undefined;
      throw error;
    }
  }

  private machineLearning({ subscription }: UseCasePlace): AzureMachineLearningWorkspaces {
    const made =
      this.clients.get(subscription) ??
      this.azure.client(
        (credential, options) =>
          new AzureMachineLearningWorkspaces(credential, subscription, { ...options, apiVersion: API }),
      );
    this.clients.set(subscription, made);
    return made;
  }

  /** Every page of a list; nothing if Azure says 404. */
  private async all<Item>(pages: AsyncIterable<Item>, what: string): Promise<readonly Item[]> {
    const collect = async (): Promise<readonly Item[]> => {
      const items: Item[] = [];
      for await (const item of pages) items.push(item);
      return items;
    };
    return (await this.one(collect, what)) ?? [];
  }

  /** What Azure answers; undefined if it says 404. */
  private async one<Answer>(ask: () => Promise<Answer>, what: string): Promise<Answer | undefined> {
    try {
      return await ask();
    } catch (error) {
      if ((error as { readonly statusCode?: number }).statusCode === 404) return undefined;
      throw azureProblem(error, what) ?? error;
    }
  }
}

/** A date-time in one form, whatever offset and precision Azure wrote it with; undefined if it is none. */
function dateTime(value: unknown): string | undefined {
  const time = Date.parse(text(value) ?? "");
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

const numbers = (value: unknown): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(object(value)).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );

const same = (left: string | undefined, right: string | undefined): boolean =>
  left !== undefined && left.toLowerCase() === right?.toLowerCase();
