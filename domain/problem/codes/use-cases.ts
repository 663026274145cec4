import type { Codes, Meaning } from "./meaning";

/** What can be wrong with use cases and releases, beside what every file may have. `kind` is how checks name it. */
export const useCaseCodes = {
  "MLOPS-CONFIG-100": {
    kind: "useCaseName",
    meaning: "The name of a use case's file, and so of the use case, is not allowed.",
    fix: "Rename the file: lower-case letters, digits and single dashes before `.yaml`.",
  },
  "MLOPS-CONFIG-101": {
    kind: "stackName",
    meaning: "Two stacks would have the same name.",
    fix: "Rename the use case.",
  },
  "MLOPS-CONFIG-102": {
    kind: "environmentGap",
    meaning: "A use case that serves leaves out an environment that its models must pass through.",
    fix: "Add the environment to `environments`, or take out those behind it.",
  },
  "MLOPS-CONFIG-103": {
    kind: "noSuchEnvironment",
    meaning: "An environment is named that does not exist, or not here.",
    fix: "Take the suggestion, or add the environment first.",
  },
  "MLOPS-CONFIG-104": {
    kind: "releaseAlone",
    meaning: "A release file belongs to no use case, or to one that does not serve.",
    fix: "Rename it after its use case, or delete it.",
  },
  "MLOPS-CONFIG-110": {
    kind: "cronIgnored",
    meaning:
      "A cron expression is not one that Azure ML runs as it reads: it ignores the day of the month and the month.",
    fix: "Use `on:` with days of the week, or `every:`.",
  },
  "MLOPS-CONFIG-111": {
    kind: "scheduleKeys",
    meaning: "A schedule lacks a key, or has one that does not go with the others.",
    fix: "Write the keys that belong to one kind of schedule.",
  },
  "MLOPS-CONFIG-112": {
    kind: "timeZone",
    meaning: "A time zone is not one that Azure ML knows.",
    fix: "Write an IANA name, such as `Europe/Amsterdam`.",
  },
  "MLOPS-CONFIG-113": {
    kind: "timeOfDay",
    meaning: "A time of day is not one, or the times are no grid of hours and minutes, which is all Azure ML can keep.",
    fix: "Write times whose hours and minutes all combine, or one time.",
  },
  "MLOPS-CONFIG-114": {
    kind: "date",
    meaning: "A value is not a day of the calendar.",
    fix: "Write a day as `2026-12-31`.",
  },
  "MLOPS-CONFIG-120": {
    kind: "unknownCluster",
    meaning: "A cluster is named that an environment does not have.",
    fix: "Take the suggestion, or add the cluster to that environment.",
  },
  "MLOPS-CONFIG-121": {
    kind: "componentVersion",
    meaning: "A version is not exact, so that what runs could change without a review.",
    fix: "Name one version: digits, not a label.",
  },
  "MLOPS-CONFIG-130": {
    kind: "monitorsOutbound",
    meaning: "Monitors in an environment whose outbound access is approved-only, which Azure ML does not support.",
    fix: "Allow outbound access to the internet in that environment, or leave the monitors out there.",
  },
  "MLOPS-CONFIG-131": {
    kind: "windowOverlap",
    meaning: "The reference window overlaps the production window, so that data is compared with itself.",
    fix: "Begin the reference window before the production window does.",
  },
  "MLOPS-CONFIG-132": {
    kind: "signalName",
    meaning:
      "A signal's key is no part of a name, or begins another's, so that events of one would count for the other.",
    fix: "Rename the signal.",
  },
  "MLOPS-CONFIG-133": {
    kind: "signalReference",
    meaning: "A signal needs the reference data and its target column, and has not got them.",
    fix: "Describe `data.reference` with its `targetColumn`.",
  },
  "MLOPS-CONFIG-134": {
    kind: "threshold",
    meaning:
      "A threshold is missing, on the side on which its metric never alerts, or outside of what the metric can be.",
    fix: "Set the bound on the side that is named, within the metric's range.",
  },
  "MLOPS-CONFIG-135": {
    kind: "thresholdType",
    meaning: "A signal lacks thresholds, or has them for the wrong type of data.",
    fix: "Set thresholds for the types of data that the signal looks at.",
  },
  "MLOPS-CONFIG-136": {
    kind: "productionData",
    meaning: "Production data does not come from where it is said to come, or not as often as it is looked at.",
    fix: "Collect it at the endpoint, let batches write it, or name where it lies.",
  },
  "MLOPS-CONFIG-137": {
    kind: "unknownSignal",
    meaning: "A signal is named that the monitors do not have.",
    fix: "Take the suggestion, or add the signal to `monitors.signals`.",
  },
  "MLOPS-CONFIG-140": {
    kind: "instances",
    meaning: "An endpoint has too few instances, or its bounds cross.",
    fix: "Write `min` and `max` so that `min` is not above `max`.",
  },
  "MLOPS-CONFIG-150": {
    kind: "approvals",
    meaning: "A version would enter production without enough people agreeing.",
    fix: "Name approvers and how many of them.",
  },
  "MLOPS-CONFIG-151": {
    kind: "selfApproval",
    meaning: "The team that owns a use case would approve its own versions.",
    fix: "Name a group that neither owns the model nor promotes it.",
  },
  "MLOPS-CONFIG-152": {
    kind: "rollback",
    meaning: "Nothing would send traffic back from a bad version.",
    fix: "Set a bound that rolls a candidate back.",
  },
  "MLOPS-CONFIG-153": {
    kind: "rollout",
    meaning: "A rollout does not rise step by step to all traffic.",
    fix: "Write steps that rise and end at all traffic, long enough for an alert to notice.",
  },
  "MLOPS-CONFIG-154": {
    kind: "gate",
    meaning: "A gate sets no bound, or contradicts itself.",
    fix: "Set a bound, or leave the gate out.",
  },
  "MLOPS-CONFIG-155": {
    kind: "smokeTest",
    meaning: "A smoke test's replay has no bound, two, or one of another task.",
    fix: "Set `rightAtLeast` for a classification, `absoluteErrorAtMost` for a regression.",
  },
  "MLOPS-CONFIG-160": {
    kind: "modelVersion",
    meaning: "A value is not a model version that a deployment can be named after.",
    fix: "Write the version's number in quotes.",
  },
  "MLOPS-CONFIG-161": {
    kind: "releaseShare",
    meaning: "A candidate's share of requests is no step of the rollout.",
    fix: "Choose a share that is a step of `promotion.rollout`.",
  },
  "MLOPS-CONFIG-162": {
    kind: "releaseCandidate",
    meaning: "A candidate has nothing to be compared with or no way to go.",
    fix: "Name a live version and another candidate.",
  },
  "MLOPS-CONFIG-163": {
    kind: "skippedEnvironment",
    meaning: "A version serves where it was never live in the environment before.",
    fix: "Let the version pass the environment before first.",
  },
  "MLOPS-CONFIG-164": {
    kind: "rejectedVersion",
    meaning: "A version serves although it was rolled back.",
    fix: "Train a new version, or remove the mark of the rollback with a reason in the commit.",
  },
  "MLOPS-CONFIG-165": {
    kind: "releaseFormer",
    meaning: "What is kept for a rollback could not take the requests again.",
    fix: "Remove `former`, or name a version that was live there and was not rolled back.",
  },
} as const satisfies Codes<"CONFIG", Meaning & { readonly kind: string }>;
