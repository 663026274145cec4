import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { dataTypes } from "../../domain/ml/ports";
import { parseBinding } from "../../domain/ml/placeholders";
import { requireNone, type Problem } from "../../domain/problem/problem";
import { monitorRuntimes, monitorSizes } from "../../domain/monitors/signals";
import { matching } from "../fields";
import { shownPath } from "../folders";
import { Notes } from "../notes";
import { shapeProblems } from "../shape-problems";
import { parameterName } from "../use-case/fields";
import type { Path } from "../yaml/file";
import { YamlFile } from "../yaml/file";

// Keys as azure-ai-ml 1.35.2 knows them: `_schema/job/*.py`, `_schema/pipeline/*.py`.

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const data = z.strictObject({
  type: z.enum(dataTypes).describe("What it is."),
  path: z.string().describe("Where it lies: an address, or a version of a data asset."),
  mode: z.enum(["ro_mount", "rw_mount", "download", "direct", "eval_mount", "eval_download"]).optional(),
});
const input = z.union([scalar, data]).describe("An input: a value, or data with its type and path.");
const output = z
  .strictObject({
    type: z.enum(dataTypes).describe("What it is."),
    path: z.string().optional().describe("Where it is written."),
    mode: z.enum(["rw_mount", "upload", "direct"]).optional(),
  })
  .describe("An output.");
const named = <Value extends z.ZodType>(value: Value) => z.record(parameterName(), value);
const texts = z.record(z.string(), z.string());
const identity = z.strictObject({
  type: z.enum(["managed", "user_identity", "aml_token"]).describe("As whom it runs."),
  client_id: z.string().optional(),
  resource_id: z.string().optional(),
});
const reference = () =>
  matching(/^(azureml:|\.{1,2}\/)\S+$/, "azureml:<name>:<version>, the id of one in a registry, or ./<file>");

const common = {
  $schema: z.string().optional().describe("For editors."),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/)
    .optional()
    .describe("Name of the job; each has its own."),
  display_name: z.string().optional().describe("Name for people."),
  description: z.string().optional().describe("What it is for."),
  experiment_name: z.string().optional().describe("What it is filed under."),
  tags: texts.optional().describe("Free texts."),
  inputs: named(input).prefault({}).describe("Inputs by name."),
  outputs: named(output).prefault({}).describe("Outputs by name."),
  identity: identity.optional().describe("As whom it runs."),
};
const compute = () => matching(/^azureml:\S+$/, "azureml:<name of a cluster>");

/** Where a Spark step runs, if it names no compute: nodes of Azure's own. */
const sparkNodes = z.strictObject({
  instance_type: z.enum(monitorSizes.map((size) => size.toLowerCase())).describe("VM size of the nodes."),
  runtime_version: z.enum(monitorRuntimes).describe("Version of Spark."),
});

const step = z.strictObject({
  type: z.enum(["command", "spark", "pipeline"]).optional().describe("What the component is."),
  component: reference().describe("The component."),
  display_name: z.string().optional(),
  inputs: named(z.union([scalar, data])).prefault({}),
  outputs: named(z.union([z.string(), output])).prefault({}),
  compute: compute().optional(),
  environment_variables: texts.optional(),
  resources: sparkNodes.optional(),
  identity: identity.optional(),
});

/** A job's YAML, as `az ml job create` takes it: a command, or a pipeline of components. */
export const jobSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("command").describe("One command line."),
    ...common,
    command: z.string().describe("The command line."),
    code: z.string().optional().describe("Folder of the code."),
    environment: reference().describe("The software that it runs in."),
    environment_variables: texts.optional().describe("Variables of the process."),
    compute: compute().describe("Where it runs."),
  }),
  z.strictObject({
    type: z.literal("pipeline").describe("Steps that bind each other's outputs."),
    ...common,
    jobs: named(step).describe("Steps by name."),
    compute: compute().optional().describe("Where steps run."),
    settings: z
      .strictObject({
        default_compute: compute().optional().describe("Where steps run."),
        default_datastore: z.string().optional(),
        continue_on_step_failure: z.boolean().optional(),
        force_rerun: z.boolean().optional(),
      })
      .optional()
      .describe("What holds for all steps."),
  }),
]);

export type JobFile = z.output<typeof jobSchema>;
export type JobStep = z.output<typeof step>;
export type JobInput = z.output<typeof input>;

/** A job's YAML that is right as far as this machine can tell. */
export interface JobAsset {
  readonly path: string;
  readonly folder: string;
  readonly job: JobFile;
}

/** Reads a job's YAML. @throws UserError with everything that is wrong with it */
export function readJob(path: string): JobAsset {
  const file = YamlFile.read(path, shownPath(path), undefined, "asset");
  const folder = dirname(path);
  if (file.value === undefined) requireNone(file.problems);
  const problems: Problem[] = [...file.problems, ...shapeProblems(jobSchema, file)];
  const parsed = jobSchema.safeParse(file.value);
  if (!parsed.success) requireNone(problems);
  const job = parsed.data!;
  const notes = new Notes(file);
  const there = (place: Path, given: string, what: "file" | "folder"): void => {
    const found = join(folder, given);
    const right = existsSync(found) && statSync(found).isDirectory() === (what === "folder");
    if (!right) notes.add(place, { kind: "mlNoSuchFile", says: `is no ${what} that exists`, fix: "mend the path" });
  };
  const inAzure = (place: Path, given: JobInput): void => {
    if (typeof given !== "object" || /^(azureml:|https:|abfss:|wasbs:)/.test(given.path)) return;
    notes.add([...place, "path"], {
      kind: "mlType",
      says: "lies on this machine, and jobs read data in Azure",
      allowed: "azureml://datastores/<name>/paths/<path>, or azureml:<data asset>:<version>",
      fix: "upload it, and name where it lies",
    });
  };
  for (const [name, given] of Object.entries(job.inputs)) inAzure(["inputs", name], given);
  if (job.type === "command") {
    if (job.code !== undefined) there(["code"], job.code, "folder");
    if (job.environment.startsWith("."))
      notes.add(["environment"], {
        kind: "mlEnvironment",
        says: "is a file",
        allowed: "azureml:<name>:<version>, or the id of one in a registry",
        fix: "publish the environment first",
      });
  } else {
    for (const [name, described] of Object.entries(job.jobs)) {
      if (described.component.startsWith(".")) there(["jobs", name, "component"], described.component, "file");
      if (described.type === "spark" && described.resources === undefined && described.compute === undefined)
        notes.add(
          ["jobs", name],
          {
            kind: "mlInputMissing",
            says: "is for Spark, and nothing says on which nodes",
            allowed: "resources with instance_type and runtime_version, or compute",
          },
          { at: "key" },
        );
      for (const [port, given] of Object.entries(described.inputs)) {
        inAzure(["jobs", name, "inputs", port], given);
        const binding = typeof given === "string" ? parseBinding(given) : undefined;
        if (typeof binding !== "object") continue;
        const known = binding.to === "step" ? Object.keys(job.jobs) : Object.keys(job.inputs);
        const wanted = binding.to === "step" ? binding.step : binding.port;
        if (binding.to !== "parent output" && !known.includes(wanted))
          notes.add(["jobs", name, "inputs", port], {
            kind: "mlPlaceholder",
            says:
              binding.to === "step"
                ? `names the step ${wanted}, which is not there`
                : `names the input ${wanted}, which the job has not`,
            allowed: known.join(", ") || "none",
          });
      }
    }
  }
  problems.push(...notes.problems);
  requireNone(problems);
  return { path, folder, job };
}
