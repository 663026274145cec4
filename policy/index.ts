export { catalogue, outOfScope, type Coverage, type OutOfScope } from "./catalogue";
export { blocks, evaluatePolicies, type PolicyOptions } from "./evaluate";
export type { Expected } from "./expected";
export {
  severities,
  type Loosening,
  type PolicyFinding,
  type PolicyReport,
  type PolicyResult,
  type PolicySubject,
  type Severity,
  type Waiver,
} from "./model";
export { reachOfPlans, type ReachOfPlan } from "./reach-of-plans";
export type { Rule } from "./rule";
export { rules } from "./rules";
export { covers, holds, KEEPS_DATA } from "./waivers";
