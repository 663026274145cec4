import { z } from "zod";
import { severities } from "../../domain/alerts/environment";
import type { StatusReport } from "../status/model";
import { flag, instant, number, shapeOf, target, text, texts, whole } from "./shape";

const severity = z.enum(severities).describe("How loud it is.");
const state = z.enum(["deployed", "not deployed", "unread"]).describe("`unread`: Azure did not tell.");
const schedule = z
  .enum(["enabled", "paused", "missing", "none", "unread"])
  .describe("`none`: the configuration asks for none; `missing`: it asks for one that is not there.");
const next = instant("When the next run is due").optional();
const missed = instant("When a run should have come that did not").optional();
/** How a job went, whatever started it. */
const begun = {
  status: text("Azure's status, such as `Completed`, `Failed` or `Running`."),
  at: instant("When it began"),
};

const alerts = z
  .array(
    z.strictObject({
      alert: text("Its id, which is its runbook's name; the rule's name if it is none of ours."),
      rule: text("The rule's name in Azure."),
      severity,
      since: instant("When it was fired"),
      subject: text("What it is about, such as a deployment or monitor.").optional(),
      runbook: text("Path of its runbook. Left out for rules that are not ours.").optional(),
    }),
  )
  .describe("Open alerts.");

const version = z.strictObject({
  deployment: text("Name of the deployment."),
  model: text("Version of the model."),
  role: z.enum(["live", "candidate", "former", "none"]).describe("By the release file. `none`: it does not name it."),
  keptUntil: instant("Until when a former version is kept").optional(),
  keptTooLong: flag("Whether that is over.").optional(),
  state: text("Azure's provisioning state; `missing`: there is no such deployment."),
  trafficPercent: number("Share of requests as the endpoint has it."),
  mirrorPercent: number("Share of copies of requests as the endpoint has it."),
  releasedTrafficPercent: number("Share of requests as the release file has it."),
  releasedMirrorPercent: number("Share of copies as the release file has it."),
  instances: z
    .strictObject({ now: whole("Running."), min: whole("At least."), max: whole("At most.") })
    .describe("Instances of the deployment.")
    .optional(),
  rolledBackAt: instant("When Azure put its requests back to the version before").optional(),
  lastHour: z
    .strictObject({
      answers: whole("Answers in all."),
      serverErrorPercent: number("Share of answers that were errors of the server.").optional(),
      latencyP95Milliseconds: number("Highest of the five-minute averages.").optional(),
    })
    .describe("Figures of the last hour. Left out if there are none.")
    .optional(),
});

const useCase = z.strictObject({
  useCase: text("The use case."),
  state,
  alerts,
  endpoint: z
    .strictObject({
      name: text("Its name in Azure."),
      state: text("Azure's provisioning state; `missing`: there is none."),
      versions: z.array(version).describe("Live first, then the candidate, then what should not be there."),
      mismatches: texts("Where the endpoint and the release file differ."),
    })
    .describe("Left out if the use case does not serve.")
    .optional(),
  retraining: z
    .strictObject({
      schedule,
      last: z
        .strictObject({
          job: text("The job."),
          ...begun,
          trigger: z.enum(["schedule", "drift", "new-data", "unknown"]).describe("What started it."),
        })
        .describe("The last run.")
        .optional(),
      next,
      missed,
    })
    .describe("Training by the clock, by drift or by new data."),
  batch: z
    .strictObject({
      schedule,
      last: z
        .strictObject({
          job: text("The job."),
          ...begun,
          model: text("The version that scored.").optional(),
        })
        .describe("The last run.")
        .optional(),
      next,
      missed,
    })
    .describe("Left out if the use case scores nothing by the clock.")
    .optional(),
  monitors: z
    .array(
      z.strictObject({
        model: text("Version of the model."),
        monitor: text("Its name in Azure."),
        schedule,
        last: z
          .strictObject({ run: text("The run."), ...begun })
          .describe("The last run.")
          .optional(),
        signals: z
          .array(
            z.strictObject({
              signal: text("Name of the signal."),
              result: z.enum(["pass", "breached", "unknown"]).describe("What the last run found."),
            }),
          )
          .describe("Of the last run."),
        next,
        missed,
      }),
    )
    .describe("One per version that serves or should."),
});

/** What `mlops status` prints. */
export const statusShape = shapeOf<StatusReport>()(
  z.strictObject({
    version: z
      .literal(1)
      .describe("Keys are added over time, never renamed or taken away; it counts up if one must be."),
    at: instant("When it was read, by Azure's clock where it tells"),
    target,
    attention: z
      .array(
        z.strictObject({
          severity,
          environment: text("Where."),
          useCase: text("Of which use case.").optional(),
          what: text("What is wrong, in one clause."),
          since: instant("Since when").optional(),
          todo: text("A command to run, or the path of a runbook."),
        }),
      )
      .describe("What somebody should look at, the worst first."),
    environments: z
      .array(
        z.strictObject({
          environment: text("Its name."),
          state,
          unread: z
            .array(z.strictObject({ what: text("What Azure did not tell."), why: text("Why.") }))
            .describe("What is not known."),
          alerts,
          clusters: z
            .array(
              z.strictObject({
                name: text("Its name."),
                nodes: whole("Nodes that there are. Left out if Azure does not tell.").optional(),
                maxNodes: whole("Nodes that there may be."),
                unusableNodes: whole("Nodes that Azure calls unusable."),
                idleNodes: whole("Nodes that run nothing and are paid for."),
                idleCost: z
                  .strictObject({ perHour: number("Money by the hour."), currency: text("Such as `USD`.") })
                  .describe("What idle nodes cost at list prices. Left out if none is idle, or none has a price.")
                  .optional(),
              }),
            )
            .describe("Clusters for training."),
          queue: z
            .strictObject({
              runs: whole("How many."),
              since: instant("When the one that waits longest was submitted"),
            })
            .describe("Runs that wait for nodes. Left out if none does.")
            .optional(),
          budget: z
            .strictObject({
              spent: number("So far."),
              amount: number("For the month."),
              unit: text("The billing currency."),
            })
            .describe("The month's costs and their budget.")
            .optional(),
          useCases: z.array(useCase).describe("By name."),
        }),
      )
      .describe("In promotion order."),
  }),
);
