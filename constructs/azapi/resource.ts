import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { canonicalDigest } from "../../domain/json/canonical-json";
import { Bug } from "../../domain/problem/problem";
import type { ArmBody } from "./arm/bodies";
import { AzapiElement, type AzapiElementConfig } from "./element";

/** Managed identity of a resource; azapi keeps it apart from the body. */
export type AzapiIdentity =
  { readonly type: "SystemAssigned" } | { readonly type: "UserAssigned"; readonly identityIds: readonly string[] };

/** Query parameters: name → values. */
export type QueryParameters = Readonly<Record<string, readonly string[]>>;

/** Arguments of `azapi_resource`. */
export interface AzapiResourceConfig<Type extends string> extends AzapiElementConfig {
  /** ARM type and API version, e.g. `Microsoft.KeyVault/vaults@2026-02-01`; decides what the body may hold. */
  readonly type: Type;
  /** Name of the resource. A change replaces it. */
  readonly name: string;
  /** ARM id of what the resource is made in: a resource group, or its parent resource. A change replaces it. */
  readonly parentId: string;
  /**
   * What ARM gets, without name, location, tags and identity. Sent as written: a missing key is left to Azure, and
   * Azure ML's `${{…}}` is written `$${{…}}`. azapi does not catch wrong enum values; the types here do.
   */
  readonly body: ArmBody<Type>;
  /**
   * Parts of the body that are secret, merged into it when it is sent: no plan shows them and no state keeps them, so that
   * a change of theirs alone sends nothing. Takes Terraform 1.11 or newer.
   * @default - none
   */
  readonly sensitiveBody?: object;
  /**
   * Where in `sensitiveBody` the secrets are, e.g. `properties.list[0].key`; required with it. azapi sends them when it makes
   * the resource and when `type` or `body` is another, and needs to know none while planning. What was changed by hand in
   * Azure it would put right without them, which Azure refuses: then the resource is to be replaced (`-replace`). Of a list
   * it would send none of its entries, which Azure takes: a resource with a secret in a list is replaced instead, whatever
   * of its body differs. Tags stay those it was made with.
   * Source: azapi 2.12.0, `sensitive_body_version`, `FilterFields` and `replace_triggers_refs`.
   * @default - none
   */
  readonly sensitiveBodyPaths?: readonly string[];
  /** Azure region. A change replaces the resource. @default - none: the type has no location, and no tags either */
  readonly location?: string;
  /** @default - none */
  readonly tags?: Record<string, string>;
  /** @default - no managed identity */
  readonly identity?: AzapiIdentity;
  /** Whether a difference in upper and lower case between body and response is no change. @default false */
  readonly ignoreCasing?: boolean;
  /** Whether azapi checks the body against the published type. Off only where Azure takes more than is published. @default true */
  readonly schemaValidationEnabled?: boolean;
  /** Values that ARM cannot change in place: if one changes, the resource is replaced. @default - none */
  readonly replaceTriggersExternalValues?: Readonly<Record<string, unknown>>;
  /** Dotted paths in the body: if what one leads to changes, the resource is replaced. @default - none */
  readonly replaceTriggersRefs?: readonly string[];
  /** @default - none */
  readonly createQueryParameters?: QueryParameters;
  /** @default - none */
  readonly updateQueryParameters?: QueryParameters;
  /** @default - none */
  readonly readQueryParameters?: QueryParameters;
  /** @default - none */
  readonly deleteQueryParameters?: QueryParameters;
}

/** One ARM resource. */
export class AzapiResource<Type extends string = string> extends AzapiElement {
  static readonly tfResourceType = "azapi_resource";

  /** ARM type without the API version. */
  readonly armType: string;
  private currentTags: Record<string, string> | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly config: AzapiResourceConfig<Type>,
  ) {
    super(scope, id, AzapiResource.tfResourceType, withSecrets(config));
    if ((config.sensitiveBody === undefined) !== (config.sensitiveBodyPaths === undefined)) {
      throw new Bug(`${this.node.path} needs both of sensitiveBody and sensitiveBodyPaths, or none`);
    }
    this.armType = config.type.split("@")[0]!;
    this.currentTags = config.tags;
  }

  /** Whether ARM takes tags here: of its resources those do that have a location. */
  get taggable(): boolean {
    return this.config.location !== undefined;
  }

  get name(): string {
    return this.getStringAttribute("name");
  }

  /** Tags as given, the way generated bindings name it: an aspect may read them here and set `tags`. */
  get tagsInput(): Record<string, string> | undefined {
    return this.currentTags;
  }

  set tags(tags: Record<string, string>) {
    this.currentTags = tags;
  }

  /** Another one for each path as soon as what it is sent with is another. */
  private versions(paths: readonly string[]): Record<string, string> {
    const { type, body } = this.config;
    const resolver = new DefaultTokenResolver(new StringConcat());
    const sent: unknown = Tokenization.resolve({ type, body }, { scope: this, resolver, preparing: false });
    const version = canonicalDigest(sent).slice(0, 16);
    return Object.fromEntries(paths.map((path) => [path, version]));
  }

  /** Parts of the body that replace the resource when they change; all of them with a secret in a list, see `sensitiveBodyPaths`. */
  private get replacing(): readonly string[] | undefined {
    const { sensitiveBodyPaths: paths = [], body, replaceTriggersRefs } = this.config;
    return paths.some((path) => path.includes("[")) ? Object.keys(body) : replaceTriggersRefs;
  }

  protected override ownArguments() {
    const { config } = this;
    return {
      type: { value: config.type },
      name: { value: config.name },
      parent_id: { value: config.parentId },
      location: { value: config.location },
      tags: { value: this.currentTags },
      identity: { value: renderIdentity(config.identity), block: true },
      body: { value: config.body },
      sensitive_body: { value: config.sensitiveBody },
      sensitive_body_version: { value: config.sensitiveBodyPaths && this.versions(config.sensitiveBodyPaths) },
      ignore_casing: { value: config.ignoreCasing },
      schema_validation_enabled: { value: config.schemaValidationEnabled },
      replace_triggers_refs: { value: this.replacing },
      replace_triggers_external_values: { value: config.replaceTriggersExternalValues },
      create_query_parameters: { value: config.createQueryParameters },
      update_query_parameters: { value: config.updateQueryParameters },
      read_query_parameters: { value: config.readQueryParameters },
      delete_query_parameters: { value: config.deleteQueryParameters },
    };
  }
}

/** Tags are the one part of a resource that may change in place; an update of theirs would leave the secrets out. */
function withSecrets<Type extends string>(config: AzapiResourceConfig<Type>): AzapiElementConfig {
  if (config.sensitiveBodyPaths === undefined || (config.tags === undefined && config.location === undefined))
    return config;
  return { ...config, lifecycle: { ...config.lifecycle, ignoreChanges: ["tags"] } };
}

function renderIdentity(identity: AzapiIdentity | undefined) {
  if (identity === undefined) return undefined;
  if (identity.type === "SystemAssigned") return [{ type: identity.type }];
  return [{ type: identity.type, identity_ids: identity.identityIds }];
}
