/** Kinds of problem that use cases and releases can have, beside those of every file. */
export const useCaseProblemCodes = {
  useCaseName: {
    id: "MLOPS-CONFIG-100",
    meaning: "The name of a use case's file, and so of the use case, is not allowed.",
  },
  stackName: { id: "MLOPS-CONFIG-101", meaning: "Two stacks would have the same name." },
  environmentGap: {
    id: "MLOPS-CONFIG-102",
    meaning: "A use case that serves leaves out an environment that its models must pass through.",
  },
  noSuchEnvironment: { id: "MLOPS-CONFIG-103", meaning: "An environment is named that does not exist, or not here." },
  releaseAlone: {
    id: "MLOPS-CONFIG-104",
    meaning: "A release file belongs to no use case, or to one that does not serve.",
  },
  cronIgnored: {
    id: "MLOPS-CONFIG-110",
    meaning:
      "A cron expression is not one that Azure ML runs as it reads: it ignores the day of the month and the month.",
  },
  scheduleKeys: {
    id: "MLOPS-CONFIG-111",
    meaning: "A schedule lacks a key, or has one that does not go with the others.",
  },
  timeZone: { id: "MLOPS-CONFIG-112", meaning: "A time zone is not one that Azure ML knows." },
  timeOfDay: {
    id: "MLOPS-CONFIG-113",
    meaning: "A time of day is not one, or the times are no grid of hours and minutes, which is all Azure ML can keep.",
  },
  date: { id: "MLOPS-CONFIG-114", meaning: "A value is not a day of the calendar." },
  unknownCluster: { id: "MLOPS-CONFIG-120", meaning: "A cluster is named that an environment does not have." },
  componentVersion: {
    id: "MLOPS-CONFIG-121",
    meaning: "A version is not exact, so that what runs could change without a review.",
  },
  monitorsOutbound: {
    id: "MLOPS-CONFIG-130",
    meaning: "Monitors in an environment whose outbound access is approved-only, which Azure ML does not support.",
  },
  windowOverlap: {
    id: "MLOPS-CONFIG-131",
    meaning: "The reference window overlaps the production window, so that data is compared with itself.",
  },
  signalName: {
    id: "MLOPS-CONFIG-132",
    meaning:
      "A signal's key is no part of a name, or begins another's, so that events of one would count for the other.",
  },
  signalReference: {
    id: "MLOPS-CONFIG-133",
    meaning: "A signal needs the reference data and its target column, and has not got them.",
  },
  threshold: {
    id: "MLOPS-CONFIG-134",
    meaning:
      "A threshold is missing, on the side on which its metric never alerts, or outside of what the metric can be.",
  },
  thresholdType: {
    id: "MLOPS-CONFIG-135",
    meaning: "A signal lacks thresholds, or has them for the wrong type of data.",
  },
  productionData: { id: "MLOPS-CONFIG-136", meaning: "Production data does not come from where it is said to come." },
  unknownSignal: { id: "MLOPS-CONFIG-137", meaning: "A signal is named that the monitors do not have." },
  instances: { id: "MLOPS-CONFIG-140", meaning: "An endpoint has too few instances, or its bounds cross." },
  approvals: { id: "MLOPS-CONFIG-150", meaning: "A version would enter production without enough people agreeing." },
  selfApproval: { id: "MLOPS-CONFIG-151", meaning: "The team that owns a use case would approve its own versions." },
  rollback: { id: "MLOPS-CONFIG-152", meaning: "Nothing would send traffic back from a bad version." },
  rollout: { id: "MLOPS-CONFIG-153", meaning: "A rollout does not rise step by step to all traffic." },
  gate: { id: "MLOPS-CONFIG-154", meaning: "A gate sets no bound, or contradicts itself." },
  modelVersion: {
    id: "MLOPS-CONFIG-160",
    meaning: "A value is not a model version that a deployment can be named after.",
  },
  releaseShare: { id: "MLOPS-CONFIG-161", meaning: "A candidate's share of requests is no step of the rollout." },
  releaseCandidate: { id: "MLOPS-CONFIG-162", meaning: "A candidate has nothing to be compared with or no way to go." },
  skippedEnvironment: {
    id: "MLOPS-CONFIG-163",
    meaning: "A version serves where it was never live in the environment before.",
  },
  rejectedVersion: { id: "MLOPS-CONFIG-164", meaning: "A version serves although it was rolled back." },
} as const;
