import type { Cloud } from "../arm/cloud";
import type { Json, JsonObject } from "../store/store";
import type { Values } from "./type-entry";

/** What an ARM body of azurerm's values is made from. */
export interface ShapeContext {
  readonly id: string;
  readonly values: Values;
  readonly cloud: Pick<Cloud, "show" | "within" | "tenant">;
}

/** The members of an ARM body beside location, tags and identity, which all types have alike. */
export type ArmShape = (context: ShapeContext) => JsonObject;

/** ARM bodies by azurerm type. */
export type ShapeTable = Readonly<Record<string, ArmShape>>;

/** The blocks of a name; none if there are none. */
export const blocks = (values: JsonObject, name: string): readonly JsonObject[] =>
  Array.isArray(values[name]) ? (values[name] as unknown as readonly JsonObject[]) : [];

/** The one block of a name. */
export const block = (values: JsonObject, name: string): JsonObject | undefined => blocks(values, name)[0];

/** The items of a list or set; none if there is none. */
export const items = (values: JsonObject | undefined, name: string): readonly Json[] =>
  Array.isArray(values?.[name]) ? (values[name] as readonly Json[]) : [];

export const enabled = (value: Json | undefined): "Enabled" | "Disabled" => (value === false ? "Disabled" : "Enabled");

/** Members that have a value: azurerm keeps what was left out as null, or as an empty text. */
export function present(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept = Object.entries(members).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null && entry[1] !== "",
  );
  return Object.fromEntries(kept);
}

/** JSON that azurerm takes as text. */
export function parsed(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

export const succeeded = { provisioningState: "Succeeded" } as const;
