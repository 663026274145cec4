export { recoverState, type Recovered, type RecoveryOptions } from "./recovery/recover-state";
export { putTornStateAside } from "./recovery/torn-state";
export { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox";
export { childEnvironment, runInSandbox } from "./run";
export { type CloudResource, Store } from "./store/store";
