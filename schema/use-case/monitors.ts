import { z } from "zod";
import { Duration } from "../../domain/time/duration";
import { monitorMetrics } from "../../domain/monitors/metrics";
import { monitorRuntimes, monitorSizes } from "../../domain/monitors/signals";
import { duration, namedRecord } from "../fields";
import { assetName, columnName, component, parameterName, schedule, threePartVersion } from "./fields";

const names = <Table extends Record<string, unknown>>(table: Table) =>
  Object.keys(table) as [keyof Table & string, ...(keyof Table & string)[]];

const bounds = {
  above: z.number().optional().describe("Alert when the metric is above this. For distances and rates."),
  below: z.number().optional().describe("Alert when the metric is below this. For tests (p-values) and similarity."),
};

const threshold = <Table extends Record<string, unknown>>(table: Table, of: string, hint = "") =>
  z
    .strictObject({ metric: z.enum(names(table)).describe("What is computed."), ...bounds })
    .describe(`When ${of} alert. One of above and below, whichever the metric alerts on.${hint}`);

/** What Azure ML does with a threshold, where that is not what one would think. Source: Azure/azureml-assets. */
const RELATIVE = " A rate is compared with the reference's own rate plus this number.";
const SMALL = " two-sample-kolmogorov-smirnov-test fails the whole run from 10,000 rows on, in either table.";

const window = (what: string) => duration({ min: Duration.hours(1), max: Duration.days(90) }).describe(what);

const windows = {
  source: z
    .literal("batch")
    .optional()
    .describe(
      "Look at what batch scoring writes, by data.batch. Such a signal is the live version's only: nothing else scores a batch. Its windows are as long as the batch's rhythm at least. Default: what data.production says.",
    ),
  window: window("How much production data each run looks at, 1h to 90d.").prefault("1d"),
  offset: window("How long before the run that window ends, 1h to 90d. Default: it ends with the run.").optional(),
};

const rolling = () =>
  z
    .strictObject({
      window: window("How much earlier production data to compare with, 1h to 90d."),
      offset: window("How long before the run that window ends. At least the production window and its offset."),
    })
    .optional();

const features = () =>
  z
    .strictObject({
      top: z.number().int().min(1).max(1_000).optional().describe("The features that weigh most, so many of them."),
      only: z.array(columnName()).min(1).optional().describe("These features."),
      all: z.literal(true).optional().describe("Every feature."),
    })
    .optional()
    .describe(
      "Which features to look at, by one of the keys. Default: the top 10 if a target column is known, else all.",
    );

const featureTypes = () =>
  namedRecord(columnName(), z.enum(["numerical", "categorical"]))
    .prefault({})
    .describe(
      "Features whose type Azure ML would guess wrongly, such as codes written as numbers, or whole numbers of which few differ: where less than 5 % of the rows have a value of their own, Azure ML takes them for categories.",
    );

const onFeatures = {
  ...windows,
  reference: rolling().describe("Earlier production data to compare with. Default: data.reference."),
  features: features(),
  featureTypes: featureTypes(),
};

const drift = monitorMetrics["data-drift"];
const quality = monitorMetrics["data-quality"];

const signal = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("data-drift").describe("Inputs look different from the reference."),
      ...onFeatures,
      numerical: threshold(drift.numerical, "features that are numbers", SMALL).optional(),
      categorical: threshold(drift.categorical, "features that are categories").optional(),
    }),
    z.strictObject({
      type: z.literal("data-quality").describe("Inputs are missing, of the wrong type or out of bounds."),
      ...onFeatures,
      numerical: threshold(quality.numerical, "features that are numbers", RELATIVE).optional(),
      categorical: threshold(quality.categorical, "features that are categories", RELATIVE).optional(),
    }),
    z.strictObject({
      type: z.literal("prediction-drift").describe("Predictions look different from earlier ones."),
      ...windows,
      reference: rolling().describe(
        "Earlier predictions to compare with. Default: as long as window, ending two windows before it.",
      ),
      numerical: threshold(drift.numerical, "predicted numbers (regression)", SMALL).optional(),
      categorical: threshold(drift.categorical, "predicted classes (classification)").optional(),
    }),
    z.strictObject({
      type: z.literal("feature-attribution-drift").describe("Other features than before decide."),
      ...windows,
      correlationColumn: columnName().describe(
        "Column that joins inputs and outputs of the same request; the collector's is `correlationid`.",
      ),
      predictionColumn: columnName().describe(
        "Column of the outputs that holds the prediction; it must be called what `data.reference.targetColumn` is.",
      ),
      metric: z
        .enum(names(monitorMetrics["feature-attribution-drift"].any))
        .default("normalized-discounted-cumulative-gain")
        .describe("What is computed."),
      ...bounds,
    }),
    z.strictObject({
      type: z.literal("custom").describe("What a component of your own computes."),
      ...windows,
      ...component(threePartVersion()).shape,
      inputs: namedRecord(parameterName(), z.string())
        .prefault({})
        .describe("Further literal inputs of the component; production_data and <metric>_threshold are supplied."),
      production: z
        .enum(["inputs", "outputs", "answers"])
        .default("inputs")
        .describe(
          "What of production the component gets as production_data; answers need serving.scoring, whose script collects them.",
        ),
      data: namedRecord(parameterName(), z.enum(["inputs", "outputs", "answers", "reference", "labels"]))
        .prefault({})
        .describe("Further data of the component, by the name of its input."),
      preprocessing: component(threePartVersion())
        .optional()
        .describe(
          "Spark component that turns a window of production data into an MLTable. Default: that of data.production.",
        ),
      metric: assetName().describe(
        "Name of the metric as the component emits it. It alerts when it rises, and what counts is the threshold that the component writes beside it: it must pass on the input `<metric>_threshold`.",
      ),
      ...bounds,
    }),
  ])
  .describe("One thing to watch.");

export const monitors = () =>
  z
    .strictObject({
      schedule: schedule().describe("When to look."),
      paused: z.boolean().default(false).describe("Keep the monitors, but run none."),
      compute: z
        .strictObject({
          size: z
            .enum(monitorSizes)
            .default("Standard_E4s_v3")
            .describe("VM size of the serverless Spark; Azure ML's monitors run on these only."),
          runtime: z
            .enum(monitorRuntimes)
            .default("3.5")
            .describe("Version of Spark, in quotes. Azure no longer supports 3.4."),
        })
        .prefault({})
        .describe("What monitors run on."),
      signals: namedRecord(z.string(), signal).describe(
        "What to watch, by a name of your own: lower-case letters, digits and single dashes.",
      ),
    })
    .describe("Drift monitors of what is live. They need outbound access to the internet.");
