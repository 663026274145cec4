import type { ObjectValue } from "../terraform/wire";
import { azapiSchema } from "./azapi-schema";

const nothing = Object.keys(azapiSchema.resources["azapi_resource"]!.attributes).map((name) => [name, null] as const);

/** An `azapi_resource` of which only the provider's own defaults are known, as an import begins. */
export const emptyResource: ObjectValue = {
  ...Object.fromEntries(nothing),
  ignore_casing: false,
  ignore_missing_property: true,
  ignore_null_property: false,
  schema_validation_enabled: true,
  identity: [],
  timeouts: null,
};
