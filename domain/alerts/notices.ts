/**
 * What the owner of a use case may ask to be told of besides what goes wrong. Each is an alert rule that tells the owner and
 * nobody else, so that it is mailed, listed and explained as every alert is. What it tells, the workflow of the notices found
 * out: the rule looks for what that said.
 */
export const notices = {
  "training-completed": {
    what: "a training completed: what it registered, and its metrics against the live version's",
    severity: "informational",
    per: "use case",
    looksAt: "jobs of the use case's experiment that have completed, each told once by its name",
    setBy: "notices",
  },
  "model-registered": {
    what: "a version of the model was registered in the workspace, with its metrics against the live version's",
    severity: "informational",
    per: "use case",
    looksAt: "writes of the model in the workspace's log of models",
    setBy: "notices",
  },
  "model-deployed": {
    what: "a deployment of a version was made or changed",
    severity: "informational",
    per: "use case",
    looksAt: "Azure's activity log: writes of the endpoint's deployments that succeeded",
    setBy: "notices",
  },
  "rolled-out": {
    what: "requests were given to another version: a step of a rollout, or its end",
    severity: "informational",
    per: "use case",
    looksAt: "Azure's activity log: writes of the endpoint that succeeded, and what the endpoint says since",
    setBy: "notices",
  },
  "rolled-back": {
    what: "requests went back to the version before",
    severity: "informational",
    per: "use case",
    looksAt: "the same writes, where the endpoint or the release says that the version was rolled back",
    setBy: "notices",
  },
} as const;

/** Id of a notice, as `notices` of a use case has it. */
export type NoticeId = keyof typeof notices;

/** All of them, in the order in which a version meets them. */
export const noticeIds = Object.keys(notices) as [NoticeId, ...NoticeId[]];

/** Whether an alert tells of what went well. */
export const isNotice = (alert: string): alert is NoticeId => alert in notices;

/** Those that tell of a model or of what serves it, which a use case has that serves. */
export const noticesOfServing: readonly NoticeId[] = noticeIds.filter((id) => id !== "training-completed");

/** Alert id of the rules that start the workflow of the notices; they mail nobody. */
export const NOTICE_HEARD = "notice-heard";

/** What the rules hear of: an ending of their names. */
export type Heard = "training" | "model" | "deployment" | "traffic";

/** What each notice is found out from. */
export const heardOf: Readonly<Record<NoticeId, Heard>> = {
  "training-completed": "training",
  "model-registered": "model",
  "model-deployed": "deployment",
  "rolled-out": "traffic",
  "rolled-back": "traffic",
};
