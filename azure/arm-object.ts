import type { ArmObject } from "./connection";

/** A JSON object; an empty one for anything else. */
export const object = (value: unknown): ArmObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as ArmObject) : {};

/** The `properties` of a resource as Azure Resource Manager answers it. */
export const propertiesOf = (resource: ArmObject | null | undefined): ArmObject => object(resource?.["properties"]);

/** A text; undefined for an empty one and for anything else. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A property that is there only if it has a value. */
export const some = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
