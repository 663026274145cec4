import type { AzureClient } from "../../engine/azure-client";
import {
  type ConfiguredProvider,
  type Diagnostic,
  type Provider,
  ProviderError,
} from "../../engine/terraform/provider";
import type { ProviderSchema } from "../../engine/terraform/schema";
import type { ObjectValue } from "../../engine/terraform/wire";
import { compiled, optionalBool, optionalText, optionalTexts } from "./arguments";
import { ConfiguredAzureDevops } from "./configured-azure-devops";
import type { CloudView } from "../../engine/arm/model";
import type { Memory } from "./memory";
import { azureDevopsData, azureDevopsTypes } from "./types";

const provider = compiled({
  org_service_url: optionalText(),
  personal_access_token: optionalText({ sensitive: true }),
  client_id: optionalText(),
  client_id_file_path: optionalText(),
  tenant_id: optionalText(),
  auxiliary_tenant_ids: optionalTexts(),
  client_certificate_path: optionalText(),
  client_certificate: optionalText({ sensitive: true }),
  client_certificate_password: optionalText({ sensitive: true }),
  client_secret: optionalText({ sensitive: true }),
  client_secret_path: optionalText(),
  oidc_request_token: optionalText(),
  oidc_request_url: optionalText(),
  oidc_token: optionalText({ sensitive: true }),
  oidc_token_file_path: optionalText(),
  oidc_azure_service_connection_id: optionalText(),
  use_oidc: optionalBool(),
  use_cli: optionalBool(),
  use_msi: optionalBool(),
}).block;

/** Providers have no id. */
const providerAttributes = Object.fromEntries(Object.entries(provider.attributes).filter(([name]) => name !== "id"));

/** The provider for Azure DevOps, as far as the sandbox simulates it. It takes no token: nothing leaves the machine. */
export class AzureDevopsProvider implements Provider {
  readonly legacyTypeSystem = true;
  readonly schema: ProviderSchema = {
    provider: { attributes: providerAttributes, blocks: {} },
    resources: Object.fromEntries(Object.entries(azureDevopsTypes).map(([type, { block }]) => [type, block])),
    dataSources: Object.fromEntries(Object.entries(azureDevopsData).map(([type, { block }]) => [type, block])),
  };

  constructor(
    private readonly memory: Memory,
    private readonly client: AzureClient,
    private readonly cloud: CloudView,
  ) {}

  validateResource(type: string, config: ObjectValue): readonly Diagnostic[] {
    return azureDevopsTypes[type]!.checks.flatMap((check) => check(config)).map(({ path, message }) => ({
      severity: "error",
      summary: message,
      path: [path.split(".")[0]!],
    }));
  }

  configure(config: ObjectValue): ConfiguredProvider {
    const url = config["org_service_url"] ?? process.env["AZDO_ORG_SERVICE_URL"];
    const organization = /^https:\/\/dev\.azure\.com\/([^/]+)\/?$/.exec(String(url))?.[1];
    if (organization === undefined) {
      throw new ProviderError(
        "the url of the Azure DevOps is required",
        "Write org_service_url, https://dev.azure.com/<organization>, in the provider block.",
      );
    }
    return new ConfiguredAzureDevops(this.schema, this.memory, this.client, organization.toLowerCase(), this.cloud);
  }
}
