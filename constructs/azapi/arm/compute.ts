interface ComputeCommon {
  readonly computeLocation: string;
  readonly description?: string;
  readonly disableLocalAuth: boolean;
}

/** A cluster of nodes that grows and shrinks with its jobs. Low-priority nodes are left out: Azure retired them in March 2026. */
export interface AmlComputeProperties {
  readonly osType: "Linux";
  readonly vmSize: string;
  readonly vmPriority: "Dedicated";
  readonly scaleSettings: {
    readonly minNodeCount: number;
    readonly maxNodeCount: number;
    /** ISO 8601. */
    readonly nodeIdleTimeBeforeScaleDown: string;
  };
  readonly enableNodePublicIp: boolean;
  readonly remoteLoginPortPublicAccess: "Enabled" | "Disabled" | "NotSpecified";
}

/** One person's workstation. */
export interface ComputeInstanceProperties {
  readonly vmSize: string;
  readonly applicationSharingPolicy: "Personal" | "Shared";
  readonly computeInstanceAuthorizationType: "personal";
  readonly personalComputeInstanceSettings: {
    readonly assignedUser: { readonly objectId: string; readonly tenantId: string };
  };
  readonly sshSettings: { readonly sshPublicAccess: "Enabled" | "Disabled" };
  readonly enableNodePublicIp: boolean;
  /** ISO 8601. */
  readonly idleTimeBeforeShutdown: string;
}

/** `Microsoft.MachineLearningServices/workspaces/computes`, the two kinds this project makes. */
export interface ComputeBody {
  readonly properties:
    | (ComputeCommon & { readonly computeType: "AmlCompute"; readonly properties: AmlComputeProperties })
    | (ComputeCommon & { readonly computeType: "ComputeInstance"; readonly properties: ComputeInstanceProperties });
}
