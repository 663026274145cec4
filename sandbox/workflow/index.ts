export { checkDefinition } from "./check";
export { type Action, type Actions, type WorkflowDefinition } from "./definition";
export { type ActionRecord, type ActionStatus } from "./evaluate";
export { type SendRequest, type WorkflowRequest, type WorkflowResponse } from "./http-action";
export { sendTo } from "./loopback";
export { runWorkflow, type Environment, type RunResult, type Trigger } from "./run";
export { WorkflowError, type Value, type ValueObject } from "./value";
