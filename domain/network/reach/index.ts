export { coversAddress, ipRuleProblem } from "./ip-rules";
export {
  automaticRules,
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
export { reach } from "./reach";
