/** `Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01`: the address that a model answers at. */
export interface OnlineEndpointBody {
  /** Azure ML runs the machines. */
  readonly kind: "Managed";
  readonly properties: {
    /** Callers sign in with Entra. Keys and Azure ML tokens cannot be told apart in an audit. */
    readonly authMode: "AADToken";
    readonly publicNetworkAccess: "Enabled" | "Disabled";
    readonly description?: string;
    /** Deployment → percent of the requests it answers. Sums to 0 or 100; each deployment must exist. */
    readonly traffic?: Readonly<Record<string, number>>;
    /** Deployment → percent of the requests copied to it, 0–50. */
    readonly mirrorTraffic?: Readonly<Record<string, number>>;
  };
}
