export { recoverState, type Recovered, type RecoveryOptions } from "./engine/recovery/recover-state";
export { requireStateRight } from "./engine/recovery/state-right";
export { putTornStateAside } from "./engine/recovery/torn-state";
export { OWNER, type RecordedCall, type Somebody } from "./services/access/authorizer";
export { principalIdOf } from "./engine/arm/identities";
export { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox";
export {
  recordMonitorRun,
  recordRequests,
  registerModel,
  setProvisioningState,
  type SeededModel,
  type SeededMonitorRun,
  type SeededRequests,
} from "./workload/seed";
export { publishedTo, publishModel } from "./workload/publication";
export { fireAlert, type FiredAlert } from "./services/monitor/alerts";
export { recordMetrics, type MetricSample } from "./services/monitor/telemetry";
export type { ScoringRunner, ScoringServer, Served } from "./workload/scoring-face";
export type { JobOutcome, JobRunner } from "./workload/jobs/queue";
export type { RunnableJob, RunnableStep } from "./workload/jobs/runnable";
export { childEnvironment, runInSandbox } from "./run";
export { BRIEF } from "./engine/terraform/wrapper";
export type { RunResult } from "./workflow";
export type { Runner } from "./services/network/runner";
export { type CloudResource, Store } from "./engine/store/store";
export {
  AlertWatch,
  blobWritten,
  callerOf,
  type AlertNews,
  type Drill,
  type Behaviour,
  type DeadLetter,
  type Delivery,
  deliverEvent,
  endJob,
  type EndedJob,
  type Finding,
  type MonitorRun,
  type MonitorRunOptions,
  recordTraffic,
  runMonitor,
  scheduleOf,
  sharesOf,
  startScheduledJob,
  whyNotAnswered,
  type WorkloadHost,
} from "./workload";
