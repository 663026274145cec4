import { attributes, equals } from "../../attributes";
import { CONNECTION } from "../../azure-devops";
import type { Rule } from "../../rule";

const none = { wanted: "none", holds: () => false };

export const azureConnectionFederated: Rule = {
  title: "Service connections sign in by workload identity federation, without a secret",
  severity: "critical",
  upstream: [],
  why: "A key or certificate in a connection works from anywhere, for whoever gets it, until somebody notices.",
  fix: "set service_endpoint_authentication_scheme to WorkloadIdentityFederation, and in credentials the client id alone",
  ...attributes({
    [CONNECTION]: [
      { path: "service_endpoint_authentication_scheme", is: equals("WorkloadIdentityFederation") },
      { path: "credentials.serviceprincipalkey", is: none, absent: "pass" },
      { path: "credentials.serviceprincipalcertificate", is: none, absent: "pass" },
    ],
  }),
};
