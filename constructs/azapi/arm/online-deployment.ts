/** How Azure ML finds out whether an instance is alive or ready. Times are ISO 8601 durations. */
export interface ProbeSettings {
  readonly initialDelay: string;
  readonly period: string;
  readonly timeout: string;
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

/** What is kept of one kind of traffic. */
export interface DataCollection {
  readonly dataCollectionMode: "Enabled" | "Disabled";
  /** Share of requests, 0–1. */
  readonly samplingRate: number;
  /** ARM id of the data asset that names the folder. */
  readonly dataId: string;
}

/** `Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-06-01`: one version of a model behind an endpoint. */
export interface OnlineDeploymentBody {
  readonly kind: "Managed";
  readonly sku: { readonly name: "Default"; readonly capacity: number };
  readonly properties: {
    readonly endpointComputeType: "Managed";
    readonly instanceType: string;
    /** `azureml://registries/<registry>/models/<name>/versions/<version>` */
    readonly model: string;
    /** The script that answers, with its code; without it the MLflow model answers by itself. */
    readonly codeConfiguration?: { readonly codeId: string; readonly scoringScript: string };
    /** What the script runs in. */
    readonly environmentId?: string;
    readonly appInsightsEnabled: boolean;
    readonly egressPublicNetworkAccess: "Enabled" | "Disabled";
    readonly requestSettings: {
      readonly requestTimeout: string;
      readonly maxConcurrentRequestsPerInstance: number;
    };
    readonly livenessProbe: ProbeSettings;
    readonly readinessProbe: ProbeSettings;
    readonly scaleSettings: { readonly scaleType: "Default" };
    readonly dataCollector?: {
      readonly rollingRate: "Year" | "Month" | "Day" | "Hour" | "Minute";
      readonly collections: Readonly<Record<string, DataCollection>>;
    };
  };
}
