import type { ProviderSchema } from "./schema";
import type { ObjectValue } from "./wire";

/** Steps from the root of a value to one of its attributes: names, list indexes. */
export type AttributePath = readonly (string | number)[];

export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly path?: AttributePath;
}

/** A refusal that Terraform shows to the user. */
export class ProviderError extends Error {
  constructor(
    readonly summary: string,
    readonly detail: string,
    readonly path?: AttributePath,
  ) {
    super(`${summary}: ${detail}`);
  }
}

export interface PlanRequest {
  readonly type: string;
  /** Null when the resource is to be created. */
  readonly prior: ObjectValue | null;
  /** The configuration, with earlier computed values filled in where it is silent. */
  readonly proposed: ObjectValue;
  readonly config: ObjectValue;
  /** What the provider keeps of the resource beside its values: Terraform's private state. @default - nothing */
  readonly kept?: string;
}

export interface Plan {
  readonly planned: ObjectValue;
  readonly replaces: readonly AttributePath[];
  readonly warnings?: readonly Diagnostic[];
}

export interface ApplyRequest {
  readonly type: string;
  /** Null when the resource is to be created. */
  readonly prior: ObjectValue | null;
  readonly planned: ObjectValue;
  readonly config: ObjectValue;
  readonly kept?: string;
}

export interface Applied {
  readonly state: ObjectValue;
  /** What is kept from now on. @default - nothing */
  readonly kept?: string;
  /** Set if it failed half way: Terraform then keeps `state` and marks the resource as tainted. */
  readonly error?: ProviderError;
}

/** A provider after its provider block was read. One per connection: provider aliases each have their own. */
export interface ConfiguredProvider {
  /** The resource as it is now; null if it is gone. */
  read(type: string, state: ObjectValue): Promise<ObjectValue | null>;
  plan(request: PlanRequest): Promise<Plan>;
  apply(request: ApplyRequest): Promise<Applied>;
  destroy(type: string, state: ObjectValue): Promise<void>;
  import(type: string, id: string): Promise<ObjectValue>;
  readData(type: string, config: ObjectValue): Promise<ObjectValue>;
  /** Opens an ephemeral resource, of the types that the schema has. @default - it has none */
  open?(type: string, config: ObjectValue): Promise<ObjectValue>;
}

/** A Terraform provider, as far as Terraform's protocol needs one. Every method may throw {@link ProviderError}. */
export interface Provider {
  readonly schema: ProviderSchema;
  /** Whether Terraform should be as lenient with its answers as with providers on the older plugin SDK. */
  readonly legacyTypeSystem: boolean;
  validateResource(type: string, config: ObjectValue): readonly Diagnostic[];
  configure(config: ObjectValue): ConfiguredProvider;
  /** The state of `type` for what another provider's state names. @default - it takes nothing over */
  move?(sourceType: string, source: Readonly<Record<string, unknown>>, type: string): ObjectValue;
}
