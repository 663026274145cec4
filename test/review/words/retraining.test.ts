import { calendar, domainChanges } from "../../../review/words";
import {
  azapi,
  change,
  reviewOf,
  stack,
  workspaceOf,
  type EnvironmentName,
  type Values,
} from "../../support/review-plan";

const SCHEDULE = "Microsoft.MachineLearningServices/workspaces/schedules";

const schedule = (hour: number, more: { enabled?: boolean; job?: object; trigger?: object } = {}) =>
  azapi(SCHEDULE, "churn-retraining", {
    isEnabled: more.enabled ?? true,
    trigger: {
      triggerType: "Recurrence",
      frequency: "Week",
      interval: 1,
      schedule: { hours: [hour], minutes: [0], weekDays: ["Monday"] },
      timeZone: "W. Europe Standard Time",
      startTime: `2026-12-07T0${hour}:00:00`,
      ...more.trigger,
    },
    action: { actionType: "CreateJob", jobDefinition: { ...job(), ...more.job } },
  });

const job = (environment: EnvironmentName = "prod") => ({
  componentId: "azureml://registries/mlr-pfs/components/churn_training/versions/4",
  computeId: `${workspaceOf(environment)}/computes/cpu`,
  inputs: {
    horizon_days: { jobInputType: "literal", value: "30" },
    data: {
      uri: `azureml:/${workspaceOf(environment).replace("resourceGroups", "resourcegroups")}/datastores/blob/paths/churn/`.replace(
        /\/providers\/[^/]+/,
        "",
      ),
    },
  },
  outputs: { model: { jobOutputType: "mlflow_model" } },
});

const workflow = (parameters: { mode?: string; cooldown?: number; max?: number; job?: object } = {}) =>
  azapi("Microsoft.Logic/workflows", "logic-pfs-prod-churn-drift", {
    parameters: {
      mode: { value: parameters.mode ?? "automatic" },
      cooldownSeconds: { value: parameters.cooldown ?? 86_400 },
      maxPerWeek: { value: parameters.max ?? 2 },
      job: { value: { ...job(), ...parameters.job } },
    },
  });

const plan = (...changes: readonly (readonly [string, Values])[]) =>
  reviewOf(
    stack(
      "prod-churn",
      changes.map(([address, values]) => change(address, values)),
    ),
  );
const told = (...changes: readonly (readonly [string, Values])[]) =>
  domainChanges(plan(...changes)).map(({ text, loosens }) => (loosens ? `LOOSENS ${text}` : text));
const retraining = (values: Values) => ["azapi_resource.Retraining_0A", values] as const;
const drift = (values: Values) => ["azapi_resource.DriftRetraining_Workflow_0B", values] as const;

describe("retraining by time", () => {
  test("a move says from when to when, in which zone, and when it runs next", () => {
    const [found] = domainChanges(plan(retraining({ before: schedule(2), after: schedule(3) })));
    expect(found).toEqual({
      topic: "retraining",
      useCase: "churn",
      environments: ["prod"],
      text: "retraining moves from every Monday at 02:00 to every Monday at 03:00 Europe/Amsterdam; next runs 2026-12-07 03:00, 2026-12-14 03:00 and 2026-12-21 03:00",
      loosens: false,
      where: { file: "config/use-cases/churn.yaml", line: 31, column: 3 },
    });
  });

  test("another zone is said on both sides", () => {
    const moved = schedule(2, { trigger: { timeZone: "India Standard Time" } });
    expect(told(retraining({ before: schedule(2), after: moved }))).toEqual([
      expect.stringMatching(
        /^retraining moves from every Monday at 02:00 Europe\/Amsterdam to every Monday at 02:00 Asia\/(Calcutta|Kolkata); next/,
      ),
    ]);
  });

  test("another first day alone is said as that", () => {
    const later = schedule(2, { trigger: { startTime: "2027-01-04T02:00:00" } });
    expect(told(retraining({ before: schedule(2), after: later }))).toEqual([
      "retraining moves to a new first day, every Monday at 02:00 Europe/Amsterdam; next runs 2027-01-04 02:00, 2027-01-11 02:00 and 2027-01-18 02:00",
    ]);
  });

  test("pausing, resuming, starting and stopping", () => {
    const paused = schedule(2, { enabled: false });
    const next = "next runs 2026-12-07 02:00, 2026-12-14 02:00 and 2026-12-21 02:00";
    expect(told(retraining({ before: schedule(2), after: paused }))).toEqual(["retraining by time is paused"]);
    expect(told(retraining({ before: paused, after: schedule(2) }))).toEqual([`retraining by time resumes; ${next}`]);
    expect(told(retraining({ after: schedule(2) }))).toEqual([
      `retrains every Monday at 02:00 Europe/Amsterdam; ${next}`,
    ]);
    expect(told(retraining({ before: schedule(2) }))).toEqual([
      "no longer retrains by time (was every Monday at 02:00 Europe/Amsterdam)",
    ]);
    expect(told(retraining({ before: schedule(2), after: schedule(2) }))).toEqual([]);
  });

  test("a first day that has begun runs at once, which is said only where a schedule is made", () => {
    const begun = schedule(2, { trigger: { startTime: "2020-01-06T02:00:00" } });
    expect(told(retraining({ after: begun }))).toEqual([
      expect.stringMatching(
        /^retrains every Monday .*; runs at once, too, because its first day has begun; next runs /,
      ),
    ]);
    expect(
      told(retraining({ before: begun, after: schedule(2, { trigger: { startTime: "2020-01-13T02:00:00" } }) })),
    ).toEqual([expect.not.stringContaining("at once")]);
  });

  test("another training job is told once, though drift starts the same", () => {
    const other = {
      componentId: "azureml://registries/mlr-pfs/components/churn_training/versions/5",
      computeId: `${workspaceOf("prod")}/computes/memory`,
      inputs: { ...job().inputs, horizon_days: { jobInputType: "literal", value: "60" } },
    };
    expect(
      told(
        retraining({ before: schedule(2), after: schedule(2, { job: other }) }),
        drift({ before: workflow(), after: workflow({ job: other }) }),
      ),
    ).toEqual([
      "training input horizon_days 30 → 60",
      "trains on cluster cpu → memory",
      "trains with churn_training 4 → churn_training 5",
    ]);
  });

  test("a path is said without the workspace, so that environments agree", () => {
    const inputs = {
      inputs: {
        ...job().inputs,
        data: { uri: "azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/blob/paths/new/" },
      },
    };
    expect(told(retraining({ before: schedule(2), after: schedule(2, { job: inputs }) }))).toEqual([
      "training input data datastores/blob/paths/churn/ → datastores/blob/paths/new/",
    ]);
  });
});

