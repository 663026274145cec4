import { z } from "zod";
import { dataTypes } from "../../domain/ml/ports";
import { matching } from "../fields";
import { assetName, exactVersion, parameterName } from "../use-case/fields";

// Keys as azure-ai-ml 1.35.2 knows them: `_schema/component/*.py`, `_schema/assets/environment.py`.

const scalar = () =>
  z
    .unknown()
    .superRefine((value, context) => {
      if (["string", "number", "boolean"].includes(typeof value)) return;
      const finding = { kind: "wrongType", says: "is not a single value", allowed: "a text, a number, true or false" };
      context.addIssue({ code: "custom", message: finding.says, params: { finding } });
    })
    .transform((value) => value as string | number | boolean);
/** In the order of the file. */
const named = <Value extends z.ZodType>(value: Value) => z.record(parameterName(), value);
const common = {
  $schema: z.string().optional().describe("For editors."),
  name: assetName().describe("Name of the asset."),
  version: exactVersion().describe("Version of the asset, in quotes."),
  display_name: z.string().optional().describe("Name for people."),
  description: z.string().optional().describe("What it is for."),
  tags: z.record(z.string(), z.string()).optional().describe("Free texts."),
};

const described = { description: z.string().optional().describe("What it is for.") };
const optional = { optional: z.boolean().optional().describe("Whether it may be left out.") };

const dataInput = z.strictObject({
  type: z.enum(dataTypes).describe("What it is."),
  ...described,
  ...optional,
  mode: z
    .enum(["ro_mount", "rw_mount", "download", "direct", "eval_mount", "eval_download"])
    .optional()
    .describe("How the job gets at it."),
});
const input = z
  .discriminatedUnion("type", [
    dataInput,
    z.strictObject({
      type: z.literal("string").describe("A text."),
      ...described,
      ...optional,
      default: z.string().optional().describe("What it is if it is not given."),
      enum: z.array(z.string()).min(1).optional().describe("What it may be."),
    }),
    z.strictObject({
      type: z.enum(["integer", "number"]).describe("A number."),
      ...described,
      ...optional,
      default: z.number().optional().describe("What it is if it is not given."),
      min: z.number().optional().describe("Smallest value."),
      max: z.number().optional().describe("Largest value."),
    }),
    z.strictObject({
      type: z.literal("boolean").describe("true or false."),
      ...described,
      ...optional,
      default: z.boolean().optional().describe("What it is if it is not given."),
    }),
  ])
  .describe("An input.");
const output = z
  .strictObject({
    type: z.enum(dataTypes).describe("What it is."),
    ...described,
    mode: z.enum(["rw_mount", "upload", "direct"]).optional().describe("How the job writes it."),
  })
  .describe("An output.");

const ports = {
  inputs: named(input).prefault({}).describe("Inputs by name."),
  outputs: named(output).prefault({}).describe("Outputs by name."),
  is_deterministic: z
    .boolean()
    .default(true)
    .describe("Whether the same inputs give the same outputs, so that a step is not run again."),
};
const code = {
  additional_includes: z.array(z.string()).default([]).describe("Files and folders from elsewhere for the code."),
};
const loose = () => z.record(z.string(), z.unknown()).optional();

/** `type: command` or `type: spark`. */
export const componentSchema = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("command").describe("A command line."),
      ...common,
      ...ports,
      ...code,
      code: z.string().optional().describe("Folder of the code."),
      command: z.string().describe("The command line."),
      environment: z.unknown().optional().describe("The software that it runs in."),
      environment_variables: z.record(z.string(), z.string()).optional().describe("Variables of the process."),
      resources: loose().describe("Instances and memory."),
      distribution: loose().describe("How many processes there are, and how they find each other."),
    }),
    z.strictObject({
      type: z.literal("spark").describe("A program for Spark."),
      ...common,
      ...ports,
      ...code,
      code: z.string().describe("Folder of the code."),
      entry: z.strictObject({ file: z.string().describe("The program.") }).describe("Where it begins."),
      args: z.string().optional().describe("Arguments of the program."),
      conf: z.record(z.string(), scalar()).describe("Settings of Spark."),
      environment: z.unknown().optional().describe("The software that it runs in."),
      py_files: z.array(z.string()).optional().describe("Packages for the workers."),
      jars: z.array(z.string()).optional().describe("Java archives."),
      files: z.array(z.string()).optional().describe("Files for the workers."),
      archives: z.array(z.string()).optional().describe("Archives for the workers."),
    }),
  ])
  .describe("A component: a step that pipelines share.");

const step = z
  .strictObject({
    type: z.enum(["command", "spark"]).describe("What the component is."),
    component: z.string().describe("The component: `azureml:<name>:<version>`, or its id in a registry."),
    display_name: z.string().optional().describe("Name for people."),
    description: z.string().optional().describe("What it is for."),
    inputs: named(scalar()).prefault({}).describe("Values and bindings of inputs."),
    outputs: named(z.string()).prefault({}).describe("Bindings of outputs."),
    compute: z.string().optional().describe("Where it runs."),
    resources: loose().describe("Instances and memory."),
    environment_variables: z.record(z.string(), z.string()).optional().describe("Variables of the process."),
    identity: loose().describe("As whom it runs."),
    limits: loose().describe("How long it may take."),
  })
  .describe("A step.");

/** `type: pipeline`. */
export const pipelineSchema = z
  .strictObject({
    type: z.literal("pipeline").describe("Steps that bind each other's outputs."),
    ...common,
    ...ports,
    jobs: named(step).describe("Steps by name."),
  })
  .describe("A pipeline component: what a training schedule starts.");

/** `environment.yaml`. */
export const environmentSchema = z
  .strictObject({
    ...common,
    image: matching(/\S/, "the name of an image").optional().describe("Image that it starts from."),
    conda_file: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .optional()
      .describe("Packages."),
    build: z
      .strictObject({
        path: z.string().describe("Folder of the build."),
        dockerfile_path: z.string().optional().describe("The Dockerfile in it."),
      })
      .optional()
      .describe("How the image is built."),
    inference_config: loose().describe("Routes of an endpoint's container."),
    os_type: z.string().optional().describe("Operating system."),
  })
  .describe("An environment: the software that components run in.");

export type ComponentFile = z.output<typeof componentSchema>;
export type PipelineFile = z.output<typeof pipelineSchema>;
export type EnvironmentFile = z.output<typeof environmentSchema>;
export type InputPort = ComponentFile["inputs"][string];
