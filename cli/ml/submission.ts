import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { propertiesOf } from "../../azure/arm-object";
import type { ArmObject, AzureConnection } from "../../azure/connection";
import { fullDatastoreUri } from "../../domain/azure/datastore-uri";
import { inputModes, outputModes } from "../../domain/azure/job-modes";
import { uuidV5 } from "../../domain/text/uuid";
import type { JobAsset, JobFile, JobInput } from "../../schema/ml/job";
import { treeKey } from "../../schema/ml/keys";
import { filesIn, snapshotOf } from "../../schema/ml/snapshot";
import { readComponent } from "../../schema/ml/tree";

/** JOBS_API version that jobs are written and read by. */
export const JOBS_API = "2025-06-01";
/** Namespace of names that follow from content. */
const NAMES = "6d1b1c1c-3b5f-5c53-9f1e-7a2f7f0f4b7e";
const OVER = ["Completed", "Failed", "Canceled", "NotResponding"];
/** Between two looks at a job, in milliseconds. */
const LOOK = { azure: 10_000, sandbox: 300 } as const;

/** What a job of a YAML file is in ARM; its code and local components are uploaded on the way. */
export class Submission {
  constructor(
    private readonly azure: AzureConnection,
    private readonly workspace: string,
    private readonly asset: JobAsset,
  ) {}

  async properties(): Promise<ArmObject> {
    const { job, folder } = this.asset;
    const common = {
      ...(job.display_name !== undefined && { displayName: job.display_name }),
      ...(job.description !== undefined && { description: job.description }),
      experimentName: job.experiment_name ?? nameOf(this.asset.path),
      tags: job.tags ?? {},
      ...(job.identity !== undefined && { identity: identityOf(job.identity) }),
      inputs: mapped(job.inputs, (input) => this.input(input)),
      outputs: mapped(job.outputs, (output) => ({
        jobOutputType: output.type,
        mode: outputModes[output.mode ?? "rw_mount"],
        ...(output.path !== undefined && { uri: fullDatastoreUri(this.workspace, output.path) }),
      })),
    };
    if (job.type === "command") {
      return {
        jobType: "Command",
        ...common,
        command: job.command,
        environmentId: this.reference("environments", job.environment),
        computeId: this.compute(job.compute),
        ...(job.environment_variables !== undefined && { environmentVariables: job.environment_variables }),
        ...(job.code !== undefined && { codeId: await this.code(new Map(filesIn(join(folder, job.code)))) }),
      };
    }
    const cluster = job.settings?.default_compute ?? job.compute;
    const computeId = cluster === undefined ? undefined : this.compute(cluster);
    const jobs: Record<string, unknown> = {};
    for (const [name, step] of Object.entries(job.jobs)) {
      const described = step.component.startsWith(".")
        ? await this.localComponent(join(folder, step.component))
        : { id: this.reference("components", step.component), type: step.type };
      jobs[name] = {
        name,
        type: step.type ?? described.type ?? "command",
        componentId: described.id,
        inputs: mapped(step.inputs, (given) => this.stepInput(given)),
        outputs: mapped(step.outputs, (given) =>
          typeof given === "string" ? { value: given, type: "literal" } : { job_output_type: given.type },
        ),
        ...(step.compute !== undefined && { computeId: this.compute(step.compute) }),
        ...(step.environment_variables !== undefined && { environment_variables: step.environment_variables }),
        ...(step.resources !== undefined && { resources: step.resources }),
        ...(step.identity !== undefined && { identity: stepIdentityOf(step.identity) }),
      };
    }
    return {
      jobType: "Pipeline",
      ...common,
      jobs,
      settings: {
        ...(computeId !== undefined && { default_compute: computeId }),
        continue_on_step_failure: job.settings?.continue_on_step_failure ?? false,
        ...(job.settings?.force_rerun !== undefined && { force_rerun: job.settings.force_rerun }),
        _source: "YAML.JOB",
      },
      ...(computeId !== undefined && { computeId }),
    };
  }

  private input(given: JobInput): ArmObject {
    if (typeof given !== "object") return { jobInputType: "literal", value: String(given) };
    const mode = given.mode === undefined ? {} : { mode: inputModes[given.mode] };
    return { jobInputType: given.type, uri: this.data(given.path), ...mode };
  }

  private stepInput(given: JobInput): ArmObject {
    if (typeof given !== "object") return { job_input_type: "literal", value: String(given) };
    return { job_input_type: given.type, uri: this.data(given.path) };
  }

  private data(path: string): string {
    return /^azureml:[^/]/.test(path) ? this.reference("data", path) : fullDatastoreUri(this.workspace, path);
  }

