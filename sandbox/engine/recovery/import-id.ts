import { childId, parseResourceType } from "../azapi/resource-type";
import { composeId } from "../azurerm/resource-ids";
import type { Values } from "../azurerm/type-entry";
import { azurermTypes } from "../../services/types";

/** What identifies a resource that a plan would create. */
export interface ImportId {
  /** What `terraform import` takes. */
  readonly importId: string;
  /** Where Azure would have it. */
  readonly armId: string;
}

/**
 * The id a planned resource will have; undefined if its type has none to import by, or if the plan does not know yet
 * what the id is made of.
 * @param values - planned values; unknown ones left out
 */
export function importIdOf(type: string, values: Values, subscription: string): ImportId | undefined {
  if (type === "azapi_resource") return azapiId(values);
  const entry = azurermTypes[type];
  if (entry === undefined) return undefined;
  const importId = composeId(entry.id, values, subscription);
  return importId === undefined ? undefined : { importId, armId: entry.armId?.(importId) ?? importId };
}

function azapiId(values: Values): ImportId | undefined {
  const { type, parent_id: parent, name } = values;
  if (typeof type !== "string" || typeof parent !== "string" || typeof name !== "string") return undefined;
  const resource = parseResourceType(type);
  const armId = childId(parent, resource.type, name);
  return { importId: `${armId}?api-version=${resource.apiVersion}`, armId };
}
