import { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { asHcl, asJson } from "./arguments";
import { GENERATOR } from "./version";

/** Arguments of the azuredevops provider that this project uses. */
export interface AzureDevopsProviderConfig {
  /** URL of the organization, `https://dev.azure.com/<name>`. */
  readonly orgServiceUrl: string;
  /** GUID of the Entra tenant to sign in to. */
  readonly tenantId: string;
}

/**
 * The azuredevops provider, pinned. Credentials come from the environment (`ARM_…`, `AZDO_PERSONAL_ACCESS_TOKEN`) or from
 * `az login`.
 */
export class AzureDevopsProvider extends TerraformProvider {
  static readonly tfResourceType = "azuredevops";

  constructor(
    scope: Construct,
    id: string,
    private readonly config: AzureDevopsProviderConfig,
  ) {
    super(scope, id, {
      terraformResourceType: AzureDevopsProvider.tfResourceType,
      terraformGeneratorMetadata: GENERATOR,
      terraformProviderSource: "microsoft/azuredevops",
    });
  }

  private own() {
    return { org_service_url: this.config.orgServiceUrl, tenant_id: this.config.tenantId };
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return asJson(this.own());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return asHcl(this.own());
  }
}
