import { z } from "zod";
import { deploymentLimits } from "../../domain/azure/deployment-rules";
import { Duration } from "../../domain/time/duration";
import { SHORTEST_BAKE_MINUTES } from "../../domain/promotion/model";
import { liveMetrics } from "../../domain/promotion/live-comparison";
import { smokeTestLimits } from "../../domain/promotion/smoke-test";
import { MAX_APPROVALS } from "../../domain/promotion/release-reviewers";
import { budget } from "../budget";
import { duration, group, namedRecord, reason, teamSlug } from "../fields";
import { jobInputs, jobOutputs } from "./data";
import { assetName, component, endpointVmSize, exactVersion, parameterName, schedule } from "./fields";

const percent = (what: string) => z.number().positive().max(100).describe(`${what} More than 0, up to 100.`);
const milliseconds = (what: string) =>
  z.number().int().min(1).max(180_000).describe(`${what} Milliseconds, 1 to 180000.`);

const batch = () =>
  z
    .strictObject({
      ...component().shape,
      component: assetName().describe("Name of the pipeline component in the registry that scores."),
      cluster: z
        .string()
        .describe("Cluster it runs on, by its name in the environments. It must exist in each of them."),
      schedule: schedule().describe("When to score."),
      paused: z.boolean().default(false).describe("Keep the schedule, but score nothing."),
      modelInput: parameterName()
        .default("model")
        .describe("The pipeline's input that takes the live version of the model, as an MLflow model."),
      inputs: jobInputs(),
      outputs: jobOutputs().describe(
        "Outputs of the pipeline by name. A path is a folder, ending in a slash; each run writes below it into a place named after its job.",
      ),
      readers: z
        .array(group())
        .default([])
        .describe(
          "Entra groups that may read what it writes, and nothing else of the storage. Outputs then lie in folders of workspaceblobstore. A group reads data of one use case only.",
        ),
    })
    .describe(
      "Score many rows by the clock, with the version that is live: a rollback of the release takes the next run back, too. Default: no such job.",
    );

export const serving = () =>
  z
    .strictObject({
      model: assetName().describe(
        "Name of the model in the registry, in MLflow format. Its version comes from the release.",
      ),
      scoring: z
        .strictObject({
          code: z
            .strictObject({
              asset: assetName().describe("Name of the code asset in the registry."),
              version: exactVersion().describe("Version of the code asset, in quotes."),
            })
            .describe("The script and what it needs beside it; `ml/publish.py` publishes it."),
          script: z.string().min(1).default("score.py").describe("The script, within the code."),
          environment: z
            .strictObject({
              name: assetName().describe("Name of the environment in the registry."),
              version: exactVersion().describe("Version of the environment, in quotes."),
            })
            .describe("What the script runs in."),
          external: z
            .boolean()
            .optional()
            .describe(
              "Whether code and environment are kept elsewhere than in `ml/`, so that `mlops ml check` does not look for them. Default: no.",
            ),
        })
        .optional()
        .describe(
          "A script that answers and collects: what it collects under the name answers holds the id that labels are joined by. Default: the MLflow model answers by itself.",
        ),
      size: endpointVmSize().describe("VM size of each instance. Endpoints run on other sizes than clusters."),
      instances: z
        .strictObject({
          min: z
            .number()
            .int()
            .min(deploymentLimits.instances.min)
            .max(deploymentLimits.instances.max)
            .describe("Instances at least, 1 to 50. Fewer than 2 in the last environment needs a reason."),
          max: z
            .number()
            .int()
            .min(deploymentLimits.instances.min)
            .max(deploymentLimits.instances.max)
            .optional()
            .describe("Instances at most, `min` to 50. Default: `min`."),
          reason: reason().optional(),
        })
        .describe("How many instances answer. The number follows their load between the two bounds."),
      scaleOutAtCpuPercent: z
        .number()
        .int()
        .min(deploymentLimits.scaleOutAtCpuPercent.min)
        .max(deploymentLimits.scaleOutAtCpuPercent.max)
        .default(70)
        .describe("Average CPU load above which an instance is added, 20 to 95."),
      callers: z.array(group()).default([]).describe("Entra groups that may call the endpoint."),
      batch: batch().optional(),
      alerts: z
        .strictObject({
          latencyP95Milliseconds: milliseconds("Alert when 95 of 100 requests take longer.").optional(),
          serverErrorPercent: percent("Alert when more requests fail with 5xx.").default(1),
          silentFor: duration({ min: Duration.minutes(5), max: Duration.days(2) })
            .optional()
            .describe("Alert when no request came for so long, 5m to 2d. Default: silence is normal."),
        })
        .prefault({})
        .describe("When the endpoint alerts."),
      budget: budget()
        .optional()
        .describe(
          "What the endpoint may cost in a month in each environment; it warns, it stops nothing. Default: only the environment has a budget.",
        ),
    })
    .describe("The endpoint that answers requests. Without it nothing is deployed.");

const bound = z.strictObject({
  atLeast: z.number().optional().describe("The metric must be this or more."),
  atMost: z.number().optional().describe("The metric must be this or less."),
});

