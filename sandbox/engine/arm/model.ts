import type { CloudResource, Json, JsonObject, Store } from "../store/store";
import type { ArmId } from "./arm-id";

/** A resource as ARM shows it. */
export interface ArmResource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location?: string;
  readonly tags?: JsonObject;
  readonly identity?: JsonObject;
  readonly sku?: JsonObject;
  readonly kind?: string;
  readonly properties: JsonObject;
}

export interface WriteContext {
  readonly cloud: CloudView;
  readonly id: ArmId;
  /** The resource as it would be. */
  readonly resource: ArmResource;
  /** The same as it would be stored. */
  readonly stored: CloudResource;
  /** The resource as it is; undefined at creation. */
  readonly before: ArmResource | undefined;
}

export interface DeleteContext {
  readonly cloud: CloudView;
  readonly id: ArmId;
  readonly resource: ArmResource;
}

/** What rules and reads see of the cloud. */
export interface CloudView {
  readonly store: Store;
  readonly tenant: string;
  now(): Date;
  get(id: string): CloudResource | undefined;
  exists(id: string): boolean;
  show(id: string): ArmResource | undefined;
  view(resource: CloudResource): ArmResource;
  ofType(type: string): readonly ArmResource[];
  within(scope: string): readonly ArmResource[];
}

/** What Azure refuses for one resource type, beyond what it refuses for all. */
export interface ResourceRules {
  readonly write?: readonly ((context: WriteContext) => void)[];
  readonly remove?: readonly ((context: DeleteContext) => void)[];
}

/** Rules by lower-case resource type. */
export type RuleTable = Readonly<Record<string, ResourceRules>>;

/**
 * A read of ARM that is more than showing what was stored: metrics, quotas, what a region offers. Undefined if the path
 * is not its own; throws `ArmError` to refuse.
 */
export type ArmRead = (cloud: CloudView, path: string, query: URLSearchParams) => Json | undefined;
