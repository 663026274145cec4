export { holds, type Asked, type Holds } from "./evaluate";
export { parseCondition, type Condition } from "./parse";
