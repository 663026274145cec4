import { Duration } from "../../domain/time/duration";
import type { Promotion } from "../../domain/promotion/model";
import { releasedVersion, trafficOf, type ReleaseInEnvironment } from "../../domain/promotion/release";
import type { DriftFacts, EndpointFacts, ModelFacts, PromotionQuestion, Stage } from "../../release";

export const NOW = "2026-12-10T12:00:00.000Z";

/** A moment before {@link NOW}. */
export const ago = (duration: string): string =>
  new Date(Date.parse(NOW) - Duration.parse(duration)!.toSeconds() * 1000).toISOString();

export const rules: Promotion = {
  gates: {
    metrics: { auc: { atLeast: 0.82 }, rmse: { atMost: 3 } },
    soak: Duration.days(3),
    champion: { metric: "auc", mayLose: 0.005 },
  },
  rollout: [
    { kind: "mirror", percent: 20, bake: Duration.hours(24) },
    { kind: "traffic", percent: 50, bake: Duration.hours(12) },
    { kind: "traffic", percent: 100, bake: Duration.hours(24) },
  ],
  rollback: { serverErrorPercent: 5, latencyP95Milliseconds: 1000, onDrift: true },
};

export const release = (
  environment: string,
  live?: string,
  more: Partial<Omit<ReleaseInEnvironment, "environment" | "live">> = {},
): ReleaseInEnvironment => ({
  environment,
  ...(live !== undefined && { live: releasedVersion(live) }),
  history: [],
  rejected: [],
  ...more,
});

/** The endpoint as it is when a release is deployed. */
export function deployed(of: ReleaseInEnvironment, changes: Partial<EndpointFacts> = {}): EndpointFacts {
  const names = [of.live, of.candidate].flatMap((version) => (version === undefined ? [] : [version.deployment]));
  return {
    name: `churn-${of.environment}`,
    state: "Succeeded",
    modifiedAt: ago("5d"),
    ...trafficOf(of),
    rolledBack: {},
    deployments: names.map((name) => ({ name, state: "Succeeded", createdAt: ago("8d") })),
    ...changes,
  };
}

/** What evaluation says of every other version on the rows that one was judged on. */
export const against = (auc = "0.85", rmse = "2.5"): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: 30 }, (_, version) => String(version + 1)).flatMap((version) => [
      [`champion.${version}.auc`, auc],
      [`champion.${version}.rmse`, rmse],
    ]),
  );

/** That training found the naive baseline beaten. */
export const BEATEN = { "baseline.beaten": "true" } as const;

export const model = (
  version: string,
  tags: Record<string, unknown> = {},
  more: Partial<ModelFacts> = {},
): ModelFacts => ({
  model: "customer-churn",
  version,
  place: "registry",
  archived: false,
  tags: {
    "metrics.auc": "0.85",
    "metrics.rmse": "2.5",
    "metrics.baseline_gain": "0.3",
    ...BEATEN,
    ...against(),
    ...tags,
  },
  properties: {},
  job: `job-${version}`,
  uri: `azureml://models/${version}`,
  ...more,
});

export const quiet: DriftFacts = {
  monitor: "drift_churn_model-13",
  every: Duration.days(1),
  runs: [
    { id: "r1", status: "Failed", at: ago("2d"), breach: "data drift" },
    { id: "r2", status: "Completed", at: ago("6h") },
  ],
};

/** Where a version is on its way: live everywhere before prod, which serves the one before. */
export const stages: readonly Stage[] = [
  { release: release("dev", "13", { history: ["11", "12"] }), rules },
  { release: release("preprod", "13", { history: ["11", "12"] }), rules },
  { release: release("prod", "12", { history: ["11"] }), rules },
];

/** A promotion of 13 to prod for which everything speaks. */
export function question(changes: Partial<PromotionQuestion> = {}, facts: Partial<PromotionQuestion["facts"]> = {}) {
  const asked = changes.stages ?? stages;
  return {
    stages: asked,
    to: "prod",
    version: "13",
    willPublish: false,
    ...changes,
    facts: {
      clock: { azure: NOW, skewSeconds: 2 },
      models: [model("11"), model("12"), model("13")],
      endpoints: Object.fromEntries(asked.map((stage) => [stage.release.environment, deployed(stage.release)])),
      drift: quiet,
      proofs: [],
      ...facts,
    },
  } satisfies PromotionQuestion;
}