describe("retraining on drift", () => {
  test.each([
    [workflow({ mode: "notify" }), ["on drift: retrains by itself → tells the owner"]],
    [workflow({ cooldown: 43_200 }), ["pause after a retraining on drift 1d → 12h"]],
    [workflow({ max: 3 }), ["retrainings on drift 2 → 3 a week at most"]],
    [workflow(), []],
  ])("%#", (after, texts) => {
    expect(told(drift({ before: workflow(), after }))).toEqual(texts);
  });

  test("starting it says what it will do; ending it watches less", () => {
    expect(told(drift({ after: workflow() }))).toEqual(["on drift: retrains by itself, at most 2 a week, 1d apart"]);
    const stays = retraining({ before: schedule(2), after: schedule(2) });
    expect(told(stays, drift({ before: workflow() }))).toEqual(["LOOSENS drift starts nothing and tells nobody"]);
  });

  test("the position is that of the environment's override, if it has one", () => {
    const values = { before: workflow(), after: workflow({ max: 3 }) };
    const lineIn = (environment: string) =>
      domainChanges(reviewOf(stack(`${environment}-churn`, [change("azapi_resource.Drift_0B", values)])))[0]!.where!
        .line;
    expect([lineIn("dev"), lineIn("prod")]).toEqual([90, 38]);
  });

  test("signals that no longer count loosen; a new model's signals are the same", () => {
    const filter = (model: string, ...keys: string[]) => ({
      name: "churn-drift",
      advanced_filter: [
        {
          string_contains: [
            { key: "k", values: ["has failed due to one or more features violating metric thresholds"] },
            { key: "k", values: keys.map((key) => `drift_churn_model-${model}_${key}`) },
          ],
        },
      ],
    });
    const address = "azurerm_eventgrid_system_topic_event_subscription.Drift_0C";
    const before = filter("12", "data-drift", "prediction-drift");
    expect(told([address, { before, after: filter("13", "data-drift", "prediction-drift") }])).toEqual([]);
    expect(told([address, { before, after: filter("12", "data-drift", "quality") }])).toEqual([
      "LOOSENS prediction-drift no longer counts for retraining (looser)",
      "quality now counts for retraining (stricter)",
    ]);
    // The second subscription to the same, by the other spelling of the key, tells nothing of its own.
    const twin = (one: object) => ({ ...one, name: "churn-drift-camel" });
    const both = { before: twin(before), after: twin(filter("12", "data-drift", "quality")) };
    expect(told([address, both])).toEqual([]);
  });
});

