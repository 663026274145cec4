import { batchTag, trainingTag } from "../../domain/promotion/training-tag";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { connect, type ArmObject, type AzureConnection } from "../../azure/connection";
import { placesOf } from "../../deploy/promotion/place";
import { fullDatastoreUri } from "../../domain/azure/datastore-uri";
import { inputModes, outputModes } from "../../domain/azure/job-modes";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { UserError, type Problem } from "../../domain/problem/problem";
import { jsonText, visible } from "../../domain/text/visible";
import { uuidV5 } from "../../domain/text/uuid";
import { loadConfiguration } from "../../schema/load";
import { readJob, type JobAsset, type JobFile, type JobInput } from "../../schema/ml/job";
import { treeKey } from "../../schema/ml/keys";
import { filesIn, snapshotOf } from "../../schema/ml/snapshot";
import { readComponent } from "../../schema/ml/tree";
import { propertiesOf } from "../../azure/arm-object";
import { LocalJobs } from "./jobs";

export interface SubmitOptions {
  readonly config: string;
  readonly ml: string;
  readonly env: string;
  /** Submit what scores by the clock, instead of what trains. */
  readonly batch?: true;
  readonly stream?: true;
  readonly json?: true;
  readonly sandbox?: string | true | undefined;
}

const API = "2025-06-01";
/** Namespace of names that follow from content. */
const NAMES = "6d1b1c1c-3b5f-5c53-9f1e-7a2f7f0f4b7e";
const OVER = ["Completed", "Failed", "Canceled", "NotResponding"];
/** Between two looks at a job, in milliseconds. */
const LOOK = { azure: 10_000, sandbox: 300 } as const;

/**
 * Submits a job of a YAML file, or the one that a use case's deployed schedule starts, and says where to look.
 * @returns the exit code: 0 submitted, or completed where it was followed; 1 it did not complete
 * @throws UserError if the file, the configuration or what was asked is wrong, or Azure refuses
 */
export async function submit(what: string, options: SubmitOptions): Promise<number> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const fromFile = /\.ya?ml$/.test(what) || existsSync(what) ? readJob(what) : undefined;
  if (fromFile !== undefined && options.batch === true) {
    const fix = "name a use case, or leave --batch out";
    throw new UserError([{ code: "MLOPS-CLI-001", where: "--batch", message: "a file is one job", given: what, fix }]);
  }
  const workspace = workspaceOf(what, fromFile !== undefined, options);
  const sandbox = await ownSandbox(options, say);
  const azure = await connect(sandbox === undefined ? {} : { env: sandbox.env });
  try {
    const properties =
      fromFile === undefined ? await scheduledJob(azure, workspace, what, options.batch === true) : await new Submission(azure, workspace, fromFile).properties(); // prettier-ignore
    const name = fromFile?.job.name ?? `${nameOf(what)}-${stamp()}`;
    const id = `${workspace}/jobs/${name}`;
    if ((await azure.get(id, API)) !== undefined) {
      const fix = "give it another name, or leave it out";
      throw new UserError([
        { code: "MLOPS-ML-039", where: what, message: "there is a job of this name", given: name, fix },
      ]);
    }
    let job = await azure.put(id, API, { properties });
    if (options.json !== true) console.log(`submitted: ${name}\n${placesToLook(job)}`);
    if (options.stream === true) job = await followed(azure, id, say);
    if (options.json === true) console.log(jsonText(job));
    const status = statusOf(job);
    if (options.stream !== true) return 0;
    if (options.json !== true) console.log(ended(name, job));
    return status === "Completed" ? 0 : 1;
  } finally {
    await azure.close();
    await sandbox?.close();
  }
}

/** A sandbox of this command's own, which runs what is submitted; undefined: Azure, or the sandbox that it was started in. */
async function ownSandbox({ sandbox, ml }: SubmitOptions, say: (line: string) => void) {
  if (sandbox === undefined) return undefined;
  // Loaded when needed: jobs are submitted to Azure as well.
  const { startSandbox } = require("../../sandbox") as typeof import("../../sandbox");
  return startSandbox({ ...(sandbox !== true && { dir: sandbox }), jobs: new LocalJobs(ml, say) });
}

/** @throws UserError if there is no such environment, or no such use case in it */
function workspaceOf(what: string, isFile: boolean, { config, env }: SubmitOptions): string {
  const configuration = loadConfiguration(config);
  const useCase = configuration.useCases.find(({ name }) => name === what);
  const unknown = (where: string, message: string, given: string, allowed: readonly string[]): UserError => {
    const meant = didYouMean(given, allowed);
    const problem: Problem = { code: "MLOPS-CLI-002", where, message, given, allowed: allowed.join(", ") };
    return new UserError([{ ...problem, ...(meant !== undefined && { fix: `did you mean ${meant}?` }) }]);
  };
  if (!isFile && useCase === undefined)
    throw unknown("ml submit", "there is neither such a file nor such a use case", what, configuration.useCases.map(({ name }) => name)); // prettier-ignore
  const environments =
    useCase === undefined ? configuration.environments.map(({ name }) => name) : useCase.environments;
  if (!environments.includes(env)) throw unknown("--env", "there is no such environment", env, environments);
  return placesOf(configuration, what).get(env)!.ids.workspace;
}

