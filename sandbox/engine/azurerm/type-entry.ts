import type { Cloud } from "../arm/cloud";
import type { JsonObject } from "../store/store";
import type { Check } from "./checks";

/** Values of an azurerm resource by Terraform's names, all known. */
export type Values = Record<string, JsonValue>;
export type JsonValue = JsonObject[string];
/** What a provider's read function makes of what Azure keeps: the arguments that it writes into the state otherwise. */
export type AsRead = (values: Values) => Values;

/** What a type's exported values are computed from. */
export interface ComputeContext {
  readonly id: string;
  readonly values: Values;
  readonly cloud: Cloud;
  readonly subscription: string;
  readonly tenant: string;
}

/**
 * One azurerm resource type: what the bindings do not tell of its schema, and how the provider treats it.
 * Paths name nested arguments with dots: `network_rules.bypass`.
 */
export interface TypeEntry {
  /** ARM resource type of what it makes. */
  readonly arm: string;
  /**
   * Its Terraform id, composed from its arguments. `{group}` stands for the resource group's id followed by
   * `/providers`; `{subscription}` for the provider's subscription id.
   */
  readonly id: string;
  /** The ARM id behind a Terraform id, where they differ. */
  readonly armId?: (id: string) => string;
  /** Arguments that Azure fills in when they are left out. */
  readonly optionalComputed?: readonly string[];
  /** Arguments whose change replaces the resource. */
  readonly replaces?: readonly string[];
  /** Arguments of which only some changes replace the resource: whether this one does. */
  readonly replacesWhen?: Readonly<Record<string, (before: unknown, after: unknown) => boolean>>;
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
  /** Fewest and most items of a block or list. */
  readonly items?: Readonly<Record<string, readonly [min: number, max?: number]>>;
  readonly sensitive?: readonly string[];
  readonly deprecated?: readonly string[];
  /** Blocks that azurerm's schema writes as attributes holding objects. */
  readonly objectLists?: readonly string[];
  /** What the provider refuses before it calls Azure. */
  readonly checks?: readonly Check[];
  /** Exported values; whatever it leaves out gets a neutral value of its type. */
  readonly computed?: (context: ComputeContext) => Values;
  /** What Azure returns in another form than it was written in. */
  readonly returned?: (values: Values, context: Pick<ComputeContext, "subscription">) => Values;
  /**
   * What the provider's read function leaves out, orders or writes otherwise than it was sent: a difference between state and
   * configuration that every later plan shows.
   */
  readonly read?: AsRead;
  /** Exported values that follow what lies around it, so that each read may tell others. */
  readonly told?: (context: Pick<ComputeContext, "id" | "cloud">) => Values;
  /** Its ARM body, where rules or other clients need the true shape; else composed from the arguments. */
  readonly body?: (values: Values) => JsonObject;
}

export type TypeTable = Readonly<Record<string, TypeEntry>>;
