import { Testing } from "cdktf";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import type { UseCase, UseCaseInEnvironment } from "../../schema/use-case/model";
import { noticeIds } from "../../domain/alerts/notices";
import { holds, parseCondition } from "../../domain/access/abac";
import { releasedVersion, type ReleaseInEnvironment } from "../../domain/promotion/release";
import { Schedule } from "../../domain/time/schedule";
import { placeOf } from "../../stacks/use-case-place";
import { UseCaseStack } from "../../stacks/use-case";
import { testApp } from "../support/app";
import { synthStacks } from "../support/stacks";
import type { Attributes } from "../support/synth";

const configuration = loadConfiguration(join(__dirname, "../../config"));
const { organization, environments, useCases } = configuration;
const churn = useCases.find(({ name }) => name === "customer-churn")!;
const ML = "Microsoft.MachineLearningServices/workspaces";

type Change = (variant: UseCaseInEnvironment) => UseCaseInEnvironment;
const same: Change = (variant) => variant;
const released = (release: Partial<ReleaseInEnvironment>): Change => {
  return (variant) => ({
    ...variant,
    release: { environment: variant.environment, history: [], rejected: [], ...release },
  });
};

/** The stack of a use case in one environment, with changes to that environment's variant. */
function stack(name: string, change: Change = same, useCase: UseCase = churn) {
  const environment = environments.find((one) => one.name === name)!;
  const variants = useCase.variants.map((variant) => (variant.environment === name ? change(variant) : variant));
  const made = new UseCaseStack(testApp(), `${name}-${useCase.name}`, {
    organization,
    environment,
    useCase: { ...useCase, variants },
  });
  const json = JSON.parse(Testing.synth(made, true)) as Attributes;
  const resources = (type: string) => (json["resource"][type] ?? {}) as Record<string, Attributes>;
  const arm = (type: string) =>
    Object.values(resources("azapi_resource")).filter((one) => one["type"].split("@")[0] === type);
  return { json, resources, arm };
}

const monitorsIn = ({ arm }: ReturnType<typeof stack>) =>
  arm(`${ML}/schedules`).filter((one) => one["name"].startsWith("drift_"));
/** What each alert rule tells, by its name. */
const rulesOf = ({ arm, resources }: ReturnType<typeof stack>): Record<string, unknown> => {
  const queries = Object.values(resources("azurerm_monitor_scheduled_query_rules_alert_v2"));
  const metric = arm("Microsoft.Insights/metricAlerts");
  return Object.fromEntries([
    ...queries.map((rule) => [rule["name"], rule["action"]]),
    ...metric.map((rule) => [rule["name"], rule["body"].properties.actions]),
  ]);
};
const rulesIn = (one: ReturnType<typeof stack>) => Object.keys(rulesOf(one));

const scored: Change = (variant) => ({
  ...variant,
  serving: {
    ...variant.serving!,
    batch: {
      component: "customer_churn_scoring",
      version: "1",
      cluster: "cpu",
      schedule: Schedule.recurrence({
        every: "week",
        on: ["monday"],
        at: ["04:00"],
        timeZone: "Europe/Amsterdam",
        startDate: "2026-12-07",
      }),
      paused: false,
      modelInput: "model",
      readers: [],
      inputs: {},
      outputs: {
        ...variant.serving!.batch!.outputs,
        list: { type: "uri_folder", path: "azureml://datastores/workspaceblobstore/paths/list/" },
      },
    },
  },
});

