import { AzureMachineLearningWorkspaces, type Schedule as ArmSchedule } from "@azure/arm-machinelearning";
import { Schedule } from "../../../domain/time/schedule";
import { RetrainingSchedule, type RetrainingScheduleProps } from "../../../constructs/retraining";
import { synth, type Attributes } from "../../support/synth";
import { trainingJob, WORKSPACE } from "../../support/use-case-props";
import { asTerraformReads } from "../../support/workflow";

const props: RetrainingScheduleProps = {
  name: "customer-churn-retraining",
  schedule: Schedule.recurrence({
    every: "week",
    on: ["monday"],
    at: ["02:00"],
    timeZone: "Europe/Amsterdam",
    startDate: "2026-12-07",
  }),
  job: trainingJob,
};
const cron = Schedule.cron({ cron: "30 2 * * 1", timeZone: "Europe/Amsterdam", startDate: "2026-12-07" });

const schedule = (changes: Partial<RetrainingScheduleProps> = {}) =>
  synth((stack) => new RetrainingSchedule(stack, "Retraining", { ...props, ...changes }));
const SCHEDULES = "Microsoft.MachineLearningServices/workspaces/schedules";

/** What the SDK sends when it is given a body: its own serializer at work, without a network. */
async function sentBySdk(body: ArmSchedule): Promise<unknown> {
  let sent: unknown;
  const client = new AzureMachineLearningWorkspaces(
    { getToken: () => Promise.resolve({ token: "none", expiresOnTimestamp: Date.now() + 3_600_000 }) },
    "11111111-1111-4111-8111-111111111111",
    {
      httpClient: {
        sendRequest: (request) => {
          sent = JSON.parse(request.body as string);
          return Promise.resolve({ request, status: 200, headers: request.headers, bodyAsText: "{}" });
        },
      },
    },
  );
  await client.schedules.beginCreateOrUpdate("group", "workspace", props.name, body);
  return sent;
}

/**
 * The body without the addresses and modes of data: release 2.1.1 of the SDK files its mappers of data inputs and outputs
 * under a parent that has no discriminator, never finds them, and drops what they would add. That these two properties
 * are right is left to the SDK's types, which the body is built with.
 */
function asSdkSends(body: Attributes): Attributes {
  const copy = structuredClone(body);
  const { inputs, outputs } = copy["properties"].action.jobDefinition;
  for (const one of [...Object.values(inputs), ...Object.values(outputs)] as Attributes[]) {
    delete one["uri"];
    delete one["mode"];
  }
  return copy;
}

