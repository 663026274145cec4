export type { ReviewContext } from "./context";
export { overallDigest, planDigest } from "./digest";
export type { Review, ReviewInput, ReviewSource, StackInput, Verdict } from "./model";
export { kindOf, nameOf, repositoryKindOf, whatOf } from "./names";
export { failureOf, parsePlan } from "./parse";
export { redactPlan, type RedactOptions } from "./redact";
export { renderJson } from "./render/json";
export { renderSarif } from "./render/sarif";
export { reviewPlans, type ReviewOptions } from "./review";
