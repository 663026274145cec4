/** The release of microsoft/azuredevops these bindings were written for; `required_providers` pins exactly this one. */
export const AZURE_DEVOPS_PROVIDER_VERSION = "1.16.0";

/** What cdktf needs to tie a resource to its provider and to pin the version. */
export const GENERATOR = {
  providerName: "azuredevops",
  providerVersion: AZURE_DEVOPS_PROVIDER_VERSION,
  providerVersionConstraint: AZURE_DEVOPS_PROVIDER_VERSION,
} as const;
