export { makeLive, shareInWords, yamlSteps, type ReleaseEdit, type YamlStep } from "./edit";
export type {
  ClockFacts,
  DeploymentFacts,
  DriftFacts,
  EndpointFacts,
  LiveProof,
  ModelFacts,
  MonitorRun,
  Stage,
} from "./facts";
export { checkDrift } from "./drift";
export { thresholdsOf, type HealthFacts, type HealthThresholds, type MetricSeries } from "./health";
export { metricOf, metricTag, toNumber, type MetricValue } from "./metric-value";
export { decidePromotion, newestEligible, wasLive, type PromotionFacts, type PromotionQuestion } from "./promotion";
export type { CheckResult, Decision, Reason } from "./reasons";
export { decideRollback, rolledBackVersion, type RollbackQuestion } from "./rollback";
export { decideRollout, type RolloutFacts, type RolloutQuestion } from "./rollout";
export { liveSince, type LiveSince } from "./soak";
export { moment, span } from "./time";
export { compareVersions } from "./versions";