const gates = z
  .strictObject({
    metrics: namedRecord(z.string(), bound)
      .prefault({})
      .describe("Bounds by metric, by the name the training run logs it under."),
    soak: duration({ min: Duration.minutes(1), max: Duration.days(90) })
      .optional()
      .describe("How long a version must have been live in the environment before, 1m to 90d."),
    baseline: z
      .enum(["required", "told"])
      .default("required")
      .describe(
        "Whether a version must beat a naive baseline (majority class, mean, last value), by what training says in its metric baseline_gain. `told`: the figures are shown, and decide nothing.",
      ),
    champion: z
      .strictObject({
        metric: z.string().describe("Metric to compare by."),
        mayLose: z.number().min(0).default(0).describe("How much worse than the live version is accepted, 0 or more."),
      })
      .optional()
      .describe(
        "Compare with the live version, on the rows that the new one was judged on. A version that training compared with others only is refused.",
      ),
    live: z
      .strictObject({
        metric: z
          .enum([...liveMetrics.classification, ...liveMetrics.regression])
          .describe(
            `Metric to compare by: ${liveMetrics.classification.join(", ")} of a classification, ${liveMetrics.regression.join(", ")} of a regression.`,
          ),
        mayLose: z.number().min(0).default(0).describe("How much worse than the live version is accepted, 0 or more."),
        readers: z
          .array(group())
          .optional()
          .describe(
            "Entra groups that may read what the endpoint answered and the folder of data.labels, which lies in workspaceblobstore: such as one that holds the identity which plans the environment, so that pipelines decide the gate. A group reads data of one use case only. Default: nobody but who may read that data anyway.",
          ),
      })
      .optional()
      .describe(
        "Compare what candidate and live version answered to customers, once labels have come: the candidate takes all requests only if the 95 % confidence interval shows that it loses no more than `mayLose`, and goes no further if it shows that it loses more. Counts in the last environment; `mlops rollout` reads answers and data.labels, or takes --answers and --labels. Needs serving.scoring, whose answers carry ids. Default: no such comparison.",
      ),
  })
  .prefault({})
  .describe("What a version must show before it is promoted.");

const { requests, latencyMilliseconds, rightAtLeast } = smokeTestLimits;

const smokeTest = z
  .strictObject({
    requests: z
      .number()
      .int()
      .min(requests.min)
      .max(requests.max)
      .default(5)
      .describe(`How often the sample request is sent, ${requests.min} to ${requests.max}.`),
    latencyMilliseconds: z
      .number()
      .int()
      .min(latencyMilliseconds.min)
      .max(latencyMilliseconds.max)
      .default(2000)
      .describe(
        `How long an answer may take, but for the first. Milliseconds, ${latencyMilliseconds.min} to ${latencyMilliseconds.max}. The way of whoever asks counts, too.`,
      ),
    replay: z
      .strictObject({
        rightAtLeast: z
          .number()
          .min(rightAtLeast.min)
          .max(rightAtLeast.max)
          .optional()
          .describe("Share of the rows that must be answered rightly, of a classification. 0 to 1."),
        absoluteErrorAtMost: z
          .number()
          .positive()
          .optional()
          .describe("Mean distance of answer and label at most, of a regression, in the target's unit."),
      })
      .optional()
      .describe(
        "Also ask the rows of `labelled-sample.json` beside the contract, and hold the answers against their labels. One bound, by the task. Left out in the last environment, whose monitors would take the rows for customers.",
      ),
  })
  .describe(
    "Ask each deployment the use case's `sample-request.json` through its endpoint: after a deployment (`mlops smoke`) and before each step of a rollout. Statuses, shape, values and latency are judged. Default: no such test.",
  );

export const promotion = () =>
  z
    .strictObject({
      gates,
      smokeTest: smokeTest.optional(),
      approvals: namedRecord(
        z.string(),
        z.strictObject({
          count: z
            .number()
            .int()
            .min(1)
            .max(MAX_APPROVALS)
            .default(1)
            .describe(`How many people are to agree, 1 to ${MAX_APPROVALS}: GitHub counts no further.`),
          approvers: z
            .array(group())
            .min(1)
            .describe(
              "Entra groups whose members may agree. Neither the owner's nor one of platform.registry.promoters. For people to read: what counts is `teams`.",
            ),
          teams: z
            .array(teamSlug())
            .default([])
            .describe(
              "Slugs of the GitHub teams of these people. GitHub lets a change of a release in only after `count` people of each team have approved it. Without any, nobody counts, and `mlops validate` says so. Not the owner's.",
            ),
        }),
      )
        .prefault({})
        .describe("Who is to agree before a version enters an environment. The last environment needs it."),
      rollout: z
        .array(
          z.strictObject({
            mirrorPercent: z.number().int().min(1).optional().describe("Copy this share of requests to it, 1 to 50."),
            trafficPercent: z.number().int().min(1).max(100).optional().describe("Let it answer this share, 1 to 100."),
            bake: duration({ min: Duration.minutes(1), max: Duration.days(30) }).describe(
              `How long to watch before the next step, ${SHORTEST_BAKE_MINUTES}m to 30d. Alerts on the new version look back ${SHORTEST_BAKE_MINUTES} minutes.`,
            ),
          }),
        )
        .min(1)
        .describe(
          "Steps of a new version, each with mirrorPercent or trafficPercent: mirrors first, rising, the last 100.",
        ),
      rollback: z
        .strictObject({
          serverErrorPercent: percent("Share of 5xx answers of the candidate that is too much.").optional(),
          latencyP95Milliseconds: milliseconds("Latency of 95 of 100 of its requests that is too much.").optional(),
          onDrift: z.boolean().default(false).describe("Whether drift of its predictions is too much."),
          callers: z
            .array(group())
            .default([])
            .describe(
              "Entra groups that may roll back at once: they start the deployed workflow, and write nothing in Azure themselves.",
            ),
        })
        .optional()
        .describe(
          "What sends all traffic back to the live version. The last environment needs a share of errors or a latency: drift is noticed a day late.",
        ),
      keepFormer: duration({ min: Duration.hours(1), max: Duration.days(14), orNone: true })
        .default(Duration.hours(48))
        .describe(
          "How long the version that was live before stays deployed without requests after another has taken over, 1h to 14d, so that a rollback is one change of traffic. Its machines cost as long. `0h`: it goes at once.",
        ),
    })
    .describe("How a version goes from environment to environment.");
