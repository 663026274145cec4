import { join } from "node:path";
import { blobStoreOf } from "../../azure/blob-store";
import { BlobReader, UnreadBlobs } from "../../azure/blobs";
import { connect, type AzureConnection } from "../../azure/connection";
import { UserError, type Problem } from "../../domain/problem/problem";
import type { JobAsset, JobFile, JobInput } from "../../schema/ml/job";
import type { UseCase } from "../../schema/use-case/schema";
import { ended, ownSandbox, stamp, workspaceOf } from "./submit";
import { followed, JOBS_API, statusOf, Submission } from "./submission";

/** What is computed in an environment instead of on this machine. */
export interface BacktestQuestion {
  /** Name of the environment. */
  readonly on: string;
  /** Whose monitors. Undefined: nobody's, data drift by the defaults. */
  readonly useCase: string | undefined;
  readonly config: string;
  readonly ml: string;
  readonly sandbox: string | true | undefined;
  /** Addresses of data in Azure. */
  readonly production: string;
  readonly reference: string | undefined;
  /** Values of the component's other inputs. */
  readonly values: Readonly<Record<string, string | number | undefined>>;
  /** The nodes that the use case's monitors run on. */
  readonly compute: NonNullable<UseCase["variants"][number]["monitors"]>["compute"] | undefined;
}

const COMPONENT = "backtest_monitor";
const STORE = "workspaceblobstore";
const ADDRESS = /^(?:azureml:|https:|abfss:|wasbs:)/;

/** The problems of data that a job in Azure cannot read. */
export function notInAzure(options: Readonly<Record<string, string | undefined>>): Problem[] {
  return Object.entries(options).flatMap(([where, given]): Problem[] =>
    given === undefined || ADDRESS.test(given)
      ? []
      : [
          {
            code: "MLOPS-ML-044",
            where,
            message: "lies on this machine, and with --on it is read in Azure",
            given,
            allowed: "azureml://datastores/<name>/paths/<path>, or azureml:<data asset>:<version>",
            fix: "upload it and name where it lies, or leave --on out",
          },
        ],
  );
}

/**
 * Submits the backtest to the workspace of an environment, follows it and fetches what it tells.
 * @returns the report as text; undefined: the job did not complete, which was told
 * @throws UserError if Azure refuses, or the report cannot be read
 */
export async function backtestThere(
  question: BacktestQuestion,
  say: (line: string) => void,
): Promise<string | undefined> {
  const { config, ml, on, useCase } = question;
  const workspace = workspaceOf(useCase, { config, env: on }, "--on");
  const sandbox = await ownSandbox({ sandbox: question.sandbox, ml }, say);
  const azure = await connect(sandbox === undefined ? {} : { env: sandbox.env });
  try {
    const name = `backtest-${useCase ?? "default"}-${stamp()}`;
    const folder = `backtest/${name}/report`;
    const properties = await new Submission(azure, workspace, jobOf(question, folder)).properties();
    const id = `${workspace}/jobs/${name}`;
    const submitted = await azure.put(id, JOBS_API, { properties });
    say(`submitted: ${name}`);
    const job = await followed(azure, id, say);
    if (statusOf(job) === "Completed") return await reportIn(azure, workspace, folder);
    say(ended(name, { ...submitted, ...job }));
    return undefined;
  } finally {
    await azure.close();
    await sandbox?.close();
  }
}

/** The job, as its YAML would say it. */
function jobOf({ ml, production, reference, values, compute, useCase }: BacktestQuestion, folder: string): JobAsset {
  const data = (path: string): JobInput => ({ type: "uri_folder", path, mode: "direct" });
  const inputs: Record<string, JobInput> = {
    production_data: data(production),
    ...(reference !== undefined && { reference_data: data(reference) }),
  };
  for (const [port, value] of Object.entries(values)) if (value !== undefined) inputs[port] = value;
  const nodes = compute ?? { size: "Standard_E4s_v3", runtime: "3.5" };
  const job: JobFile = {
    type: "pipeline",
    display_name: `Backtest of ${useCase ?? "data drift by the defaults"}`,
    experiment_name: "backtest",
    inputs,
    outputs: { report: { type: "uri_folder", mode: "direct", path: `azureml://datastores/${STORE}/paths/${folder}/` } },
    jobs: {
      backtest: {
        type: "spark",
        component: `./components/${COMPONENT}/component.yaml`,
        inputs: Object.fromEntries(Object.keys(inputs).map((port) => [port, `\${{parent.inputs.${port}}}`])),
        outputs: { report: "${{parent.outputs.report}}" },
        resources: { instance_type: nodes.size.toLowerCase(), runtime_version: nodes.runtime },
        // As the workspace, which reads what its monitors read: whoever asks needs no right on the data.
        identity: { type: "managed" },
      },
    },
  };
  return { path: join(ml, "backtest.yaml"), folder: ml, job };
}

/** What the job has written: one text, in as many parts as Spark made of it. */
async function reportIn(azure: AzureConnection, workspace: string, folder: string): Promise<string> {
  try {
    const store = await blobStoreOf(azure, workspace, STORE);
    if (store === undefined) throw new UnreadBlobs(`the workspace has no datastore ${STORE} of blobs`);
    const blobs = new BlobReader(azure);
    const found = await blobs.list(store.account, store.container, `${folder}/`);
    const parts = found.filter(({ path }) => /\/part-[^/]*\.txt$/.test(path));
    const read = await Promise.all(parts.map(({ path }) => blobs.read(store.account, store.container, path)));
    const text = Buffer.concat(read).toString("utf8");
    if (text.trim() === "")
      throw new UnreadBlobs(`there is no report at ${store.account}/${store.container}/${folder}`);
    return text;
  } catch (error) {
    if (!(error instanceof UnreadBlobs)) throw error;
    const fix = "grant the right or go into the network, and run the command again";
    throw new UserError([{ code: "MLOPS-ML-045", where: folder, message: error.message, fix }]);
  }
}
