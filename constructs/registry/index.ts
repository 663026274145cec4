export { ModelRegistry, type ModelRegistryProps, type RegistryBody } from "./model-registry";
