import { parse } from "yaml";
import type { UseCaseInEnvironment } from "../../../schema/use-case/model";
import { exampleConfiguration, shippedTexts, type ConfigurationChanges } from "../../support/configuration";

function variant(
  environment: string,
  useCase = "customer-churn",
  changes: ConfigurationChanges = {},
): UseCaseInEnvironment {
  const found = exampleConfiguration(changes).useCases.find(({ name }) => name === useCase);
  return found!.variants.find((each) => each.environment === environment)!;
}

/** The shipped use case with changes, in production. */
const changed = (
  changes: Record<string, unknown>,
  useCase = "customer-churn",
  environment = "prod",
): UseCaseInEnvironment => variant(environment, useCase, { useCases: { [useCase]: changes } });

describe("the shipped use cases", () => {
  const { useCases, releases } = exampleConfiguration();

  it("live in every environment, in promotion order", () => {
    expect(useCases.map(({ name, environments }) => [name, environments])).toEqual([
      ["customer-churn", ["dev", "preprod", "prod"]],
      ["fuel-efficiency", ["dev", "preprod", "prod"]],
    ]);
    expect(useCases[0]!.variants.map(({ environment }) => environment)).toEqual(["dev", "preprod", "prod"]);
  });

  it("watch with all five kinds of signal between them, the classification with each", () => {
    const types = variant("prod").monitors!.signals.map(({ type }) => type);
    expect(new Set(types).size).toBe(5);
  });

  it("carry what their release file says about each environment", () => {
    expect(variant("preprod").release).toEqual({
      environment: "preprod",
      live: { model: "12", deployment: "model-12" },
      candidate: { model: "13", deployment: "model-13", mirrorPercent: 0, trafficPercent: 50 },
      history: ["11"],
      rejected: [],
    });
    expect(releases.map(({ useCase }) => useCase)).toEqual(["customer-churn", "fuel-efficiency"]);
    expect(releases[0]!.environments).toEqual(useCases[0]!.variants.map(({ release }) => release));
  });
});

describe("a use case in an environment", () => {
  it("has overrides applied, and nothing of them elsewhere", () => {
    expect(variant("dev").serving!.instances).toEqual({ min: 1, max: 2 });
    expect(variant("prod").serving!.instances).toEqual({ min: 2, max: 6 });
    expect(variant("dev").retraining!.onDrift!.mode).toBe("notify");
    expect(variant("prod").retraining!.onDrift).toMatchObject({ mode: "automatic", maxPerWeek: 2 });
    expect(String(variant("dev").retraining!.onDrift!.cooldown)).toBe("1d");
  });

  it("has the approval of its own environment only", () => {
    expect(variant("prod").promotion!.approval).toMatchObject({ count: 2 });
    expect(variant("dev").promotion!.approval).toBeUndefined();
  });

  it("has schedules that compute", () => {
    const { retraining, monitors } = variant("prod");
    expect(String(retraining!.schedule)).toBe("every Monday at 02:00 (Europe/Amsterdam)");
    expect(monitors!.schedule.toTrigger()).toMatchObject({ frequency: "Day", timeZone: "W. Europe Standard Time" });
    expect(variant("prod", "fuel-efficiency").retraining!.schedule!.toTrigger()).toMatchObject({
      triggerType: "Cron",
      expression: "0 3 * * SUN",
      startTime: "2026-12-06T03:00:00",
    });
  });

  it("has thresholds with ARM's names and directions", () => {
    const signals = new Map(variant("prod").monitors!.signals.map((signal) => [signal.key, signal]));
    expect(signals.get("data-drift")).toMatchObject({
      numerical: { alerts: "above", value: 0.1 },
      categorical: { alerts: "above", value: 0.2 },
    });
    expect(signals.get("attribution-drift")).toMatchObject({
      threshold: { alerts: "below", value: 0.9 },
    });
    expect(signals.get("call-volume")).toMatchObject({
      component: { component: "volume_signal", version: "1.0.0" },
      threshold: { metric: "std_deviation", alerts: "above", value: 2 },
    });
  });

  it("tells mirrors from traffic in its rollout", () => {
    expect(variant("prod").promotion!.rollout.map(({ kind, percent, bake }) => `${kind} ${percent} ${bake}`)).toEqual([
      "mirror 20 1d",
      "traffic 10 1d",
      "traffic 50 12h",
      "traffic 100 1d",
    ]);
  });
});

