import { AzureMachineLearningWorkspaces, type JobBase } from "@azure/arm-machinelearning";
import { UserError } from "../../domain/problem/problem";
import { batchTag, trainingTag } from "../../domain/promotion/training-tag";
import { azureProblem } from "../../azure/azure-problem";
import type { ArmObject, AzureConnection } from "../../azure/connection";
import { object, propertiesOf, some, text } from "../../azure/arm-object";
import { GRAIN_MINUTES, type EnvironmentFacts, type JobFacts, type SeriesFacts, type UseCaseFacts } from "./facts";
import type { Unread } from "./model";
import type { Place, PlacedUseCase } from "./place";

const API = "2025-06-01";
/** So many jobs of a workspace are looked through for monitors' runs, and no more: a status is to come in seconds. */
const MOST_JOBS = 1_000;

/**
 * Reads everything about one environment, all of it at the same time. What cannot be read is told in `unread`, and the
 * rest is there all the same.
 * @param clock - what time it is where Azure does not tell
 */
export async function readEnvironment(
  azure: AzureConnection,
  place: Place,
  clock: () => Date,
): Promise<EnvironmentFacts> {
  return new Reading(azure, place, clock).read();
}

class Reading {
  private readonly unread: Unread[] = [];
  private readonly machineLearning: AzureMachineLearningWorkspaces;

  constructor(
    private readonly azure: AzureConnection,
    private readonly place: Place,
    private readonly clock: () => Date,
  ) {
    this.machineLearning = azure.client(
      (credential, options) =>
        new AzureMachineLearningWorkspaces(credential, place.environment.subscription, { ...options, apiVersion: API }),
    );
  }

  async read(): Promise<EnvironmentFacts> {
    const { azure, place } = this;
    const { workspaceId, resourceGroupId, environment, names } = place;
    const workspace = await this.part("workspace", async () => (await azure.get(workspaceId, API)) ?? null);
    const rest = { unread: this.unread, workspace, useCases: new Map<string, UseCaseFacts>() };
    // What lives in a workspace is asked of one that is there.
    if (workspace === undefined || workspace === null) return { now: this.now(), ...rest };
    const [schedules, computes, jobs, autoscale, alerts, budget, useCases] = await Promise.all([
      this.part("schedules", () => azure.list(`${workspaceId}/schedules`, API, { listViewType: "All" })),
      this.part("clusters", () => azure.list(`${workspaceId}/computes`, API)),
      this.part("jobs", () => this.jobs()),
      this.part("autoscale settings", () =>
        azure.list(`${resourceGroupId}/providers/Microsoft.Insights/autoscalesettings`, "2022-10-01"),
      ),
      this.part("alerts", () =>
        azure.list(
          `/subscriptions/${environment.subscription}/providers/Microsoft.AlertsManagement/alerts`,
          "2019-05-05-preview",
          { targetResourceGroup: names.resourceGroup, monitorCondition: "Fired", timeRange: "30d" },
        ),
      ),
      this.part(
        "budget",
        async () =>
          (await azure.get(
            `${resourceGroupId}/providers/Microsoft.Consumption/budgets/${names.budget}`,
            "2023-05-01",
          )) ?? null,
      ),
      Promise.all(place.useCases.map(async (one) => [one.config.name, await this.useCase(one)] as const)),
    ]);
    return {
      now: this.now(),
      unread: this.unread,
      workspace,
      ...some("schedules", schedules),
      ...some("computes", computes),
      ...some("jobs", jobs),
      jobsCut: jobs !== undefined && jobs.length >= MOST_JOBS,
      ...some("autoscale", autoscale),
      ...some("alerts", alerts),
      ...some("budget", budget),
      useCases: new Map(useCases),
    };
  }

