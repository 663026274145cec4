/**
 * What the owner of a use case may ask to be told of besides what goes wrong. Each is an alert rule that tells the owner and
 * nobody else, so that it is mailed, listed and explained as every alert is.
 *
 * A rollback by the deployed workflow is no choice: `rollback-happened` always tells of it.
 */
export const notices = {
  "training-completed": {
    what: "a training job completed",
    severity: "informational",
    per: "use case",
    looksAt: "jobs of the use case's experiment that have completed, each told once by its name",
    setBy: "notices",
  },
  "model-registered": {
    what: "a version of the model was registered in the workspace",
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
  "traffic-moved": {
    what: "requests were given to other versions: a step of a rollout, its end, or a way back",
    severity: "informational",
    per: "use case",
    looksAt: "Azure's activity log: writes of the endpoint that succeeded, which are how traffic is set",
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
export const noticesOfServing: readonly NoticeId[] = ["model-registered", "model-deployed", "traffic-moved"];
