import type { Cloud } from "../arm/cloud";
import type { AzureClient } from "../azure-client";
import { type ConfiguredProvider, type Diagnostic, type Provider, ProviderError } from "../terraform/provider";
import type { ProviderSchema } from "../terraform/schema";
import type { ObjectValue } from "../terraform/wire";
import { azurermSchema } from "./azurerm-schema";
import { ConfiguredAzurerm } from "./configured-azurerm";
import { readSettings } from "./provider-settings";
import { azurermTypes } from "../../services/types";
import { generalChecks } from "./general-checks";
import { listChecks } from "./list-checks";
import { notSimulatedFindings } from "./not-simulated";

/** The azurerm provider, as far as the sandbox simulates it. */
export class AzurermProvider implements Provider {
  readonly legacyTypeSystem = true;
  readonly schema: ProviderSchema = azurermSchema();

  constructor(
    private readonly cloud: Cloud,
    private readonly client: AzureClient,
  ) {}

  validateResource(type: string, config: ObjectValue): readonly Diagnostic[] {
    const entry = azurermTypes[type]!;
    const refused = [
      ...generalChecks(type, this.schema.resources[type]!),
      ...listChecks(entry),
      ...(entry.checks ?? []),
    ]
      .flatMap((check) => check(config))
      .map(({ path, message }): Diagnostic => ({ severity: "error", summary: message, path: [path.split(".")[0]!] }));
    return [...refused, ...notSimulatedFindings(type, config)];
  }

  configure(config: ObjectValue): ConfiguredProvider {
    const settings = readSettings(config, this.cloud.tenant);
    if (settings.subscription === undefined) {
      throw new ProviderError(
        "`subscription_id` is a required provider property when performing a plan/apply operation",
        "Write subscription_id in the provider block, or set ARM_SUBSCRIPTION_ID.",
      );
    }
    return new ConfiguredAzurerm(this.schema, this.cloud, this.client, {
      ...settings,
      subscription: settings.subscription,
    });
  }
}
