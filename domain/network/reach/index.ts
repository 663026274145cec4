export { type DescribedResource, NOT_KNOWN, scopeOf } from "./described";
export { coversAddress, ipRuleProblem } from "./ip-rules";
export {
  automaticRules,
  isModelRegistry,
  joinProblem,
  monitorProblem,
  outboundRuleProblem,
  publishProblem,
  REQUIRED_TAGS,
  type WorkspaceTargets,
} from "./managed-network";
export type {
  BackendService,
  Caller,
  Door,
  Isolation,
  ManagedNetwork,
  OutboundRule,
  PrivateEndpoint,
  Reach,
  Target,
  TargetKind,
} from "./model";
export { type MappedWorkspace, NetworkMap, networkSettings, networkTypes } from "./network-map";
export { reach } from "./reach";
export { defaultPart, missing, type ReachRow, reachTable, type Shared, sharedTable } from "./table";
