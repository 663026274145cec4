export { isExpired, makeLive, shareInWords, yamlSteps, type ReleaseEdit, type YamlStep } from "./edit";
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
export { figuresOf, isWorse, shownFigure, type Figure } from "./figures";
export { metricTag } from "../domain/promotion/metric-tags";
export { metricOf, toNumber, type MetricValue } from "./metric-value";
export { decidePromotion, newestEligible, wasLive, type PromotionFacts, type PromotionQuestion } from "./promotion";
export type { CheckResult, Decision, Reason } from "./reasons";
export { besidePublished } from "./registration";
export { decideRollback, rolledBackVersion, type RollbackQuestion } from "./rollback";
export { decideRollout, type RolloutFacts, type RolloutQuestion } from "./rollout";
export { checkLive, type LiveFacts, type LiveUnread } from "./live";
export { checkSmoke, type SmokeFacts } from "./smoke";
export { originChanges, originInWords, originParts, recordedOrigin, type Origin } from "./origin";
export { liveSince, type LiveSince } from "./soak";
export { moment, span } from "./time";
export { compareVersions } from "../domain/promotion/versions";
export {
  hasForm,
  isIntact,
  parseRecord,
  parseRelease,
  plainData,
  releasedOrNull,
  releaseDigest,
  sealed,
  type Asked,
  type EvidenceRecord,
  type UnsealedRecord,
} from "./record";
export { decideAgain, LOOK, mistakesOf, told, type Again, type Ground } from "./replay";
export { parseDefinition, rulesOf } from "./rules";
export {
  evidenceOf,
  leadingTo,
  releasedBefore,
  type Evidenced,
  type EvidencedStep,
  type FoundRecord,
  type Serving,
  type Transition,
} from "./transition";
export { recordedPromotionFacts, recordedRolloutFacts, summed } from "./recorded-facts";
export { compareReread, contradictedChecks, type Reread, type RereadVerdict } from "./reread";
