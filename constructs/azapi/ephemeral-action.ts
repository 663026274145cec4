import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { Bug } from "../../domain/problem/problem";

/** Arguments of the ephemeral `azapi_resource_action` that this project uses. */
export interface AzapiEphemeralActionConfig {
  /** ARM type and API version of the resource the request goes to. */
  readonly type: string;
  /** ARM id of that resource. */
  readonly resourceId: string;
  /** What is asked for with POST: the rest of the path, e.g. `listKeys`. */
  readonly action: string;
  /** What to keep of the answer while Terraform runs: our name for it → JMESPath. Read with `secret(name)`. */
  readonly responseExportValues: Readonly<Record<string, string>>;
}

/** Whether this is an apply: true and false are themselves ephemeral, so nothing else of a plan can depend on them. */
const APPLYING = "terraform.applying";

/**
 * A secret that is asked for on every apply, and is in no plan and no state: Terraform lets such values into write-only
 * arguments only (`sensitiveBody`).
 *
 * A plan asks for no secret, since whoever plans has no right to it: it reads the resource instead, and `secret` is empty.
 * So arguments that take it need `sensitiveBodyPaths`, or each plan would send it anew.
 *
 * Source: azapi 2.3.0, "New Ephemeral Resource: azapi_resource_action"; Terraform 1.10, ephemeral resources and
 * `terraform.applying`. Written without bindings: cdktf knows no ephemeral blocks.
 */
export class AzapiEphemeralAction extends TerraformElement {
  static readonly tfResourceType = "azapi_resource_action";

  constructor(
    scope: Construct,
    id: string,
    private readonly config: AzapiEphemeralActionConfig,
  ) {
    super(scope, id, AzapiEphemeralAction.tfResourceType);
  }

  /** A value of `responseExportValues`, as a reference: the secret while applying, and empty text while planning. */
  secret(name: string): string {
    if (this.config.responseExportValues[name] === undefined) {
      throw new Bug(`${this.node.path} keeps no secret named ${name}; add it to responseExportValues`);
    }
    const address = `ephemeral.${AzapiEphemeralAction.tfResourceType}.${this.friendlyUniqueId}`;
    return `\${${APPLYING} ? ${address}.output.${name} : ""}`;
  }

  override toTerraform(): Record<string, unknown> {
    const { type, resourceId, action, responseExportValues } = this.config;
    const one = {
      type,
      resource_id: resourceId,
      action: `\${${APPLYING} ? "${action}" : ""}`,
      method: `\${${APPLYING} ? "POST" : "GET"}`,
      response_export_values: responseExportValues,
    };
    return { ephemeral: { [AzapiEphemeralAction.tfResourceType]: { [this.friendlyUniqueId]: one } } };
  }
}
