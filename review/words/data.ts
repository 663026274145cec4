import { batchDataEnd, batchDataParts } from "../../domain/azure/use-case-names";
import { type Describe, type Draft } from "./draft";
import { textAt } from "./json";
import { propertiesOf, referencesOf, type Planned } from "./planned";
import { useCaseSettingOf } from "./where";

const VERSION = "microsoft.machinelearningservices/workspaces/data/versions";

/** What the collector of a deployment fills: it comes and goes with the model version. */
const COLLECTED = /-(model_inputs|model_outputs|model-[\w.-]+-answers)$/;

/** Where an asset is configured, by how its name ends; what else there is, is production data. */
const parts: readonly (readonly [end: string, setting: string])[] = [
  ["-reference", "data.reference"],
  ["-labels", "data.labels"],
  ...batchDataParts.map((part) => [batchDataEnd(part), `data.batch.${part}`] as const),
  ["", "data.production"],
];

/** Data assets that the configuration names. */
export const describeData: Describe = (stack) => {
  const versions = stack.resources.filter(({ armType, type }) => armType === VERSION && type === "azapi_resource");
  const found = versions.flatMap((resource) =>
    (["before", "after"] as const).flatMap((time) => {
      const values = resource[time];
      const asset = values && assetOf(resource, time, stack.resources);
      return asset === undefined || COLLECTED.test(asset) ? [] : [{ time, asset, ...stateOf(values, resource.name) }];
    }),
  );
  return [...new Set(found.map(({ asset }) => asset))].sort().flatMap((asset): readonly Draft[] => {
    const before = found.find((one) => one.asset === asset && one.time === "before");
    const after = found.find((one) => one.asset === asset && one.time === "after");
    const [, part] = parts.find(([end]) => asset.endsWith(end))!;
    const where = useCaseSettingOf(stack.context, stack, part);
    const draft = (text: string): readonly Draft[] => [{ topic: "data", text, where }];
    if (before === undefined) return draft(`data asset ${asset} ${after!.version} added`);
    if (after === undefined) return draft(`data asset ${asset} ${before.version} removed`);
    if (before.version !== after.version) return draft(`data asset ${asset} ${before.version} → ${after.version}`);
    if (before.path === after.path && before.type === after.type) return [];
    return draft(
      `data asset ${asset} ${after.version}: ${before.type} ${before.path} → ${after.type} ${after.path}, under the same version`,
    );
  });
};

function stateOf(values: Planned["after"], name: string) {
  const properties = propertiesOf(values);
  return {
    version: textAt(values, "name") ?? name,
    type: textAt(properties, "dataType") ?? "?",
    // Without the workspace in front, which differs by environment.
    path: (textAt(properties, "dataUri") ?? "?").replace(/^azureml:\/\/subscriptions\/.*?\/workspaces\/[^/]+\//, ""),
  };
}

/** Name of the asset a version belongs to: its parent's. */
function assetOf(resource: Planned, time: "before" | "after", resources: readonly Planned[]): string | undefined {
  const parent = textAt(resource[time], "parent_id");
  if (parent !== undefined) return parent.split("/").at(-1);
  const [address] = referencesOf(resource.configured, "parent_id");
  return resources.find((one) => one.address === address)?.name;
}