describe("retraining on new data", () => {
  const hears = (more: { mode?: string; newData?: string; folder?: string; cooldown?: number } = {}) => {
    const values = workflow({ mode: more.mode ?? "off", ...(more.cooldown && { cooldown: more.cooldown }) });
    const { body } = values as { readonly body: { readonly properties: { readonly parameters: object } } };
    const parameters = {
      ...body.properties.parameters,
      newDataMode: { value: more.newData ?? "automatic" },
      newDataFolder: { value: more.folder ?? "churn/training/" },
    };
    return { ...values, body: { properties: { parameters } } } as Values;
  };

  test("starting it says what it will do, and nothing of drift; ending it watches less", () => {
    const starts = "on new data in churn/training/: retrains by itself, at most 2 a week, 1d apart";
    expect(told(drift({ after: hears() }))).toEqual([starts]);
    expect(told(drift({ before: workflow(), after: hears({ mode: "automatic" }) }))).toEqual([starts]);
    const stays = retraining({ before: schedule(2), after: schedule(2) });
    expect(told(stays, drift({ before: hears() }))).toEqual([
      "LOOSENS new data in churn/training/ starts nothing and tells nobody",
    ]);
  });

  test.each([
    [hears({ newData: "notify" }), "on new data: retrains by itself → tells the owner"],
    [hears({ folder: "other/" }), "new data is waited for in churn/training/ → other/"],
    [hears({ cooldown: 43_200 }), "pause after a retraining on new data 1d → 12h"],
  ])("%#", (after, text) => {
    expect(told(drift({ before: hears(), after }))).toEqual([text]);
  });
});

describe("calendar", () => {
  test("shows at most ten runs before and after, and what is unchanged", () => {
    const input = plan(retraining({ before: schedule(2), after: schedule(3) }), [
      "azapi_resource.Other_0D",
      { before: schedule(4), after: schedule(4) },
    ]);
    const [unchanged, changed] = calendar(input);
    expect(unchanged).toMatchObject({
      stack: "prod-churn",
      environment: "prod",
      useCase: "churn",
      change: "unchanged",
    });
    expect(changed).toMatchObject({ kind: "retraining", name: "churn-retraining", change: "changed" });
    expect(changed!.before!.text).toBe("every Monday at 02:00 Europe/Amsterdam");
    expect(changed!.after!.next).toHaveLength(10);
    expect(changed!.after!.next.slice(0, 2)).toEqual(["2026-12-07T03:00", "2026-12-14T03:00"]);
  });

  test("a paused schedule runs never", () => {
    const [entry] = calendar(plan(retraining({ before: schedule(2), after: schedule(2, { enabled: false }) })));
    expect(entry).toMatchObject({ change: "changed", after: { text: expect.stringMatching(/, paused$/), next: [] } });
  });

  test("what comes and what goes", () => {
    expect(calendar(plan(retraining({ after: schedule(2) })))[0]).toMatchObject({ change: "added" });
    const [gone] = calendar(plan(retraining({ before: schedule(2) })));
    expect(gone).toMatchObject({ change: "removed" });
    expect(gone!.after).toBeUndefined();
  });
});

describe("batch scoring by time", () => {
  const scoring = (hour: number, version: string, more: Parameters<typeof schedule>[1] = {}) =>
    schedule(hour, {
      ...more,
      job: {
        tags: { "batch-of-churn": version },
        inputs: { model: { uri: `azureml://registries/mlr-pfs/models/churn/versions/${version}` } },
        ...more.job,
      },
    });
  const batch = (values: Values) => ["azapi_resource.Batch_0C", values] as const;

  test("a new version, another hour and a pause are told in words of scoring, not of retraining", () => {
    expect(told(batch({ before: scoring(2, "12"), after: scoring(3, "13", { enabled: false }) }))).toEqual([
      "batch input model azureml://registries/mlr-pfs/models/churn/versions/12 → azureml://registries/mlr-pfs/models/churn/versions/13",
      "batch scoring is paused",
      "batch scoring moves from every Monday at 02:00 to every Monday at 03:00 Europe/Amsterdam",
    ]);
  });

  test("one that comes and one that goes are told, and stand in the calendar as what they are", () => {
    const [come] = told(batch({ after: scoring(2, "12") }));
    expect(come).toMatch(/^scores every Monday at 02:00 Europe\/Amsterdam by churn_training 4; next runs /);
    expect(told(batch({ before: scoring(2, "12") }))).toEqual([
      "no longer scores by time (was every Monday at 02:00 Europe/Amsterdam)",
    ]);
    expect(calendar(plan(batch({ after: scoring(2, "12") }))).map(({ kind }) => kind)).toEqual(["batch scoring"]);
  });

  test("another component and cluster are told", () => {
    const job = {
      componentId: "azureml://registries/mlr-pfs/components/churn_training/versions/5",
      computeId: `${workspaceOf("prod")}/computes/big`,
    };
    expect(told(batch({ before: scoring(2, "12"), after: scoring(2, "12", { job }) }))).toEqual([
      "scores by churn_training 4 → churn_training 5",
      "scores on cluster cpu → big",
    ]);
  });
});
