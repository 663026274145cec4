import type { Construct } from "constructs";
import { AzapiElement, type AzapiElementConfig } from "./element";

/** Arguments of `azapi_resource_action`. */
export interface AzapiResourceActionConfig extends AzapiElementConfig {
  /** ARM type and API version of the resource the request goes to. */
  readonly type: string;
  /** ARM id of that resource. */
  readonly resourceId: string;
  /** What to do: the last part of the path, e.g. `provisionManagedNetwork`. @default - the resource itself */
  readonly action?: string;
  /** @default POST */
  readonly method?: "POST" | "PATCH" | "PUT" | "DELETE" | "GET" | "HEAD";
  /** @default - no body */
  readonly body?: object;
  /** Whether the request runs when this is created and changed, or when it is destroyed. @default apply */
  readonly when?: "apply" | "destroy";
}

/** One request to a resource, such as a POST that starts something. */
export class AzapiResourceAction extends AzapiElement {
  static readonly tfResourceType = "azapi_resource_action";

  constructor(
    scope: Construct,
    id: string,
    private readonly config: AzapiResourceActionConfig,
  ) {
    super(scope, id, AzapiResourceAction.tfResourceType, config);
  }

  protected override ownArguments() {
    const { config } = this;
    return {
      type: { value: config.type },
      resource_id: { value: config.resourceId },
      action: { value: config.action },
      method: { value: config.method },
      body: { value: config.body },
      when: { value: config.when },
    };
  }
}
