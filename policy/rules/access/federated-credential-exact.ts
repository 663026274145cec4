import { attributes, matches } from "../../attributes";
import type { Rule } from "../../rule";

const exact = { path: "subject", is: matches(/^[^*?\s]+$/, "one subject without wildcards") };
const issuer = {
  path: "issuer",
  is: matches(
    /^https:\/\/(token\.actions\.githubusercontent\.com(\/[\w-]+)?|vstoken\.dev\.azure\.com\/[0-9a-f-]{36}|login\.microsoftonline\.com\/[0-9a-f-]{36}\/v2\.0)$/,
    "the issuer of GitHub Actions or Azure Pipelines",
  ),
};

const audience = {
  path: "audience",
  is: {
    wanted: "api://AzureADTokenExchange alone",
    holds: (value: unknown) => [value].flat().every((one) => one === "api://AzureADTokenExchange"),
  },
};

export const federatedCredentialExact: Rule = {
  title: "Identities trust exact subjects of known pipelines",
  severity: "critical",
  upstream: [],
  why: "Whoever can get a token that fits acts as the identity, without a secret.",
  fix: "name one repository with one environment, branch or event in subject, the pipeline's own issuer and Azure's audience",
  ...attributes({ azurerm_federated_identity_credential: [exact, issuer, audience] }),
};
