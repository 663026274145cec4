import type { Codes } from "./meaning";

/** What constructs of a use case refuse, while stacks are synthesized. */
export const modelCodes = {
  "MLOPS-SCHEDULE-001": {
    meaning: "A schedule is not one that Azure ML keeps as it reads.",
    fix: "Give what the message names; `domain/time/schedule-rules.ts` holds the rules.",
  },
  "MLOPS-MONITOR-001": { meaning: "A monitor has no signals and watches nothing.", fix: "Give it a signal." },
  "MLOPS-MONITOR-002": {
    meaning: "A signal's key would not tell it from others in an event.",
    fix: "Write lower-case letters and digits, separated by single hyphens.",
  },
  "MLOPS-MONITOR-003": {
    meaning: "A signal has no threshold at which it would alert.",
    fix: "Set a threshold for numerical or categorical features, or both.",
  },
  "MLOPS-MONITOR-004": { meaning: "A signal needs the target column of its reference data.", fix: "Name the column." },
  "MLOPS-MONITOR-005": {
    meaning: "A signal looks at no feature.",
    fix: "Name features, or how many of the most important.",
  },
  "MLOPS-MONITOR-006": {
    meaning: "The reference overlaps what is compared with it, so that drift hides itself.",
    fix: "Move the reference further back.",
  },
  "MLOPS-MONITOR-007": {
    meaning: "Requests and answers cannot be put together.",
    fix: "Name the correlation column in inputs and outputs, and the prediction's column in outputs.",
  },
  "MLOPS-MONITOR-010": {
    meaning: "The name of the monitor is not one that Azure ML accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-MONITOR-011": {
    meaning:
      "A monitor mails nobody: its runs would not say which thresholds they passed, and gates would see no drift.",
    fix: "Give it an address, such as the owner's.",
  },
  "MLOPS-MONITOR-012": {
    meaning: "Azure ML's own components compute or judge a signal otherwise than it looks. It is told, not refused.",
    fix: "Take another metric, as is named, or expect what is told.",
  },
  "MLOPS-MONITOR-013": {
    meaning:
      "Monitors run more often than the batch is scored that their signals look at, and alarm for one batch again and again. It is told, not refused.",
    fix: "Look as often as a batch comes, unless other signals must look sooner.",
  },
  "MLOPS-DEPLOYMENT-001": {
    meaning: "The name of the deployment is not one that Azure ML accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-DEPLOYMENT-002": {
    meaning: "The model is not an exact version in a registry.",
    fix: "Share the model to the registry and name its version.",
  },
  "MLOPS-DEPLOYMENT-003": {
    meaning: "The smallest number of instances is out of range.",
    fix: "Give a whole number within the bounds.",
  },
  "MLOPS-DEPLOYMENT-004": {
    meaning: "The largest number of instances is out of range, or below the smallest.",
    fix: "Give a whole number within the bounds.",
  },
  "MLOPS-DEPLOYMENT-005": {
    meaning: "The load at which instances are added is out of range.",
    fix: "Give whole percents within the bounds.",
  },
  "MLOPS-DEPLOYMENT-006": {
    meaning: "The time a request may take is out of range.",
    fix: "Give a time within the bounds.",
  },
  "MLOPS-DEPLOYMENT-007": {
    meaning: "The number of requests an instance takes at once is out of range.",
    fix: "Give a whole number within the bounds.",
  },
  "MLOPS-DEPLOYMENT-008": {
    meaning: "The share of requests that is collected is out of range.",
    fix: "Write a fraction: 0.2 for 20 %.",
  },
  "MLOPS-TRAFFIC-001": {
    meaning: "The candidate's share of the requests is out of range.",
    fix: "Give whole percents within the bounds.",
  },
  "MLOPS-TRAFFIC-002": {
    meaning: "The candidate's share of copies is out of range.",
    fix: "Give whole percents within the bounds.",
  },
  "MLOPS-TRAFFIC-003": {
    meaning: "The candidate would both answer requests and get copies of them.",
    fix: "Give one of the two.",
  },
  "MLOPS-TRAFFIC-004": {
    meaning: "Live, candidate and former are not different deployments of this endpoint.",
    fix: "Give different deployments of one endpoint.",
  },
  "MLOPS-TRAFFIC-005": {
    meaning: "Something is tried or kept beside nothing live.",
    fix: "Name what is live.",
  },
  "MLOPS-ENDPOINT-001": {
    meaning: "The name of the endpoint is not one that Azure ML accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-DATA-001": {
    meaning: "The name of the data asset is not one that Azure ML accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-PROMOTION-001": {
    meaning: "A version would skip an environment, or go backwards.",
    fix: "Name environments that follow each other in the order.",
  },
  "MLOPS-PROMOTION-002": {
    meaning: "A version would reach customers without anybody's approval.",
    fix: "Name approvers and a count.",
  },
  "MLOPS-PROMOTION-003": {
    meaning: "Whoever promotes would approve it, too.",
    fix: "Name approvers who neither own the model nor promote it.",
  },
  "MLOPS-PROMOTION-004": {
    meaning: "A step of the rollout is no share of the requests.",
    fix: "Give whole percents within the bounds.",
  },
  "MLOPS-PROMOTION-005": { meaning: "The rollout never ends.", fix: "End with all traffic." },
  "MLOPS-PROMOTION-006": {
    meaning: "The rollout does not rise.",
    fix: "Put copies first, then shares that rise from step to step.",
  },
  "MLOPS-PROMOTION-007": {
    meaning: "A step of the rollout is over before an alert could notice anything.",
    fix: "Let it bake longer.",
  },
  "MLOPS-PROMOTION-008": {
    meaning: "A bad candidate would keep its customers: no alert rolls it back.",
    fix: "Set a bound on errors or latency.",
  },
  "MLOPS-PROMOTION-009": {
    meaning: "A version would take over all customers at once.",
    fix: "Give the rollout steps.",
  },
  "MLOPS-PROMOTION-010": { meaning: "A stack is no stage of the flow it belongs to.", fix: "Name one of the stages." },
  "MLOPS-PROMOTION-011": {
    meaning: "A gate sets no bound, or bounds that no version can meet.",
    fix: "Give atLeast, atMost, or both in order.",
  },
  "MLOPS-PROMOTION-012": { meaning: "An approver is named twice.", fix: "Remove one." },
  "MLOPS-PROMOTION-013": {
    meaning: "A smoke test is out of bounds, or its replay has no bound that fits the task.",
    fix: "Give what the message names.",
  },
  "MLOPS-ROLLBACK-001": {
    meaning: "Live, candidate and former are not different deployments.",
    fix: "Give different deployments.",
  },
  "MLOPS-ROLLBACK-002": {
    meaning: "The name of the action group is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-ROLLBACK-003": {
    meaning: "The short name of the action group is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-DRIFT-001": {
    meaning: "The name of the event subscription is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-DRIFT-002": {
    meaning: "That many signals do not fit into one subscription.",
    fix: "Watch fewer, or none fewer than one.",
  },
  "MLOPS-DRIFT-003": { meaning: "That is no signal's full name.", fix: "Give `<monitor>_<signal>`." },
  "MLOPS-DRIFT-004": {
    meaning: "A signal's name is part of another's, and the filter could not tell them apart.",
    fix: "Rename the signal.",
  },
  "MLOPS-DRIFT-005": {
    meaning: "The name of the container for dead letters is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-DRIFT-006": {
    meaning: "The number of attempts to deliver an event is out of range.",
    fix: "Give a whole number within the bounds.",
  },
  "MLOPS-DRIFT-007": {
    meaning: "The time for which an event is delivered is out of range.",
    fix: "Give minutes within the bounds.",
  },
  "MLOPS-DRIFT-008": {
    meaning: "What is watched for new data is no folder.",
    fix: "Give `<folder>/`: ending in a slash, and not starting with one.",
  },
  "MLOPS-BATCH-001": {
    meaning: "The name of a schedule that scores is not one that Azure ML accepts.",
    fix: "Take 1 to 255 letters, digits, hyphens and underscores.",
  },
  "MLOPS-BATCH-002": {
    meaning: "An input of batch scoring is the one that takes the model.",
    fix: "Name it once: the live version is put in by itself.",
  },
  "MLOPS-DRIFT-010": {
    meaning: "The time between two retrainings is out of range.",
    fix: "Give a time within the bounds.",
  },
  "MLOPS-DRIFT-011": {
    meaning: "The number of retrainings in a week is out of range.",
    fix: "Give a whole number within the bounds.",
  },
  "MLOPS-RETRAINING-001": {
    meaning: "The name of the schedule is not one that Azure ML accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-TRAINING-001": {
    meaning: "The name of the training component is not one that Azure ML accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-TRAINING-002": {
    meaning: "The version of the training component is not an exact one.",
    fix: "Name one version: what trains in production must not change by itself.",
  },
} as const satisfies Codes<
  | "SCHEDULE"
  | "MONITOR"
  | "DEPLOYMENT"
  | "TRAFFIC"
  | "ENDPOINT"
  | "DATA"
  | "PROMOTION"
  | "ROLLBACK"
  | "DRIFT"
  | "RETRAINING"
  | "BATCH"
  | "TRAINING"
>;
