/** `Microsoft.DevCenter/devcenters@2025-02-01`: what projects of dev centers belong to. */
export type DevCenterBody = Readonly<Record<string, never>>;

/** `Microsoft.DevCenter/projects@2025-02-01`: what pools of agents belong to. */
export interface DevCenterProjectBody {
  readonly properties: { readonly devCenterId: string };
}

/** `Microsoft.DevOpsInfrastructure/pools@2025-09-20`: agents that Azure DevOps puts into a subnet. */
export interface AgentPoolBody {
  readonly properties: {
    readonly devCenterProjectResourceId: string;
    /** Agents at once, 1 to 10000. */
    readonly maximumConcurrency: number;
    /** Whether a machine is thrown away after each job. */
    readonly agentProfile: { readonly kind: "Stateless" };
    readonly organizationProfile: {
      readonly kind: "AzureDevOps";
      readonly organizations: readonly {
        readonly url: string;
        /** Names of projects; none would be every project of the organization. */
        readonly projects: readonly string[];
        /** How many of the agents work for it. */
        readonly parallelism: number;
        /** Whether every pipeline of these projects may use the pool unasked. */
        readonly openAccess: boolean;
      }[];
      /** Who administers the pool in Azure DevOps; read when it is made, and never again. */
      readonly permissionProfile: { readonly kind: "Inherit" };
    };
    readonly fabricProfile: {
      readonly kind: "Vmss";
      readonly sku: { readonly name: string };
      readonly images: readonly {
        /** An image that Azure keeps, with its version behind a slash. */
        readonly wellKnownImageName: `${string}/latest`;
        /** Which part of the agents that wait in advance have it, in percent; `*`: as they are asked for. */
        readonly buffer: "*";
      }[];
      /** A subnet that is delegated to `Microsoft.DevOpsInfrastructure/pools`. */
      readonly networkProfile: { readonly subnetId: string };
    };
  };
}
