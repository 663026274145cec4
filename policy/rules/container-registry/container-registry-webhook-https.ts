import { attributes, matches } from "../../attributes";
import type { Rule } from "../../rule";

const https = matches(/^https:\/\//i, "an https address");

export const containerRegistryWebhookHttps: Rule = {
  title: "Webhooks of container registries use HTTPS",
  severity: "medium",
  upstream: ["CKV2_AZURE_30"],
  why: "Over HTTP anyone on the way reads which image was pushed, and the token in the address.",
  fix: "use an https address in service_uri (serviceUri)",
  ...attributes({
    azurerm_container_registry_webhook: { path: "service_uri", is: https },
    "Microsoft.ContainerRegistry/registries/webhooks": { path: "properties.serviceUri", is: https },
  }),
};