describe("batch scoring", () => {
  const jobOf = ({ arm }: ReturnType<typeof stack>) =>
    arm(`${ML}/schedules`).find((one) => one["name"] === "customer-churn-batch")?.["body"].properties.action
      .jobDefinition as Attributes | undefined;

  it("scores with the live version, not the candidate, in a place of each run's own, and is watched", () => {
    const made = stack("prod", (variant) =>
      scored(released({ live: releasedVersion("12"), candidate: candidate("13", 10) })(variant)),
    );
    expect(jobOf(made)).toMatchObject({
      componentId: "azureml://registries/mlr-pfs/components/customer_churn_scoring/versions/1",
      experimentName: "customer-churn-batch",
      inputs: {
        model: { jobInputType: "mlflow_model", uri: "azureml://registries/mlr-pfs/models/customer-churn/versions/12" },
      },
      tags: { "batch-of-customer-churn": "12" },
    });
    expect(jobOf(made)!["outputs"].list.uri).toMatch(
      /\/datastores\/workspaceblobstore\/paths\/list\/\$\$\{\{name}}\/$/,
    );
    expect(rulesIn(made)).toEqual(
      expect.arrayContaining(["pfs-prod-customer-churn-batch-failed", "pfs-prod-customer-churn-batch-late"]),
    );
  });

  it("scores with another version as soon as the release names another, and with none while nothing is live", () => {
    const live = (version: string) =>
      jobOf(stack("prod", (variant) => scored(released({ live: releasedVersion(version) })(variant))));
    expect(live("11")!["inputs"].model.uri).toMatch(/versions\/11$/);
    const none = stack("prod", (variant) => scored(released({})(variant)));
    expect(jobOf(none)).toBeUndefined();
    expect(rulesIn(none)).not.toContain("pfs-prod-customer-churn-batch-failed");
  });

  it("tells of no lateness while it is paused", () => {
    const made = stack("prod", (variant) => {
      const { serving, ...rest } = scored(variant);
      return { ...rest, serving: { ...serving!, batch: { ...serving!.batch!, paused: true } } };
    });
    expect(rulesIn(made)).toContain("pfs-prod-customer-churn-batch-failed");
    expect(rulesIn(made)).not.toContain("pfs-prod-customer-churn-batch-late");
  });
});

