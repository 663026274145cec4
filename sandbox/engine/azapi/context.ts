import type { Cloud } from "../arm/cloud";
import type { BodyShapes } from "../arm/shapes";
import type { AzureClient } from "../azure-client";
import type { Applied, ApplyRequest, Plan, PlanRequest } from "../terraform/provider";
import type { ObjectValue } from "../terraform/wire";

/** What the azapi provider block says that changes how it behaves here. */
export interface AzapiSettings {
  readonly subscription: string;
  readonly tenant: string;
  readonly defaultLocation: string | undefined;
  readonly defaultTags: Readonly<Record<string, string>> | undefined;
  /** Whether `output` stays empty unless `response_export_values` asks for something. */
  readonly disableDefaultOutput: boolean;
  /** Whether a changed body that says only what is so already is no change. */
  readonly ignoreNoOpChanges: boolean;
}

/** What the azapi resources share: the cloud, and the way to it. */
export interface AzapiContext {
  readonly cloud: Cloud;
  readonly client: AzureClient;
  readonly shapes: BodyShapes;
  readonly settings: AzapiSettings;
}

/** How one azapi resource type plans, applies, reads, and goes. */
export interface AzapiKind {
  plan(request: PlanRequest): Promise<Plan>;
  apply(request: ApplyRequest): Promise<Applied>;
  read(state: ObjectValue): Promise<ObjectValue | null>;
  destroy(state: ObjectValue): Promise<void>;
  import(id: string): Promise<ObjectValue>;
}
