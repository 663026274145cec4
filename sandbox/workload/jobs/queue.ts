import { cpSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArmId } from "../../engine/arm/arm-id";
import { sameId } from "../../../domain/azure/ids";
import type { Cloud } from "../../engine/arm/cloud";
import { nextVersion } from "../../../domain/promotion/publication";
import { merge } from "../../../domain/json/merge";
import type { JsonObject } from "../../engine/store/store";
import type { Authorizer } from "../../services/access/authorizer";
import type { Blobs } from "../../services/storage/blobs";
import { whyNotRun } from "../job-access";
import { publishedTo, publishModel } from "../publication";
import { registerModel } from "../seed";
import { blobAt, type JobHost, JobProblem, type RunnableJob, requirePlainName, runnableOf } from "./runnable";

/** What came of a job that ran. */
export interface JobOutcome {
  /** The first step that failed, with what it said last; undefined: none did. */
  readonly failure?: { readonly step: string; readonly exitCode: number; readonly lines: readonly string[] };
  /** Folders of the job's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Files of what steps said. */
  readonly logs: Readonly<Record<string, string>>;
  /** The model that it registered, with the folder that it lies in. */
  readonly registered?: {
    readonly model: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly folder: string;
  };
}

/** Runs jobs on this machine. */
export interface JobRunner {
  /** Where data at a datastore's path lies, of what storage does not hold. */
  dataAt(path: string): string | undefined;
  /**
   * @param folder - for what the job keeps
   * @param canceled - aborts when nobody wants the job's outcome any more
   */
  run(job: RunnableJob, folder: string, canceled: AbortSignal): Promise<JobOutcome>;
}

interface QueueHost {
  readonly cloud: Cloud;
  readonly access: Authorizer;
  readonly blobs: Blobs;
  readonly dir: string;
}

/** What Azure ML puts the job's name in for. */
const JOB_NAME = "${{name}}";

/** Lines of a failed step that its job tells. */
const LAST_LINES = 5;

/** Jobs that were submitted, one after the other: as whom and from where their compute runs, with what is published and stored. */
export class JobQueue {
  private last: Promise<void> = Promise.resolve();
  private current: { readonly id: string; readonly stop: AbortController } | undefined;

  constructor(
    private readonly host: QueueHost,
    private readonly runner: JobRunner,
  ) {}

  /** Takes a job that the store holds already. */
  add(id: string): void {
    // A job that cannot even be told to have failed stays as it is: those behind it run all the same.
    this.last = this.last.then(() => this.run(id)).catch(() => undefined);
  }

  /** Stops a job that the store holds as canceled, if it runs. */
  cancel(id: string): void {
    if (this.current !== undefined && sameId(this.current.id, id)) this.current.stop.abort();
  }

  /** Ends when every job that was submitted has: on Azure they go on, too, when whoever submitted them has left. */
  async close(): Promise<void> {
    await this.last;
  }

  private async run(id: string): Promise<void> {
    const { cloud } = this.host;
    if (this.isOver(id)) return;
    const stop = new AbortController();
    this.current = { id, stop };
    let error: string | undefined;
    try {
      this.tell(id, { status: "Running", services: this.services(id) });
      error = whyNotRun(this.host, id);
      if (error === undefined) {
        const host: JobHost = { ...this.host, dataAt: (path) => this.runner.dataAt(path) };
        const folder = this.folderOf(id);
        mkdirSync(folder, { recursive: true });
        const outcome = await this.runner.run(runnableOf(host, cloud.show(id)!), folder, stop.signal);
        // Before anything is kept: nothing of a canceled job is registered.
        if (this.isOver(id)) return;
        if (outcome.failure !== undefined) {
          const { step, exitCode, lines } = outcome.failure;
          error = `UserError.ExecutionFailed: step '${step}' exited with code ${exitCode}. ${lines.slice(-LAST_LINES).join(" ")}`;
        } else this.keep(id, outcome);
      }
    } catch (thrown) {
      error =
        thrown instanceof JobProblem
          ? thrown.message
          : `ServiceError: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    } finally {
      this.current = undefined;
    }
    if (this.isOver(id)) return;
    this.tell(id, {
      status: error === undefined ? "Completed" : "Failed",
      ...(error !== undefined && { properties: { error } }),
    });
  }

  /** Whether a job was canceled, or deleted. */
  private isOver(id: string): boolean {
    const status = this.host.cloud.show(id)?.properties["status"];
    return status === undefined || status === "Canceled";
  }

  /** @throws JobProblem */
  private folderOf(id: string): string {
    const { name } = parseArmId(id)!;
    requirePlainName("job", name);
    return join(this.host.dir, "jobs", name);
  }

  private services(id: string): JsonObject {
    const workspace = parseArmId(id)!.parent;
    const studio = `https://ml.azure.com/runs/${parseArmId(id)!.name}?wsid=${workspace}&tid=${this.host.cloud.tenant}`;
    return {
      Studio: { jobServiceType: "Studio", endpoint: studio },
      Logs: { jobServiceType: "Logs", endpoint: pathToFileURL(this.folderOf(id)).href },
    };
  }

  /** Keeps what a job made where Azure ML keeps it: outputs in the default datastore, a model among the run's artifacts. */
  private keep(id: string, { outputs, registered }: JobOutcome): void {
    const { cloud } = this.host;
    const { parent: workspace, name } = parseArmId(id)!;
    const stores = `azureml:/${workspace}/datastores`;
    const given = (cloud.show(id)!.properties["outputs"] ?? {}) as Readonly<Record<string, JsonObject>>;
    const told = Object.entries(outputs).map(([port, folder]) => {
      const own = given[port]?.["uri"];
      const uri =
        typeof own === "string"
          ? own.replaceAll(JOB_NAME, name)
          : `${stores}/workspaceblobstore/paths/azureml/${name}/${port}/`;
      this.store(workspace, uri, folder);
      return [port, { ...given[port], uri }];
    });
    this.tell(id, { outputs: Object.fromEntries(told) as JsonObject });
    if (registered === undefined) return;
    const { model, tags } = registered;
    const version = nextVersion(cloud.within(`${workspace}/models/${model}`).map((one) => one.name));
    const made = registerModel(cloud, { home: workspace, model, version, job: name, tags });
    this.store(workspace, String(cloud.show(made)!.properties["modelUri"]), registered.folder);
    // That its identity may was asked before it ran; its step, on this machine, has nobody's rights.
    const target = publishedTo(cloud, id);
    if (target !== undefined) publishModel(cloud, target, { model, tags, job: id });
  }

  private store(workspace: string, uri: string, folder: string): void {
    const blob = blobAt(this.host.cloud, workspace, uri);
    if (blob === undefined || !existsSync(folder)) return;
    const place = this.host.blobs.fileOf(blob);
    mkdirSync(dirname(place), { recursive: true });
    // As an upload does: what lies there under other names stays, even if the address is that of a whole container.
    cpSync(folder, place, { recursive: true });
  }

  private tell(id: string, properties: JsonObject): void {
    const { cloud } = this.host;
    const job = cloud.get(id);
    if (job === undefined) return;
    const now = { lastModifiedAt: cloud.now().toISOString() };
    // Past the rules of a write: nobody sent anything.
    cloud.store.put({ ...job, readOnly: merge(job.readOnly, { properties, systemData: now }) as JsonObject });
  }
}
