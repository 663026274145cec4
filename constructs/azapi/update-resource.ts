import type { Construct } from "constructs";
import { AzapiElement, type AzapiElementConfig } from "./element";
import type { ArmUpdate } from "./arm/bodies";

/** Arguments of `azapi_update_resource`. */
export interface AzapiUpdateResourceConfig<Type extends string> extends AzapiElementConfig {
  /** ARM type and API version of the resource to change. */
  readonly type: Type;
  /** ARM id of a resource that exists already. */
  readonly resourceId: string;
  /** The properties to set; the rest of the resource stays as it is. */
  readonly body: ArmUpdate<Type>;
  /** Whether a difference in upper and lower case between body and response is no change. @default false */
  readonly ignoreCasing?: boolean;
}

/**
 * Sets some properties of a resource that another resource made, for what can only be set later, such as traffic
 * after the deployments exist. Destroying it changes nothing in Azure.
 */
export class AzapiUpdateResource<Type extends string = string> extends AzapiElement {
  static readonly tfResourceType = "azapi_update_resource";

  constructor(
    scope: Construct,
    id: string,
    private readonly config: AzapiUpdateResourceConfig<Type>,
  ) {
    super(scope, id, AzapiUpdateResource.tfResourceType, config);
  }

  protected override ownArguments() {
    return {
      type: { value: this.config.type },
      resource_id: { value: this.config.resourceId },
      body: { value: this.config.body },
      ignore_casing: { value: this.config.ignoreCasing },
    };
  }
}