describe("what a use case leaves out", () => {
  const signal = (key: string, changes: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
    changed({ monitors: { signals: { [key]: changes } }, ...more }).monitors!.signals.find((each) => each.key === key)!;

  it("compares predictions with those of as long a time, two windows before", () => {
    const { reference } = signal("prediction-drift", { reference: undefined, window: "3d" }) as { reference: object };
    expect(Object.entries(reference).map(([key, value]) => `${key} ${String(value)}`)).toEqual([
      "source production",
      "window 3d",
      "offset 6d",
    ]);
  });

  it("compares inputs with the reference data", () => {
    expect(signal("data-drift")).toMatchObject({ reference: { source: "reference" } });
    const rolling = { reference: { window: "7d", offset: "1d" }, features: undefined };
    expect(signal("data-drift", rolling)).toMatchObject({ reference: { source: "production" } });
  });

  it("looks at the top ten features if it can rank them, else at all", () => {
    expect(signal("data-quality")).toMatchObject({ features: { kind: "top", top: 10 } });
    const rolling = { reference: { window: "7d", offset: "1d" } };
    expect(signal("data-quality", rolling)).toMatchObject({ features: { kind: "all" } });
    expect(signal("data-quality", { features: { all: true } })).toMatchObject({ features: { kind: "all" } });
    expect(signal("data-quality", { features: { only: ["age"] } })).toMatchObject({
      features: { kind: "only", features: ["age"] },
    });
  });

  it("looks at production data up to the run", () => {
    expect(signal("data-drift").offset.toIso()).toBe("P0D");
    expect(signal("data-drift", { offset: "6h" }).offset.toIso()).toBe("PT6H");
  });

  it("counts drift of every signal", () => {
    const { onDrift } = changed({ retraining: { onDrift: { signals: undefined } } }).retraining!;
    expect(onDrift!.signals).toEqual([
      "attribution-drift",
      "call-volume",
      "data-drift",
      "data-quality",
      "list-drift",
      "list-performance",
      "list-predictions",
      "performance",
      "prediction-drift",
    ]);
  });

  it("keeps as many instances at most as at least", () => {
    expect(changed({ serving: { instances: { max: undefined } } }).serving!.instances).toEqual({ min: 2, max: 2 });
  });

  it("hands the preprocessing of production data to custom signals", () => {
    const custom = { type: "custom", component: "wear_signal", version: "1.0.0", metric: "wear", above: 1 };
    const { monitors } = changed({ monitors: { signals: { wear: custom } } }, "fuel-efficiency");
    expect(monitors!.signals.find(({ key }) => key === "wear")).toMatchObject({
      preprocessing: { component: "collected_to_table", version: "1.0.0" },
    });
  });

  it("has no release yet: nothing is live, and everything else is there", () => {
    const { release, serving } = variant("prod", "customer-churn", { releases: { "customer-churn": undefined } });
    expect(release).toEqual({ environment: "prod", history: [], rejected: [] });
    expect(serving).toBeDefined();
  });

  it("may be everything but its training", () => {
    const bare = {
      monitors: undefined,
      serving: undefined,
      promotion: undefined,
      retraining: undefined,
      overrides: undefined,
      data: { batch: undefined },
    };
    const { training, ...rest } = variant("prod", "customer-churn", {
      useCases: { "customer-churn": bare },
      releases: { "customer-churn": undefined },
    });
    expect(training.component).toBe("customer_churn_training");
    expect([rest.monitors, rest.serving, rest.promotion, rest.retraining]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("may be the endpoint, if production data comes from elsewhere", () => {
    const changes = { serving: undefined, promotion: undefined, overrides: undefined };
    const { monitors, serving } = variant("prod", "fuel-efficiency", {
      useCases: { "fuel-efficiency": changes },
      releases: { "fuel-efficiency": undefined },
    });
    expect(serving).toBeUndefined();
    expect(monitors!.signals).toHaveLength(3);
  });

  it("may not be the endpoint, if the owner asks to be told of its versions", () => {
    const asked = (notices: readonly string[]) => () =>
      exampleConfiguration({
        useCases: { "fuel-efficiency": { serving: undefined, promotion: undefined, overrides: undefined, notices } },
        releases: { "fuel-efficiency": undefined },
      });
    expect(asked(["training-completed"])().useCases.at(-1)!.variants[0]!.notices).toEqual(["training-completed"]);
    expect(asked(["training-completed", "model-deployed"])).toThrow(
      /MLOPS-CONFIG-084 notices\[1\] tells of a model that the use case does not serve \(given model-deployed\); add serving, or remove it/,
    );
  });

  it("may be later environments", () => {
    const [useCase] = exampleConfiguration({
      useCases: { "customer-churn": { environments: ["dev"], promotion: undefined }, "fuel-efficiency": undefined },
      releases: { "customer-churn": { preprod: undefined, prod: undefined }, "fuel-efficiency": undefined },
    }).useCases;
    expect(useCase!.environments).toEqual(["dev"]);
  });

  it("must serve in every environment on the way to the last in which it serves", () => {
    const { serving, promotion } = parse(shippedTexts().get("use-cases/fuel-efficiency.yaml")!) as Record<
      string,
      object
    >;
    const own = { serving, promotion: { ...promotion, rollback: { serverErrorPercent: 5 } } };
    const among = (...names: readonly string[]) =>
      exampleConfiguration({
        useCases: {
          "fuel-efficiency": {
            serving: undefined,
            promotion: undefined,
            overrides: Object.fromEntries(
              ["dev", "preprod", "prod"].map((name) => [name, names.includes(name) ? own : undefined]),
            ),
          },
        },
        releases: { "fuel-efficiency": undefined },
      });
    for (const names of [["dev"], ["dev", "preprod"], ["preprod", "prod"], ["dev", "preprod", "prod"]]) {
      expect(() => among(...names)).not.toThrow();
    }
    expect(() => among("dev", "prod")).toThrow(
      /fuel-efficiency\.yaml:\d+:\d+ MLOPS-CONFIG-102 environments are those of a use case that lets versions skip preprod \(given dev, prod;/,
    );
  });
});
