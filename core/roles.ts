/**
 * Azure built-in roles that this project grants, by our name for them. The one place their identifiers stand:
 * roles are never looked up by name at plan time, so a plan needs no directory or role-definition read.
 * Source: Azure built-in roles reference, learn.microsoft.com/azure/role-based-access-control/built-in-roles.
 */
export const builtInRoles = {
  acrPull: { id: "7f951dda-4ed3-4680-a7ca-43fe172d538d", title: "AcrPull" },
  acrPush: { id: "8311e382-0749-4cb8-b61a-304f252e45ec", title: "AcrPush" },
  amlComputeOperator: { id: "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815", title: "AzureML Compute Operator" },
  amlDataScientist: { id: "f6c7c914-8db3-469d-8ca1-694a8f32e121", title: "AzureML Data Scientist" },
  amlRegistryUser: { id: "1823dd4f-9b8c-4ab6-ab4e-7397a3684615", title: "AzureML Registry User" },
  contributor: { id: "b24988ac-6180-42a0-ab88-20f7382dd24c", title: "Contributor" },
  keyVaultAdministrator: { id: "00482a5a-887f-4fb3-b363-3b7fe8e74483", title: "Key Vault Administrator" },
  keyVaultReader: { id: "21090545-7ca7-4776-b22c-e363652d74d2", title: "Key Vault Reader" },
  logAnalyticsReader: { id: "73c42c96-874c-492b-b04d-ab87d138a893", title: "Log Analytics Reader" },
  managedIdentityOperator: { id: "f1a07417-d97a-45cb-824c-7a7467783830", title: "Managed Identity Operator" },
  monitoringContributor: { id: "749f88d5-cbae-40b8-bcfc-e573ddc772fa", title: "Monitoring Contributor" },
  monitoringReader: { id: "43d0d8ad-25c7-4714-9337-8ba259a9fe05", title: "Monitoring Reader" },
  rbacAdministrator: {
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    title: "Role Based Access Control Administrator",
  },
  reader: { id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", title: "Reader" },
  storageBlobDataContributor: { id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe", title: "Storage Blob Data Contributor" },
  storageBlobDataOwner: { id: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", title: "Storage Blob Data Owner" },
  storageBlobDataReader: { id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", title: "Storage Blob Data Reader" },
  storageFileDataPrivilegedContributor: {
    id: "69566ab7-960f-475b-8e7c-b3118f30c6bd",
    title: "Storage File Data Privileged Contributor",
  },
  storageQueueDataMessageSender: {
    id: "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a",
    title: "Storage Queue Data Message Sender",
  },
} as const satisfies Record<string, { readonly id: string; readonly title: string }>;

/** Our name of a built-in role. */
export type BuiltInRole = keyof typeof builtInRoles;
