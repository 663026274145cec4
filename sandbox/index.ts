export { recoverState, type Recovered, type RecoveryOptions } from "./recovery/recover-state";
export { putTornStateAside } from "./recovery/torn-state";
export { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox";
export {
  recordMonitorRun,
  recordRequests,
  registerModel,
  setProvisioningState,
  type SeededModel,
  type SeededMonitorRun,
  type SeededRequests,
} from "./arm/seed";
export { fireAlert, type FiredAlert } from "./arm/reads/alerts";
export { recordMetrics, type MetricSample } from "./arm/telemetry";
export { childEnvironment, runInSandbox } from "./run";
export { type CloudResource, Store } from "./store/store";
export {
  AlertWatch,
  type AlertNews,
  type Behaviour,
  type Delivery,
  deliverEvent,
  endJob,
  type Finding,
  type MonitorRun,
  recordTraffic,
  runMonitor,
  scheduleOf,
  sharesOf,
  startScheduledJob,
  type WorkloadHost,
} from "./workload";
