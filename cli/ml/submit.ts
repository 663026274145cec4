import { batchTag, trainingTag } from "../../domain/promotion/training-tag";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { connect, type ArmObject, type AzureConnection } from "../../azure/connection";
import { placesOf } from "../../deploy/promotion/place";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { UserError, type Problem } from "../../domain/problem/problem";
import { jsonText, visible } from "../../domain/text/visible";
import { loadConfiguration } from "../../schema/load";
import { readJob } from "../../schema/ml/job";
import { propertiesOf } from "../../azure/arm-object";
import { LocalJobs } from "./jobs";
import { followed, JOBS_API, nameOf, statusOf, Submission } from "./submission";

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
  const workspace = workspaceOf(fromFile === undefined ? what : undefined, options);
  const sandbox = await ownSandbox(options, say);
  const azure = await connect(sandbox === undefined ? {} : { env: sandbox.env });
  try {
    const properties =
      fromFile === undefined ? await scheduledJob(azure, workspace, what, options.batch === true) : await new Submission(azure, workspace, fromFile).properties(); // prettier-ignore
    const name = fromFile?.job.name ?? `${nameOf(what)}-${stamp()}`;
    const id = `${workspace}/jobs/${name}`;
    if ((await azure.get(id, JOBS_API)) !== undefined) {
      const fix = "give it another name, or leave it out";
      throw new UserError([
        { code: "MLOPS-ML-039", where: what, message: "there is a job of this name", given: name, fix },
      ]);
    }
    let job = await azure.put(id, JOBS_API, { properties });
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
export async function ownSandbox({ sandbox, ml }: Pick<SubmitOptions, "sandbox" | "ml">, say: (line: string) => void) {
  if (sandbox === undefined) return undefined;
  // Loaded when needed: jobs are submitted to Azure as well.
  const { startSandbox } = require("../../sandbox") as typeof import("../../sandbox");
  return startSandbox({ ...(sandbox !== true && { dir: sandbox }), jobs: new LocalJobs(ml, say) });
}

/**
 * The workspace of an environment, in which a use case is if one is named.
 * @throws UserError if there is no such environment, or no such use case in it
 */
export function workspaceOf(
  named: string | undefined,
  { config, env }: Pick<SubmitOptions, "config" | "env">,
  option = "--env",
): string {
  const configuration = loadConfiguration(config);
  const useCase = configuration.useCases.find(({ name }) => name === named);
  const unknown = (where: string, message: string, given: string, allowed: readonly string[]): UserError => {
    const meant = didYouMean(given, allowed);
    const problem: Problem = { code: "MLOPS-CLI-002", where, message, given, allowed: allowed.join(", ") };
    return new UserError([{ ...problem, ...(meant !== undefined && { fix: `did you mean ${meant}?` }) }]);
  };
  if (named !== undefined && useCase === undefined)
    throw unknown("ml submit", "there is neither such a file nor such a use case", named, configuration.useCases.map(({ name }) => name)); // prettier-ignore
  const environments =
    useCase === undefined ? configuration.environments.map(({ name }) => name) : useCase.environments;
  if (!environments.includes(env)) throw unknown(option, "there is no such environment", env, environments);
  return placesOf(configuration, named ?? "none").get(env)!.ids.workspace;
}

/** What the schedule that is deployed for a use case starts. */
async function scheduledJob(
  azure: AzureConnection,
  workspace: string,
  useCase: string,
  batch: boolean,
): Promise<ArmObject> {
  const tag = batch ? batchTag(useCase) : trainingTag(useCase);
  const schedules = await azure.list(`${workspace}/schedules`, JOBS_API);
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

/** A part of a name that no other job has. */
export const stamp = (): string =>
  `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}-${randomBytes(2).toString("hex")}`;

/** Where a job shows itself. */
function placesToLook(job: ArmObject): string {
  const services = Object.entries((propertiesOf(job)["services"] ?? {}) as Readonly<Record<string, ArmObject | null>>);
  const told = services.flatMap(([name, service]) =>
    typeof service?.["endpoint"] === "string" ? [`${name}: ${visible(service["endpoint"])}`] : [],
  );
  return [`id: ${String(job["id"])}`, ...told].join("\n");
}

/** How a job ended, in words. */
export function ended(name: string, job: ArmObject): string {
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
