export { promotionExposures } from "./exposures";
export { promotionChanges, type PromotionChange } from "./outputs";
export { differences, type Difference } from "./differences";
export { summaryOf } from "./summary";