describe("UseCaseStack", () => {
  it("tells its owner of what is asked for, whether a version is released or not, and of nothing by itself", () => {
    const activity = (one: ReturnType<typeof stack>) =>
      Object.values(one.resources("azurerm_monitor_activity_log_alert")).map((rule) => rule["name"]);
    const asked = stack("prod", (variant) => ({ ...released({})(variant), notices: noticeIds }));
    expect([...rulesIn(asked), ...activity(asked)]).toEqual(
      expect.arrayContaining(noticeIds.map((id) => `pfs-prod-customer-churn-${id}`)),
    );
    const owner = "${azurerm_monitor_action_group.Owner.id}";
    expect(rulesOf(asked)["pfs-prod-customer-churn-model-registered"]).toEqual({ action_groups: [owner] });
    expect(activity(stack("prod"))).toEqual([]);
  });

  it("deploys the versions of its release and a monitor for each", () => {
    const both = stack("prod", released({ live: releasedVersion("12"), candidate: candidate("13", 10) }));
    expect(both.arm(`${ML}/onlineEndpoints/deployments`).map((one) => one["body"].properties.model)).toEqual([
      "azureml://registries/mlr-pfs/models/customer-churn/versions/12",
      "azureml://registries/mlr-pfs/models/customer-churn/versions/13",
    ]);
    expect(monitorsIn(both).map((one) => one["name"])).toEqual([
      "drift_customer-churn_model-12",
      "drift_customer-churn_model-13",
    ]);
  });

  it.each([
    ["prod", "Disabled"],
    ["dev", "Enabled"],
  ])("leaves an endpoint in %s as open as the environment, whether there is a version or not", (name, access) => {
    const letIn = (one: ReturnType<typeof stack>) =>
      [one.resources("azapi_resource"), one.resources("azapi_resource_action"), one.resources("azapi_update_resource")]
        .flatMap((all) => Object.values(all))
        .filter((written) => written["type"].startsWith(`${ML}/onlineEndpoints@`))
        .map((written) => written["body"]?.properties?.publicNetworkAccess as unknown)
        .filter((value) => value !== undefined);
    for (const release of [{}, { live: releasedVersion("12") }]) {
      const found = letIn(stack(name, released(release)));
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found)).toEqual(new Set([access]));
    }
  });

  it("looks at what batches score with the monitor of the live version, in the folders that they write to", () => {
    const both = stack("prod", released({ live: releasedVersion("12"), candidate: candidate("13", 10) }));
    const [live, tried] = monitorsIn(both).map(
      (one) => one["body"].properties.action.monitorDefinition.signals as Record<string, Attributes>,
    );
    const ofBatch = ["list-drift", "list-performance", "list-predictions"];
    const keys = (signals: Record<string, Attributes>) => Object.keys(signals).map((key) => key.split("_").at(-1)!);
    expect(keys(live!)).toEqual(expect.arrayContaining(ofBatch));
    expect(keys(tried!).filter((key) => ofBatch.includes(key))).toEqual([]);
    expect(keys(tried!)).toContain("data-drift");
    const signal = (key: string) => live![`drift_customer-churn_model-12_${key}`]!;
    const rows = "azureml://registries/mlr-pfs/components/collected_rows/versions/1.0.0";
    expect(signal("list-drift")["productionData"]).toMatchObject({
      uri: expect.stringMatching(/Data_BatchInputs_[0-9A-F]+\.id/) as string,
      dataContext: "model_inputs",
      windowSize: "P7D",
      preprocessingComponentId: rows,
    });
    const folders = both
      .arm(`${ML}/data/versions`)
      .map((one) => String(one["body"].properties.dataUri).split("/paths/customer-churn/")[1])
      .filter((path) => /^(list-|scored)/.test(path ?? ""));
    expect(folders.sort()).toEqual(["list-inputs/", "list-outputs/", "scored/"]);
  });

  it("keeps a candidate's deployment and monitor as they are when it goes live, but for what batches score", () => {
    const noBatch: Change = (variant) => ({
      ...variant,
      monitors: { ...variant.monitors!, signals: variant.monitors!.signals.filter(({ source }) => source !== "batch") },
    });
    const before = stack("prod", (variant) =>
      noBatch(released({ live: releasedVersion("12"), candidate: candidate("13", 100) })(variant)),
    );
    const after = stack("prod", (variant) => noBatch(released({ live: releasedVersion("13") })(variant)));
    const of13 = (one: ReturnType<typeof stack>) =>
      Object.entries(one.resources("azapi_resource")).filter(([id]) => /^(Deployments|Monitors)_model-13/.test(id));
    expect(of13(after).length).toBeGreaterThan(4);
    expect(of13(after)).toEqual(of13(before));
  });

  it("is there without a release, but for what watches or carries a version", () => {
    const empty = stack("prod", released({}));
    expect(empty.arm(`${ML}/onlineEndpoints`)).toHaveLength(1);
    expect(empty.arm(`${ML}/schedules`).map((one) => one["name"])).toEqual(["customer-churn-retraining"]);
    expect(empty.arm(`${ML}/onlineEndpoints/deployments`)).toEqual([]);
    const [settings] = Object.values(empty.resources("azapi_update_resource"));
    expect(settings!["body"].properties).not.toHaveProperty("traffic");
    expect(
      empty
        .arm("Microsoft.EventGrid/systemTopics/eventSubscriptions")
        .map((one) => one["name"] as string)
        .sort(),
    ).toEqual(["customer-churn-rollback-events", "customer-churn-rollback-events-camel"]);
    expect(rulesIn(empty).sort()).toEqual([
      "pfs-prod-customer-churn-data-collection-errors",
      "pfs-prod-customer-churn-endpoint-errors",
      "pfs-prod-customer-churn-rollback-failed",
      "pfs-prod-customer-churn-rollback-happened",
      "pfs-prod-customer-churn-training-failed",
    ]);
  });

  it("names nothing of its environment that the environment does not make", () => {
    const made = JSON.stringify(synthStacks(configuration)["prod"]);
    const environment = environments.find(({ name }) => name === "prod")!;
    const { ids, logs, environment: names } = placeOf(organization, environment, "customer-churn");
    const needed = [ids.workspace, ids.storage, ids.containerRegistry, logs.id, ids.workspaceIdentity];
    const severities = ["critical", "warning", "informational"].map(ids.actionGroup);
    for (const id of [...needed, ...severities]) expect(made).toContain(`"${id.split("/").at(-1)}"`);
    expect(made).toContain(`"${names.systemTopic}"`);
  });

  it("grants nothing that its environment's pipeline may not grant", () => {
    const stacks = synthStacks(configuration);
    const grants = (json: Attributes) => Object.values(json["resource"]["azurerm_role_assignment"]) as Attributes[];
    const guidOf = (grant: Attributes) => String(grant["role_definition_id"]).split("/").at(-1)!;
    for (const { name, subscription } of environments) {
      const allowed = grants(stacks["bootstrap"]!).find(
        (grant) => grant["scope"] === `/subscriptions/${subscription}` && grant["condition"] !== undefined,
      )!["condition"] as string;
      const granted = useCases.flatMap((useCase) => grants(stacks[`${name}-${useCase.name}`]!));
      const elsewhere = granted.filter((grant) => !String(grant["scope"]).includes("mlr-pfs"));
      expect(elsewhere.length).toBeGreaterThan(6);
      for (const grant of elsewhere) expect(allowed).toContain(guidOf(grant));
      expect(allowed).not.toContain("8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
    }
  });

  describe("lets groups read data of it", () => {
    const SALES = { group: "7c1f0e55-2f0e-4b7c-8f6a-9c2d1e3b4a77", name: "Sales" };
    const DECIDERS = { group: "2b9a41d3-6f0c-4c1d-9a57-c3e8d1f04b66", name: "Deciders" };
    const asked: Change = (variant) => ({
      ...variant,
      serving: { ...variant.serving!, batch: { ...variant.serving!.batch!, readers: [SALES] } },
      promotion: {
        ...variant.promotion!,
        gates: { ...variant.promotion!.gates, live: { metric: "auc", mayLose: 0.02, readers: [DECIDERS, SALES] } },
      },
    });
    const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
    const may = (grant: Attributes, path: string, action = "read", suboperation?: string) =>
      holds(parseCondition(grant["condition"])!, {
        action: `${BLOBS}/${action}`,
        ...(suboperation !== undefined && { suboperation }),
        attributes: { [`resource ${BLOBS}:path`.toLowerCase()]: path },
      });
    const readersOf = (made: ReturnType<typeof stack>) =>
      Object.entries(made.resources("azurerm_role_assignment")).filter(([key]) => key.startsWith("DataReaders"));

    it("by folders: of a batch's outputs, of one endpoint's answers and of labels, and nothing else", () => {
      const made = stack("prod", asked);
      const { ids, names } = placeOf(organization, environments.at(-1)!, "customer-churn");
      const grants = readersOf(made).map(([, grant]) => grant);
      const of = (group: string, scope: string) =>
        grants.find((one) => one["principal_id"] === group && one["scope"] === scope)!;
      expect(grants).toHaveLength(4);
      const lists = of(SALES.group, ids.storage);
      const answers = of(DECIDERS.group, ids.collected);
      const labels = of(DECIDERS.group, ids.storage);
      const answered = `modelDataCollector/${names.endpoint}/v12/answers/2026/12/01/08/a.jsonl`;
      expect([
        may(lists, "customer-churn/list/one-run/predictions.parquet"),
        may(lists, "customer-churn/labels/a.csv"),
        may(lists, "customer-churn/training/customers.csv"),
        may(lists, "customer-churn/training/customers.csv", "read", "Blob.List"),
        may(answers, answered),
        may(answers, answered.replace("answers", "model_inputs")),
        may(answers, answered.replace(names.endpoint, `${names.endpoint}-2`)),
        may(labels, "customer-churn/labels/MLTable"),
        may(labels, "customer-churn/list/one-run/predictions.parquet"),
      ]).toEqual([true, true, false, true, true, false, false, true, false]);
    });

    it("only where some are named, and their pipeline may grant it there only", () => {
      expect(readersOf(stack("prod"))).toEqual([]);
      expect(readersOf(stack("dev", asked)).length).toBeGreaterThan(0);
      const READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
      const variants = churn.variants.map((one) => (one.environment === "prod" ? asked(one) : one));
      const changed = { ...configuration, useCases: [{ ...churn, variants }] };
      const forGroups = (of: typeof configuration) =>
        Object.values(
          synthStacks(of, ["bootstrap"])["bootstrap"]!["resource"]["azurerm_role_assignment"] as Record<
            string,
            Attributes
          >,
        )
          .map((grant) => String(grant["condition"]))
          .filter((condition) => condition.includes("'Group'"))
          .map((condition) =>
            [...condition.matchAll(/GuidEquals \{([^}]*)\} AND [^']*'Group'/g)].some(([, roles]) =>
              roles!.includes(READER),
            ),
          );
      expect(forGroups(configuration)).toEqual([false, false, false]);
      expect(forGroups(changed)).toEqual([false, false, true]);
    });
  });

  it("has a budget of its endpoint where one is asked for", () => {
    const budget = { amount: 500, startMonth: "2026-12", thresholdPercents: [80], forecastPercents: [100] };
    const made = stack("prod", (variant) => ({ ...variant, serving: { ...variant.serving!, budget } }));
    const [endpoint] = made.arm(`${ML}/onlineEndpoints`);
    expect(Object.values(made.resources("azurerm_consumption_budget_resource_group"))).toMatchObject([
      {
        name: "budget-pfs-prod-customer-churn",
        amount: 500,
        time_period: { start_date: "2026-12-01T00:00:00Z" },
        filter: { tag: [{ name: "azuremlendpoint", values: [endpoint!["name"]] }] },
        notification: [{ threshold: 80, contact_emails: [churn.owner.contact] }, { threshold_type: "Forecasted" }],
      },
    ]);
    expect(stack("prod").resources("azurerm_consumption_budget_resource_group")).toEqual({});
  });

  it("reads no other stack's state", () => {
    expect(JSON.stringify(stack("prod").json)).not.toContain("terraform_remote_state");
    expect(stack("prod").json["data"] ?? {}).toEqual({});
  });

  it("answers the internet only where its environment does", () => {
    const access = (name: string) =>
      stack(name).arm(`${ML}/onlineEndpoints`)[0]!["body"].properties.publicNetworkAccess;
    expect([access("dev"), access("prod")]).toEqual(["Enabled", "Disabled"]);
  });

  it("gives the retraining workflow roles only where it may submit jobs", () => {
    const submitter = (mode: "automatic" | "notify") =>
      Object.keys(stack("prod", (variant) => withDrift(variant, mode)).resources("azurerm_role_assignment")).filter(
        (id) => id.startsWith("DriftRetraining"),
      );
    expect(submitter("automatic").map((id) => id.split("_")[1])).toEqual(["Component", "Submitter"]);
    expect(submitter("notify")).toEqual([]);
  });

  it("listens for no drift where it is switched off", () => {
    const off = stack("prod", (variant) => withDrift(variant, "off"));
    const names = (of: typeof off) => of.arm("Microsoft.Logic/workflows").map((one) => one["name"] as string);
    expect(names(off)).toEqual(["logic-pfs-prod-customer-churn-rollback"]);
    expect(names(stack("prod"))).toContain("logic-pfs-prod-customer-churn-drift");
  });

  it("listens to the live version's signals, as its monitor names them", () => {
    const subscription = stack("prod")
      .arm("Microsoft.EventGrid/systemTopics/eventSubscriptions")
      .find((one) => one["name"] === "customer-churn-drift-events");
    const signals = subscription!["body"].properties.filter.advancedFilters[1].values as string[];
    const [monitor] = monitorsIn(stack("prod"));
    const names = Object.keys(monitor!["body"].properties.action.monitorDefinition.signals);
    expect(signals).toHaveLength(2);
    for (const signal of signals) expect(names).toContain(signal);
  });

  it("reads monitored data as the workspace's identity, because storage takes no keys", () => {
    const [monitor] = monitorsIn(stack("prod"));
    const { computeIdentity } = monitor!["body"].properties.action.monitorDefinition.computeConfiguration;
    expect(JSON.stringify(computeIdentity)).toContain("userAssignedIdentities/id-pfs-prod-workspace");
  });

  it("does not miss the runs of monitors that are paused", () => {
    const paused = stack("prod", (one) => ({ ...one, monitors: { ...one.monitors!, paused: true } }));
    expect(monitorsIn(paused).every((one) => one["body"].properties.isEnabled === false)).toBe(true);
    expect(rulesIn(paused).filter((name) => name.includes("monitor-silent"))).toEqual([]);
    expect(rulesIn(stack("prod")).filter((name) => name.includes("monitor-silent"))).toHaveLength(1);
  });

  it("tells the owner of everything", () => {
    const prod = stack("prod");
    const [owner] = Object.keys(prod.resources("azurerm_monitor_action_group"));
    expect(rulesIn(prod).length).toBeGreaterThan(8);
    for (const told of Object.values(rulesOf(prod))) {
      expect(JSON.stringify(told)).toContain(`azurerm_monitor_action_group.${owner}.id`);
    }
  });

  it("refuses, in every environment, a way to production that nobody approves", () => {
    const unapproved: UseCase = {
      ...churn,
      variants: churn.variants.map((one) => ({ ...one, promotion: { ...one.promotion!, approval: undefined } })),
    };
    expect(() => stack("dev", same, unapproved)).toThrow(
      "dev-customer-churn/Promotion MLOPS-PROMOTION-002 prod: promotion lets versions into prod without anybody agreeing",
    );
  });

  it("uses production data of its own where the collector keeps none of it", () => {
    const fuel = useCases.find(({ name }) => name === "fuel-efficiency")!;
    const [monitor] = monitorsIn(stack("prod", same, fuel));
    const { signals } = monitor!["body"].properties.action.monitorDefinition;
    const [drift] = Object.values(signals) as Attributes[];
    expect(drift!["productionData"]).toMatchObject({
      dataContext: "model_inputs_outputs",
      preprocessingComponentId: expect.stringContaining("azureml://registries/mlr-pfs/components/"),
    });
  });
});

function candidate(version: string, trafficPercent: number) {
  return { ...releasedVersion(version), trafficPercent, mirrorPercent: 0 };
}

function withDrift(variant: UseCaseInEnvironment, mode: "automatic" | "notify" | "off"): UseCaseInEnvironment {
  const { retraining } = variant;
  return { ...variant, retraining: { ...retraining!, onDrift: { ...retraining!.onDrift!, mode } } };
}