  /** `azureml:name:version` in the workspace, as its id; ids as they are. */
  private reference(kind: string, given: string): string {
    const [, name, version] = /^azureml:([^/:]+):([^/:]+)$/.exec(given) ?? [];
    if (name !== undefined) return `${this.workspace}/${kind}/${name}/versions/${version!}`;
    return given.startsWith("azureml:/subscriptions/") ? given.slice("azureml:".length) : given;
  }

  private compute(given: string): string {
    const name = given.replace(/^azureml:/, "");
    return name.startsWith("/") ? name : `${this.workspace}/computes/${name}`;
  }

  /** Uploads code, unless the same content is there. @returns its id */
  private async code(files: ReadonlyMap<string, string>): Promise<string> {
    const read = new Map([...files].map(([path, file]) => [path, readFileSync(file)]));
    const id = `${this.workspace}/codes/${uuidV5(NAMES, treeKey(read))}/versions/1`;
    if ((await this.azure.get(id, JOBS_API)) !== undefined) return id;
    const asked = await this.azure.act(`${id}/startPendingUpload`, JOBS_API, {
      pendingUploadType: "TemporaryBlobReference",
    });
    const { blobUri, credential } = asked["blobReferenceForConsumption"] as {
      readonly blobUri: string;
      readonly credential: { readonly sasUri: string };
    };
    const [address, query] = credential.sasUri.split("?") as [string, string];
    for (const [path, content] of read) {
      const encoded = path.split("/").map(encodeURIComponent).join("/");
      await this.azure.upload(`${address}/code/${encoded}?${query}`, content);
    }
    await this.azure.put(id, JOBS_API, { properties: { codeUri: `${blobUri}/code`, isAnonymous: true } });
    return id;
  }

  /** Makes an anonymous version of a component beside the job. */
  private async localComponent(path: string): Promise<{ readonly id: string; readonly type: string | undefined }> {
    const { draft, folder } = readComponent(resolve(path));
    const own = Object.entries(draft).filter(([key]) => key !== "additional_includes");
    // A program for Spark says in its settings what it needs.
    const { environment } = draft;
    const spec = {
      ...Object.fromEntries(own),
      name: "azureml_anonymous",
      code: await this.code(snapshotOf(folder, draft).files),
      ...(typeof environment === "string" && { environment: this.reference("environments", environment) }),
    };
    const version = uuidV5(NAMES, JSON.stringify(spec));
    const id = `${this.workspace}/components/azureml_anonymous/versions/${version}`;
    if ((await this.azure.get(id, JOBS_API)) === undefined)
      await this.azure.put(id, JOBS_API, { properties: { isAnonymous: true, componentSpec: { ...spec, version } } });
    return { id, type: draft.type };
  }
}

const IDENTITIES = { managed: "Managed", user_identity: "UserIdentity", aml_token: "AMLToken" } as const;

const identityOf = ({ type, client_id, resource_id }: NonNullable<JobFile["identity"]>): ArmObject => ({
  identityType: IDENTITIES[type],
  ...(client_id !== undefined && { clientId: client_id }),
  ...(resource_id !== undefined && { resourceId: resource_id }),
});

/** Of a step as azure-ai-ml 1.35.2 sends it: in the words of YAML, other than a job's own. */
const stepIdentityOf = ({ type, client_id, resource_id }: NonNullable<JobFile["identity"]>): ArmObject => ({
  identity_type: IDENTITIES[type],
  ...(client_id !== undefined && { client_id }),
  ...(resource_id !== undefined && { resource_id }),
});

const mapped = <In, Out>(given: Readonly<Record<string, In>>, make: (one: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(given).map(([name, one]) => [name, make(one)]));

/** Follows a job until it is over, and says when its status changes. */
export async function followed(azure: AzureConnection, id: string, say: (line: string) => void): Promise<ArmObject> {
  for (let before = ""; ;) {
    const job = (await azure.get(id, JOBS_API)) ?? {};
    const status = statusOf(job);
    if (status !== before) say(status);
    before = status;
    if (OVER.includes(status) || job["properties"] === undefined) return job;
    await new Promise((done) => setTimeout(done, LOOK[azure.target]));
  }
}

export const statusOf = (job: ArmObject): string => String(propertiesOf(job)["status"] ?? "unknown");

/** The use case, or the file's folder or name without its ending. */
export const nameOf = (what: string): string => {
  const file = what
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.ya?ml$/, "");
  return (file === "job" || file === "pipeline" ? (dirname(resolve(what)).split("/").at(-1) ?? file) : file).replace(
    /[^\w-]/g,
    "-",
  );
};