describe("RetrainingSchedule", () => {
  it("submits the registry's pipeline component at the given times", () => {
    const resource = schedule().onlyArm(SCHEDULES);

    expect(resource).toMatchObject({ name: props.name, parent_id: WORKSPACE });
    expect(resource["type"]).toBe(`${SCHEDULES}@2025-06-01`);
    expect(resource["body"].properties).toMatchObject({
      displayName: "Retrain customer-churn every Monday at 02:00 (Europe/Amsterdam)",
      isEnabled: true,
      trigger: {
        triggerType: "Recurrence",
        frequency: "Week",
        interval: 1,
        schedule: { hours: [2], minutes: [0], weekDays: ["Monday"] },
        timeZone: "W. Europe Standard Time",
        startTime: "2026-12-07T02:00:00",
      },
      action: {
        actionType: "CreateJob",
        jobDefinition: {
          jobType: "Pipeline",
          componentId: "azureml://registries/mlr-pfs/components/customer_churn_training/versions/4",
          computeId: `${WORKSPACE}/computes/cpu`,
          experimentName: "customer-churn-training",
          settings: { default_compute: `${WORKSPACE}/computes/cpu` },
          outputs: { model: { jobOutputType: "mlflow_model" } },
          tags: { trigger: "schedule", "use-case": "customer-churn", "training-of-customer-churn": "schedule" },
        },
      },
    });
  });

  it("takes a cron expression as well", () => {
    expect(schedule({ schedule: cron }).onlyArm(SCHEDULES)["body"].properties.trigger).toEqual({
      triggerType: "Cron",
      expression: "30 2 * * 1",
      timeZone: "W. Europe Standard Time",
      startTime: "2026-12-07T02:30:00",
    });
  });

  it("stays, but starts nothing, while paused", () => {
    expect(schedule({ paused: true }).onlyArm(SCHEDULES)["body"].properties.isEnabled).toBe(false);
  });

  it("writes Azure ML's macros so that they reach Azure ML", () => {
    const { inputs } = schedule().onlyArm(SCHEDULES)["body"].properties.action.jobDefinition;

    expect(inputs.started_at.value).toBe("$${{creation_context.trigger_time}}");
    expect(asTerraformReads(inputs).started_at.value).toBe("${{creation_context.trigger_time}}");
  });

  it.each(["ro_mount", "rw_mount", "download", "direct", "eval_mount", "eval_download"] as const)(
    "delivers inputs by %s in Azure ML's words",
    (mode) => {
      const inputs = { data: { type: "uri_folder", path: "azureml://x/y", mode } } as const;
      const { jobDefinition } = schedule({ job: { ...trainingJob, inputs } }).onlyArm(SCHEDULES)["body"].properties
        .action;

      expect(["ReadOnlyMount", "ReadWriteMount", "Download", "Direct", "EvalMount", "EvalDownload"]).toContain(
        jobDefinition.inputs.data.mode,
      );
      expect(jobDefinition.inputs.data.mode.replaceAll(/(?!^)[A-Z]/g, "_$&").toLowerCase()).toBe(
        mode.replace("ro_", "read_only_").replace("rw_", "read_write_"),
      );
    },
  );

  it.each([
    ["a recurrence", {}],
    ["a cron expression", { schedule: cron }],
    [
      "a monthly recurrence",
      {
        schedule: Schedule.recurrence({
          every: "month",
          days: [1, 15],
          at: ["02:00"],
          timeZone: "UTC",
          startDate: "2026-12-07",
        }),
      },
    ],
    [
      "all kinds of inputs and outputs",
      {
        job: {
          ...trainingJob,
          inputs: {
            a: { type: "literal", value: "1" },
            b: { type: "mltable", path: "azureml://x", mode: "eval_mount" },
          },
          outputs: { c: { type: "uri_folder", path: "azureml://x", mode: "upload" } },
        },
      },
    ],
  ] as [string, Partial<RetrainingScheduleProps>][])(
    "is what Azure's own SDK would send, for %s",
    async (_what, changes) => {
      const body = asTerraformReads(schedule(changes).onlyArm(SCHEDULES)["body"]);

      expect(await sentBySdk(body as ArmSchedule)).toEqual(asSdkSends(body));
    },
  );

  it("would notice if the SDK knew a property under another name", async () => {
    const body = asTerraformReads(schedule().onlyArm(SCHEDULES)["body"]);
    body.properties.enabled = true;

    expect(await sentBySdk(body as ArmSchedule)).not.toEqual(asSdkSends(body));
  });

  it("is disabled before it is destroyed, with the body it was first made with", () => {
    const { resources, onlyArm } = schedule();
    const [[scheduleId]] = Object.entries(resources("azapi_resource")) as [[string, unknown]];
    const [disable] = Object.values(resources("azapi_resource_action"));

    expect(disable).toMatchObject({
      type: `${SCHEDULES}@2025-06-01`,
      method: "PUT",
      when: "destroy",
      resource_id: `\${azapi_resource.${scheduleId}.id}`,
      lifecycle: { ignore_changes: ["body"] },
    });
    const made = onlyArm(SCHEDULES)["body"].properties;
    expect(disable!["body"].properties).toEqual({ ...made, isEnabled: false });
  });

  it("keeps its address when only its time or its job changes", () => {
    const changed = schedule({ schedule: cron, job: { ...trainingJob, component: { name: "other", version: "5" } } });

    expect(Object.keys(changed.resources("azapi_resource"))).toEqual(
      Object.keys(schedule().resources("azapi_resource")),
    );
  });

  it.each([
    [{ name: "has blanks in it" }, "the composed name of the mlSchedule is not one that Azure accepts"],
    [
      { job: { ...trainingJob, component: { name: "a/b", version: "1" } } },
      "the composed name of the mlAsset is not one",
    ],
    [
      { job: { ...trainingJob, component: { name: "a", version: "latest" } } },
      "the component's version is not an exact one",
    ],
  ])("rejects %j", (changes, message) => {
    expect(() => schedule(changes)).toThrow(message);
  });
});
