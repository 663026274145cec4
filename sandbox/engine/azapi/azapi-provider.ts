import type { Cloud } from "../arm/cloud";
import type { BodyShapes } from "../arm/shapes";
import type { AzureClient } from "../azure-client";
import { type ConfiguredProvider, type Diagnostic, type Provider, ProviderError } from "../terraform/provider";
import type { ObjectValue } from "../terraform/wire";
import { azapiSchema } from "./azapi-schema";
import { ConfiguredAzapi } from "./configured-azapi";
import { movedResource } from "./full-resource";
import { requireSimulated } from "./not-simulated";
import { azapiFindings } from "./validate";

/** The azapi provider, as far as the sandbox simulates it. */
export class AzapiProvider implements Provider {
  readonly legacyTypeSystem = false;
  readonly schema = azapiSchema;

  constructor(
    private readonly cloud: Cloud,
    private readonly client: AzureClient,
    private readonly shapes: BodyShapes,
  ) {}

  validateResource(type: string, config: ObjectValue): readonly Diagnostic[] {
    return azapiFindings(type, config, this.shapes);
  }

  /**
   * Takes over what azurerm made: only its id is known of it, and the body is what the next read finds.
   * Source: azapi 2.12.0, `MoveState` of `azapi_resource`.
   */
  move(sourceType: string, source: Readonly<Record<string, unknown>>, type: string): ObjectValue {
    if (type !== "azapi_resource" || !sourceType.startsWith("azurerm")) {
      throw new ProviderError(
        "Invalid source type",
        "The `azapi_resource` resource can only be moved from an `azurerm` resource",
      );
    }
    return movedResource(String(source["id"]), this.shapes);
  }

  configure(config: ObjectValue): ConfiguredProvider {
    requireSimulated("provider", config);
    const flag = (name: string, variable: string): string =>
      String((config[name] as boolean | null | undefined) ?? process.env[variable]);
    const text = (name: string, variable: string) =>
      (config[name] as string | null | undefined) ?? process.env[variable];
    return new ConfiguredAzapi({
      cloud: this.cloud,
      client: this.client,
      shapes: this.shapes,
      settings: {
        subscription: text("subscription_id", "ARM_SUBSCRIPTION_ID") ?? "",
        tenant: text("tenant_id", "ARM_TENANT_ID") ?? this.cloud.tenant,
        defaultLocation: (config["default_location"] as string | null | undefined) ?? undefined,
        defaultTags: (config["default_tags"] as Record<string, string> | null | undefined) ?? undefined,
        disableDefaultOutput: flag("disable_default_output", "ARM_DISABLE_DEFAULT_OUTPUT") === "true",
        ignoreNoOpChanges: ["true", "undefined", ""].includes(flag("ignore_no_op_changes", "ARM_IGNORE_NO_OP_CHANGES")),
      },
    });
  }
}
