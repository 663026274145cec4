export { calendar } from "./calendar";
export { domainChanges } from "./domain";
