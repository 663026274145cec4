export { AlertWatch, type AlertNews, type Drill } from "./alerts";
export {
  blobWritten,
  deliverEvent,
  type CloudEvent,
  type DeadLetter,
  type Delivery,
  type WorkloadHost,
} from "./events";
export { callerOf, whyNotAnswered } from "./scoring";
export { runMonitor, type Finding, type MonitorRun, type MonitorRunOptions } from "./monitors";
export { recordTraffic, sharesOf, type Behaviour, type TrafficOptions } from "./traffic";
export { endJob, startScheduledJob, type EndedJob } from "./training";
export { scheduleOf } from "./triggers";