/** What the schedule that is deployed for a use case starts. */
async function scheduledJob(
  azure: AzureConnection,
  workspace: string,
  useCase: string,
  batch: boolean,
): Promise<ArmObject> {
  const tag = batch ? batchTag(useCase) : trainingTag(useCase);
  const schedules = await azure.list(`${workspace}/schedules`, API);
  const found = schedules
    .map(({ properties }) => (properties as { action?: { jobDefinition?: ArmObject } }).action?.jobDefinition)
    .find((job) => tag in ((job?.["tags"] as ArmObject | undefined) ?? {}));
  if (found !== undefined) {
    const now = new Date().toISOString();
    return JSON.parse(JSON.stringify(found).replaceAll("${{creation_context.trigger_time}}", now)) as ArmObject;
  }
  throw new UserError([
    {
      code: "MLOPS-ML-040",
      where: useCase,
      message: `no schedule of ${useCase} that ${batch ? "scores" : "trains"} is deployed in ${workspace.split("/").at(-1)!}`,
      fix: batch
        ? "deploy the use case with serving.batch, where a version is live"
        : "deploy the use case with retraining.schedule, or submit a job's YAML",
    },
  ]);
}

/** What a job of a YAML file is in ARM; its code and local components are uploaded on the way. */
class Submission {
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
    if ((await this.azure.get(id, API)) !== undefined) return id;
    const asked = await this.azure.act(`${id}/startPendingUpload`, API, {
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
    await this.azure.put(id, API, { properties: { codeUri: `${blobUri}/code`, isAnonymous: true } });
    return id;
  }

  /** Makes an anonymous version of a component beside the job. */
  private async localComponent(path: string): Promise<{ readonly id: string; readonly type: string | undefined }> {
    const { draft, folder } = readComponent(resolve(path));
    const own = Object.entries(draft).filter(([key]) => key !== "additional_includes");
    const spec = {
      ...Object.fromEntries(own),
      name: "azureml_anonymous",
      code: await this.code(snapshotOf(folder, draft).files),
      environment: this.reference("environments", String(draft.environment)),
    };
    const version = uuidV5(NAMES, JSON.stringify(spec));
    const id = `${this.workspace}/components/azureml_anonymous/versions/${version}`;
    if ((await this.azure.get(id, API)) === undefined)
      await this.azure.put(id, API, { properties: { isAnonymous: true, componentSpec: { ...spec, version } } });
    return { id, type: draft.type };
  }
}

const IDENTITIES = { managed: "Managed", user_identity: "UserIdentity", aml_token: "AMLToken" } as const;

const identityOf = ({ type, client_id, resource_id }: NonNullable<JobFile["identity"]>): ArmObject => ({
  identityType: IDENTITIES[type],
  ...(client_id !== undefined && { clientId: client_id }),
  ...(resource_id !== undefined && { resourceId: resource_id }),
});

const mapped = <In, Out>(given: Readonly<Record<string, In>>, make: (one: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(given).map(([name, one]) => [name, make(one)]));

/** The use case, or the file's folder or name without its ending. */
const nameOf = (what: string): string => {
  const file = what
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.ya?ml$/, "");
  return (file === "job" || file === "pipeline" ? (dirname(resolve(what)).split("/").at(-1) ?? file) : file).replace(
    /[^\w-]/g,
    "-",
  );
};

const stamp = (): string =>
  `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}-${randomBytes(2).toString("hex")}`;

const statusOf = (job: ArmObject): string => String(propertiesOf(job)["status"] ?? "unknown");

/** Where a job shows itself. */
function placesToLook(job: ArmObject): string {
  const services = Object.entries((propertiesOf(job)["services"] ?? {}) as Readonly<Record<string, ArmObject | null>>);
  const told = services.flatMap(([name, service]) =>
    typeof service?.["endpoint"] === "string" ? [`${name}: ${visible(service["endpoint"])}`] : [],
  );
  return [`id: ${String(job["id"])}`, ...told].join("\n");
}

/** Follows a job until it is over, and says when its status changes. */
async function followed(azure: AzureConnection, id: string, say: (line: string) => void): Promise<ArmObject> {
  for (let before = ""; ;) {
    const job = (await azure.get(id, API)) ?? {};
    const status = statusOf(job);
    if (status !== before) say(status);
    before = status;
    if (OVER.includes(status) || job["properties"] === undefined) return job;
    await new Promise((done) => setTimeout(done, LOOK[azure.target]));
  }
}

function ended(name: string, job: ArmObject): string {
  const more = (propertiesOf(job)["properties"] ?? {}) as ArmObject;
  const error = more["error"] ?? (propertiesOf(job)["error"] as ArmObject | undefined)?.["message"];
  const outputs = Object.entries((propertiesOf(job)["outputs"] ?? {}) as Readonly<Record<string, ArmObject>>);
  return [
    `${name}: ${statusOf(job)}`,
    ...(error === undefined ? [] : [visible(String(error))]),
    ...outputs.flatMap(([port, { uri }]) => (typeof uri === "string" ? [`${port}: ${visible(uri)}`] : [])),
    placesToLook(job),
  ].join("\n");
}
