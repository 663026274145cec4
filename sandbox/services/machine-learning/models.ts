import type { RuleTable } from "../../engine/arm/model";
import { immutable } from "../../engine/arm/rules/helpers";

/** What a version of each kind is made of; tags and description may change. */
const madeOf: Readonly<Record<string, readonly string[]>> = {
  models: ["modelUri", "modelType"],
  codes: ["codeUri"],
  environments: ["image", "condaFile", "build"],
  components: ["command", "code", "environment", "inputs", "outputs", "jobs"].map((name) => `componentSpec.${name}`),
};

/** Versions of assets: what they are made of never changes. */
export const modelRules: RuleTable = Object.fromEntries(
  Object.entries(madeOf).flatMap(([kind, paths]) =>
    ["workspaces", "registries"].map((owner) => [
      `microsoft.machinelearningservices/${owner}/${kind}/versions`,
      { write: [immutable(...paths.map((path) => `properties.${path}`))] },
    ]),
  ),
);