  private async useCase({ config, endpointId }: PlacedUseCase): Promise<UseCaseFacts> {
    const { name, serving } = config;
    const trainings = this.part(`trainings of ${name}`, () => this.jobs({ tag: trainingTag(name) }));
    const scorings = serving?.batch && this.part(`batch scoring of ${name}`, () => this.jobs({ tag: batchTag(name) }));
    const jobs = async () => ({ ...some("trainings", await trainings), ...some("scorings", await scorings) });
    if (serving === undefined) return jobs();
    const endpoint = await this.part(
      `endpoint of ${name}`,
      async () => (await this.azure.get(endpointId, API)) ?? null,
    );
    if (endpoint === undefined || endpoint === null) {
      return { ...(await jobs()), ...some("endpoint", endpoint) };
    }
    const [deployments, requests, latency] = await Promise.all([
      this.part(`deployments of ${name}`, () => this.azure.list(`${endpointId}/deployments`, API)),
      this.part(`requests of ${name}`, () =>
        this.metric(endpointId, "RequestsPerMinute", ["deployment", "statusCodeClass"]),
      ),
      this.part(`latency of ${name}`, () => this.metric(endpointId, "RequestLatency_P95", ["deployment"])),
    ]);
    return {
      endpoint,
      ...(await jobs()),
      ...some("deployments", deployments),
      ...some("requests", requests),
      ...some("latency", latency),
    };
  }

  private async jobs(query: { readonly tag?: string } = {}): Promise<readonly JobFacts[]> {
    const { workspaceId, names } = this.place;
    const found: JobFacts[] = [];
    try {
      const pages = this.machineLearning.jobs.list(names.resourceGroup, names.workspace, {
        ...query,
        listViewType: "All",
      });
      for await (const job of pages) {
        found.push(jobFacts(job));
        if (found.length >= MOST_JOBS) break;
      }
    } catch (error) {
      throw azureProblem(error, `${workspaceId}/jobs`) ?? error;
    }
    return found;
  }

  /** A metric of the last hour. */
  private async metric(resource: string, name: string, splits: readonly string[]): Promise<readonly SeriesFacts[]> {
    const to = new Date(this.now());
    const from = new Date(to.getTime() - 3_600_000);
    const answer = await this.azure.get(`${resource}/providers/Microsoft.Insights/metrics`, "2018-01-01", {
      metricnames: name,
      aggregation: "Average",
      interval: `PT${GRAIN_MINUTES}M`,
      timespan: `${from.toISOString()}/${to.toISOString()}`,
      $filter: splits.map((split) => `${split} eq '*'`).join(" and "),
      top: "100",
    });
    const series = list(answer?.["value"]).flatMap((metric) => list(metric["timeseries"]));
    return series.map((one) => ({
      split: Object.fromEntries(
        list(one["metadatavalues"]).map((dimension) => [
          String(object(dimension["name"])["value"]).toLowerCase(),
          String(dimension["value"]),
        ]),
      ),
      averages: list(one["data"]).flatMap(({ average }) =>
        typeof average === "number" && Number.isFinite(average) && average >= 0 ? [average] : [],
      ),
    }));
  }

  /** What `ask` answers; undefined, and a note why, if Azure refuses or does not answer. */
  private async part<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.unread.push({ what, why: error.problems[0]!.message });
      return undefined;
    }
  }

  private now(): string {
    const reading = this.azure.clock();
    if (reading === undefined) return this.clock().toISOString();
    return new Date(reading.azure.getTime() + (Date.now() - reading.ours.getTime())).toISOString();
  }
}

const list = (value: unknown): readonly ArmObject[] => (Array.isArray(value) ? value.map(object) : []);

function jobFacts({ name, properties, systemData }: JobBase): JobFacts {
  return {
    name: name ?? "",
    ...some("displayName", text(properties.displayName)),
    ...some("experimentName", text(properties.experimentName)),
    status: properties.status ?? "Unknown",
    createdAt: systemData?.createdAt?.toISOString() ?? "",
    tags: Object.fromEntries(Object.entries(properties.tags ?? {}).map(([key, value]) => [key, value ?? ""])),
  };
}

/** Name and provisioning state of a resource. */
export const stateOf = (resource: ArmObject): string => text(propertiesOf(resource)["provisioningState"]) ?? "unknown";
