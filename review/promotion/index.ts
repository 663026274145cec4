export { promotionExposures } from "./exposures";
export { promotionChanges, type PromotionChange } from "./outputs";
export type { Difference } from "./difference";
export { differences } from "./differences";
export { summaryOf } from "./summary";
