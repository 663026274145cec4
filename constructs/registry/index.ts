export { ModelRegistry, type ModelRegistryProps, type RegistryBody } from "./model-registry";
export { RegistryWait, type RegistryWaitProps } from "./registry-wait";
