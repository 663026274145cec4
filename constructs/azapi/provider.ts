import { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { GENERATOR } from "./version";

/** Arguments of the azapi provider that this project uses; credentials come from the environment (`ARM_…`), as for azurerm. */
export interface AzapiProviderConfig {
  /** GUID of the subscription that requests without one in their path go to. */
  readonly subscriptionId: string;
  /** GUID of the Entra tenant to sign in to. */
  readonly tenantId: string;
  /** Whether the provider leaves resource providers alone instead of registering the one a refused request names. @default false */
  readonly skipProviderRegistration?: boolean;
  /**
   * Whether `output` stays empty unless `responseExportValues` asks for something. Otherwise every read-only property
   * of a response lands in the state, and a property that Azure changes by itself shows as drift.
   * @default false
   */
  readonly disableDefaultOutput?: boolean;
}

/** The azapi provider, pinned: it sends ARM requests for what azurerm lacks. */
export class AzapiProvider extends TerraformProvider {
  static readonly tfResourceType = "azapi";

  constructor(
    scope: Construct,
    id: string,
    private readonly config: AzapiProviderConfig,
  ) {
    super(scope, id, {
      terraformResourceType: AzapiProvider.tfResourceType,
      terraformGeneratorMetadata: GENERATOR,
      terraformProviderSource: "azure/azapi",
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return {
      subscription_id: this.config.subscriptionId,
      tenant_id: this.config.tenantId,
      skip_provider_registration: this.config.skipProviderRegistration,
      disable_default_output: this.config.disableDefaultOutput,
    };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    const attributes = Object.entries(this.synthesizeAttributes()).filter(([, value]) => value !== undefined);
    return Object.fromEntries(
      attributes.map(([name, value]) => [
        name,
        { value, isBlock: false, type: "simple", storageClassType: typeof value },
      ]),
    );
  }
}
