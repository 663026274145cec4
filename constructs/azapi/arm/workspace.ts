/** What an outbound rule of a managed network lets through: a host name, an Azure service tag, or a private endpoint. */
export type OutboundRule =
  | { readonly type: "FQDN"; readonly category: "UserDefined"; readonly destination: string }
  | {
      readonly type: "ServiceTag";
      readonly category: "UserDefined";
      readonly destination: {
        readonly action: "Allow" | "Deny";
        readonly serviceTag: string;
        readonly protocol: "TCP" | "UDP" | "ICMP" | "*";
        readonly portRanges: string;
      };
    }
  | {
      readonly type: "PrivateEndpoint";
      readonly category: "UserDefined";
      readonly destination: {
        readonly serviceResourceId: string;
        readonly subresourceTarget: string;
        readonly sparkEnabled: boolean;
      };
    };

/** How far computes in the managed network reach. */
export type IsolationMode = "Disabled" | "AllowInternetOutbound" | "AllowOnlyApprovedOutbound";

/** `Microsoft.MachineLearningServices/workspaces`, the properties this project sets. */
export interface WorkspaceBody {
  readonly kind: "Default";
  readonly sku: { readonly name: "Basic"; readonly tier: "Basic" };
  readonly properties: {
    readonly friendlyName?: string;
    readonly storageAccount: string;
    readonly keyVault: string;
    readonly applicationInsights: string;
    readonly containerRegistry: string;
    readonly systemDatastoresAuthMode: "AccessKey" | "Identity" | "UserDelegationSAS";
    readonly primaryUserAssignedIdentity: string;
    readonly publicNetworkAccess: "Enabled" | "Disabled";
    readonly allowPublicAccessWhenBehindVnet: boolean;
    readonly hbiWorkspace: boolean;
    readonly v1LegacyMode: boolean;
    readonly managedNetwork: { readonly isolationMode: IsolationMode };
    readonly provisionNetworkNow: boolean;
    readonly imageBuildCompute?: string;
    readonly enableServiceSideCMKEncryption?: boolean;
    readonly encryption?: {
      readonly status: "Enabled";
      readonly identity: { readonly userAssignedIdentity: string };
      readonly keyVaultProperties: { readonly keyVaultArmId: string; readonly keyIdentifier: string };
    };
  };
}
