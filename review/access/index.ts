export { accessChanges } from "./changes";
export { exposures } from "./exposures";
export { accessMatrix } from "./matrix";
