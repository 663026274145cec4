import { attributes, expect, matches } from "../../attributes";
import { isOfConnection } from "../../azure-devops";
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

const judged = attributes({ azurerm_federated_identity_credential: [exact, issuer, audience] });

export const federatedCredentialExact: Rule = {
  title: "Identities trust exact subjects of known pipelines",
  severity: "critical",
  upstream: [],
  why: "Whoever can get a token that fits acts as the identity, without a secret.",
  fix: "name one repository with one environment, branch or event in subject, the pipeline's own issuer and Azure's audience",
  ...judged,
  // What a service connection says of itself is exact, and Azure DevOps signs it: nobody wrote it.
  check: (credential, world) =>
    isOfConnection(credential) ? expect(credential, audience) : judged.check(credential, world),
};
