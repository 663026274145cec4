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

export const federatedCredentialExact: Rule = {
  title: "Identities trust exact subjects of known pipelines",
  severity: "critical",
  upstream: [],
  why: "Whoever can get a token that fits acts as the identity, without a secret.",
  fix: "name one repository with one environment, branch or event in subject, and the pipeline's own issuer",
  ...attributes({ azurerm_federated_identity_credential: [exact, issuer] }),
};
