import { sameId } from "../../../domain/azure/ids";
import { parseArmId } from "../arm/arm-id";
import { ProviderError } from "../terraform/provider";

/** azapi's `type` argument: `Microsoft.KeyVault/vaults@2026-02-01`. */
export interface ResourceType {
  readonly type: string;
  readonly apiVersion: string;
}

const pattern = /^(\w[\w.]*(?:\/\w+)+)@(\d{4}-\d{2}-\d{2}(?:-\w+)?)$/;
const groupType = "Microsoft.Resources/resourceGroups";

export function parseResourceType(text: string): ResourceType {
  const match = pattern.exec(text);
  if (match === null) {
    throw new ProviderError(
      "Invalid type",
      `The argument "type" is invalid: expected <resource-type>@<api-version>, such as Microsoft.KeyVault/vaults@2026-02-01, got ${text}.`,
      ["type"],
    );
  }
  return { type: match[1]!, apiVersion: match[2]! };
}

export const isGroup = (type: string): boolean => sameId(type, groupType);

/** The id of a resource from its parent's, as azapi composes it. */
export function childId(parentId: string, type: string, name: string): string {
  if (isGroup(type)) return `${parentId}/resourceGroups/${name}`;
  const segments = type.split("/");
  if (segments.length === 2) return `${parentId}/providers/${type}/${name}`;
  const parentType = segments.slice(0, -1).join("/");
  const given = parseArmId(parentId)?.type;
  if (given === undefined || !sameId(given, parentType)) {
    throw new ProviderError(
      "Invalid configuration",
      `\`parent_id\` is invalid: for resource type ${type} the parent's type must be ${parentType}, got ${given ?? parentId}.`,
      ["parent_id"],
    );
  }
  return `${parentId}/${segments.at(-1)!}/${name}`;
}
