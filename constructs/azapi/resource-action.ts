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
  /**
   * As `responseExportValues`, for secrets: Terraform shows them in no plan. Read back with `secret(name)`.
   * @default - nothing is kept
   */
  readonly sensitiveResponseExportValues?: Readonly<Record<string, string>>;
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

  /** A secret kept by `sensitiveResponseExportValues`, as a reference. Terraform hides whatever is made from it. */
  secret(name: string): string {
    if (this.config.sensitiveResponseExportValues?.[name] === undefined) {
      throw new Error(`${this.node.path} keeps no secret named ${name}; add it to sensitiveResponseExportValues`);
    }
    return this.getStringAttribute(`sensitive_output.${name}`);
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
      sensitive_response_export_values: { value: config.sensitiveResponseExportValues },
    };
  }
}
