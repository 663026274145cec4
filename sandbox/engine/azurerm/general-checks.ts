import type { Block } from "../terraform/schema";
import { type ObjectValue, UNKNOWN, type Value } from "../terraform/wire";
import { type Check, type Finding, matches, resourceId } from "./checks";

const MOST_TAGS = 50;
const LONGEST_VALUE = 256;

/** What azurerm checks of arguments that many types have, wherever a type has them. Source: azurerm 4.55.0, `commonschema`. */
export function generalChecks(type: string, { attributes, blocks }: Block): readonly Check[] {
  return [
    ...("resource_group_name" in attributes ? [groupName] : []),
    ...("identity" in blocks ? [identities] : []),
    ...("tags" in attributes ? [tagsOf(type)] : []),
    noEmptyTexts,
  ];
}

const groupName = matches(
  "resource_group_name",
  /^(?!.*\.$)[-\w.()]{1,90}$/,
  "1 to 90 letters, digits, - _ . ( and ), no . at the end",
);

const identities = resourceId("identity.identity_ids", "Microsoft.ManagedIdentity/userAssignedIdentities");

/** Longest key of a tag, and a key that no tag may have, where they are others than everywhere. */
const ownTags: Readonly<Record<string, { readonly longest?: number; readonly taken?: string }>> = {
  azurerm_storage_account: { longest: 128 },
  azurerm_application_insights_workbook: { taken: "hidden-title" },
};

function tagsOf(type: string): Check {
  const { longest = 512, taken } = ownTags[type] ?? {};
  return ({ tags }) => {
    if (typeof tags !== "object" || tags === null || tags === UNKNOWN) return [];
    const entries = Object.entries(tags as ObjectValue);
    const wrong = entries.flatMap(([key, value]) => [
      ...(key.length > longest
        ? [`the maximum length for a tag key is ${longest} characters: "${key}" is ${key.length} characters`]
        : []),
      ...(typeof value === "string" && value.length > LONGEST_VALUE
        ? [
            `the maximum length for a tag value is ${LONGEST_VALUE} characters: the value for "${key}" is ${value.length}`,
          ]
        : []),
      ...(key === taken ? [`a tag with the key \`${key}\` should not be used`] : []),
    ]);
    if (entries.length > MOST_TAGS) wrong.push(`a maximum of ${MOST_TAGS} tags can be applied to each resource`);
    return wrong.map((message) => ({ path: "tags", message }));
  };
}

/** Stricter than azurerm, which takes an empty text for none where it has no rule of its own for the argument. */
const noEmptyTexts: Check = (values) =>
  Object.entries(values)
    .filter(([name]) => name !== "tags")
    .flatMap(([name, value]) => emptyTexts(value, name))
    .map((path): Finding => ({ path, message: `expected "${path}" to not be an empty string` }));

function emptyTexts(value: Value | undefined, path: string): readonly string[] {
  if (value === "") return [path];
  if (Array.isArray(value)) return (value as Value[]).flatMap((item) => emptyTexts(item, path));
  if (typeof value !== "object" || value === null || value === UNKNOWN) return [];
  return Object.entries(value as ObjectValue).flatMap(([name, inner]) => emptyTexts(inner, `${path}.${name}`));
}
