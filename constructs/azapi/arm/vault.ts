/** `Microsoft.KeyVault/vaults`, the properties this project sets. Access is by roles only: no access policies. */
export interface VaultBody {
  readonly properties: {
    readonly tenantId: string;
    readonly sku: { readonly family: "A"; readonly name: "standard" | "premium" };
    readonly enableRbacAuthorization: true;
    readonly enableSoftDelete: true;
    readonly softDeleteRetentionInDays: number;
    readonly enablePurgeProtection: true;
    readonly enabledForDeployment: boolean;
    readonly enabledForDiskEncryption: boolean;
    readonly enabledForTemplateDeployment: boolean;
    readonly publicNetworkAccess: "Enabled" | "Disabled";
    readonly networkAcls: {
      readonly bypass: "AzureServices" | "None";
      readonly defaultAction: "Allow" | "Deny";
      readonly ipRules: readonly { readonly value: string }[];
      readonly virtualNetworkRules: readonly { readonly id: string }[];
    };
  };
}
