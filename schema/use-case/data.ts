import { z } from "zod";
import { namedRecord } from "../fields";
import { assetName, columnName, component, dataPath, exactVersion, parameterName, threePartVersion } from "./fields";

const assetTypes = ["uri_folder", "uri_file", "mltable"] as const;

/** Which data asset it is, and where it lies. */
const dataAsset = (type: (typeof assetTypes)[number]) => ({
  asset: assetName().describe("Name of the data asset."),
  version: exactVersion().describe("Version of the data asset, in quotes."),
  type: z.enum(assetTypes).default(type).describe("What the asset is."),
  path: dataPath().optional().describe("Where the data lies. With it the asset is registered; without, it must exist."),
});

const reference = z
  .strictObject({
    ...dataAsset("mltable"),
    targetColumn: columnName()
      .optional()
      .describe("Column of what is predicted. Needed to rank features, and for feature attribution drift."),
  })
  .describe("What production is compared with: usually the data the model was trained on.");

const labels = z
  .strictObject({
    ...dataAsset("mltable"),
  })
  .describe("What became of those that the model was asked about, by their id; labels may come much later.");

const production = z
  .discriminatedUnion("source", [
    z.strictObject({
      source: z.literal("collector").describe("What the endpoint's data collector writes: inputs and outputs."),
    }),
    z.strictObject({
      source: z.literal("batch").describe("What batch scoring writes, by data.batch."),
    }),
    z.strictObject({
      source: z.literal("asset").describe("A data asset that something else fills."),
      ...dataAsset("uri_folder"),
      contains: z
        .enum(["inputs", "outputs", "inputs-and-outputs"])
        .default("inputs-and-outputs")
        .describe("What of the model's traffic is in it."),
      preprocessing: component(threePartVersion())
        .optional()
        .describe("Spark component that turns a window of it into an MLTable. Needed for a folder or file."),
    }),
  ])
  .describe("Where production data comes from.");

const batchData = z
  .strictObject({
    inputs: parameterName()
      .optional()
      .describe("Output of serving.batch that holds what the model was asked: the features, and no other column."),
    outputs: parameterName()
      .optional()
      .describe("Output of serving.batch that holds what it answered: the prediction, and no other column."),
    answers: parameterName()
      .optional()
      .describe("Output of serving.batch that holds answers with the ids that labels are joined by."),
    preprocessing: component(threePartVersion()).describe(
      "Spark component that turns a window of what batches wrote into an MLTable. Azure ML's drift signals compare every column that two tables share, so it adds none.",
    ),
  })
  .describe(
    "What of batch scoring monitors look at. Each of the folders becomes a data asset. Default: signals look at none of it.",
  );

export const data = () =>
  z
    .strictObject({
      reference,
      production: production.default({ source: "collector" }),
      batch: batchData.optional(),
      labels: labels.optional(),
    })
    .describe("The data of the model.");

const pathTypes = ["uri_folder", "uri_file", "mltable", "custom_model", "mlflow_model", "triton_model"] as const;

/** What a pipeline's job reads. */
export const jobInputs = () =>
  namedRecord(
    parameterName(),
    z.discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("literal").describe("A value."),
        value: z.string().describe("The value as text, in quotes."),
      }),
      z.strictObject({
        type: z.enum(pathTypes).describe("Data by its path."),
        path: dataPath().describe("Where the data lies."),
        mode: z
          .enum(["ro_mount", "rw_mount", "download", "direct", "eval_mount", "eval_download"])
          .optional()
          .describe("How a job gets at it. Default: Azure ML's for the type."),
      }),
    ]),
  )
    .prefault({})
    .describe("Inputs of the pipeline by name.");

/** What a pipeline's job writes. */
export const jobOutputs = () =>
  namedRecord(
    parameterName(),
    z.strictObject({
      type: z.enum(pathTypes).describe("What the output is."),
      path: dataPath().optional().describe("Where to write it. Default: the workspace's own place for outputs."),
      mode: z
        .enum(["rw_mount", "upload", "direct"])
        .optional()
        .describe("How a job writes it. Default: Azure ML's for the type."),
    }),
  )
    .prefault({})
    .describe("Outputs of the pipeline by name.");

export const training = () =>
  z
    .strictObject({
      ...component().shape,
      component: assetName().describe("Name of the pipeline component in the registry."),
      cluster: z.string().describe("Training cluster, by its name in the environments. It must exist in each of them."),
      inputs: jobInputs(),
      outputs: jobOutputs(),
    })
    .describe("The pipeline that trains the model, from the registry.");
