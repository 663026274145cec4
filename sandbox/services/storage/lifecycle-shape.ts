import { block, blocks, items, present } from "../../engine/azurerm/shape";
import type { Json, JsonObject } from "../../engine/store/store";

/** Days that azurerm has as -1 where nobody asks for any. */
const days = (value: Json | undefined): number | undefined =>
  typeof value === "number" && value >= 0 ? value : undefined;

/** When something happens to a blob, by ARM's name of each argument; undefined if never. */
function when(of: JsonObject, argumentOf: Readonly<Record<string, string>>): JsonObject | undefined {
  const found = present(
    Object.fromEntries(Object.entries(argumentOf).map(([property, argument]) => [property, days(of[argument])])),
  );
  return Object.keys(found).length === 0 ? undefined : found;
}

/** Of the arguments of a blob: `tier_to_cool` and the like. */
const afterAny = (of: JsonObject, prefix: string): JsonObject | undefined =>
  when(of, {
    daysAfterModificationGreaterThan: `${prefix}_after_days_since_modification_greater_than`,
    daysAfterLastAccessTimeGreaterThan: `${prefix}_after_days_since_last_access_time_greater_than`,
    daysAfterCreationGreaterThan: `${prefix}_after_days_since_creation_greater_than`,
    daysAfterLastTierChangeGreaterThan: `${prefix}_after_days_since_last_tier_change_greater_than`,
  });

/** Of copies of a blob, snapshots or versions. @param deleted - the argument that deletes one */
function copies(of: JsonObject, deleted: string): JsonObject {
  const created = (argument: string) => when(of, { daysAfterCreationGreaterThan: argument });
  return present({
    tierToCool: created("change_tier_to_cool_after_days_since_creation"),
    tierToCold: created("tier_to_cold_after_days_since_creation_greater_than"),
    tierToArchive: when(of, {
      daysAfterCreationGreaterThan: "change_tier_to_archive_after_days_since_creation",
      daysAfterLastTierChangeGreaterThan: "tier_to_archive_after_days_since_last_tier_change_greater_than",
    }),
    delete: created(deleted),
  });
}

/** A rule on the age of blobs, as ARM has it. Source: `expandStorageManagementPolicyRule` of azurerm 4.55.0. */
export function lifecycle(rule: JsonObject): JsonObject {
  const filters = block(rule, "filters");
  const actions = block(rule, "actions") ?? {};
  const [base, snapshot, version] = ["base_blob", "snapshot", "version"].map((name) => block(actions, name));
  const prefixes = items(filters, "prefix_match");
  const tags = blocks(filters ?? {}, "match_blob_index_tag");
  return {
    name: rule["name"]!,
    enabled: rule["enabled"] ?? true,
    type: "Lifecycle",
    definition: {
      filters: {
        blobTypes: items(filters, "blob_types"),
        ...(prefixes.length > 0 && { prefixMatch: prefixes }),
        ...(tags.length > 0 && {
          blobIndexMatch: tags.map((tag) => present({ name: tag["name"], op: tag["operation"], value: tag["value"] })),
        }),
      },
      actions: {
        ...(base !== undefined && {
          baseBlob: present({
            tierToCool: afterAny(base, "tier_to_cool"),
            tierToCold: afterAny(base, "tier_to_cold"),
            tierToArchive: afterAny(base, "tier_to_archive"),
            delete: afterAny(base, "delete"),
            enableAutoTierToHotFromCool: base["auto_tier_to_hot_from_cool_enabled"] === true ? true : undefined,
          }),
        }),
        ...(snapshot !== undefined && { snapshot: copies(snapshot, "delete_after_days_since_creation_greater_than") }),
        ...(version !== undefined && { version: copies(version, "delete_after_days_since_creation") }),
      },
    },
  };
}
