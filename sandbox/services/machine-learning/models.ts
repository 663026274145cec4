import type { RuleTable } from "../../engine/arm/model";
import { immutable } from "../../engine/arm/rules/helpers";

const assetVersion = { write: [immutable("properties.modelUri", "properties.modelType")] };

/** Versions of models: what they are made of never changes, tags and description may. */
export const modelRules: RuleTable = {
  "microsoft.machinelearningservices/workspaces/models/versions": assetVersion,
  "microsoft.machinelearningservices/registries/models/versions": assetVersion,
};
