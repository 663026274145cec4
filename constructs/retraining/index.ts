export { BatchScoring, type BatchScoringProps } from "./batch-scoring";
export {
  DriftRetraining,
  type DriftResponse,
  type DriftRetrainingProps,
  type NewDataTrigger,
} from "./drift-retraining";
export { DriftSubscription, type DriftSubscriptionProps } from "./drift-subscription";
export { retrainingOutcomes, type RetrainingOutcome } from "./drift-workflow";
export { RetrainingSchedule, type RetrainingScheduleProps, type ScheduleBody } from "./retraining-schedule";
export {
  TRIGGER_TIME,
  trainingTag,
  type TrainingInput,
  type TrainingJobProps,
  type TrainingOutput,
} from "./training-job";
