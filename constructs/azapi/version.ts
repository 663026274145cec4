/** The azapi release these bindings were written for; `required_providers` pins exactly this one. */
export const AZAPI_VERSION = "2.12.0";

/** What cdktf needs to tie a resource to its provider and to pin the version. */
export const GENERATOR = {
  providerName: "azapi",
  providerVersion: AZAPI_VERSION,
  providerVersionConstraint: AZAPI_VERSION,
} as const;
