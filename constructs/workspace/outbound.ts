import type { IsolationMode, OutboundRule } from "../azapi";

/** What computes of an `approved-only` workspace may reach, beyond what Azure ML itself needs. */
export type OutboundRuleProps =
  /** A host name over HTTPS, e.g. `pypi.org` or `*.pypi.org`; puts a paid firewall in front of the network. */
  | { readonly type: "fqdn"; readonly host: string }
  /** An Azure service tag, e.g. `AzureMonitor`. */
  | {
      readonly type: "service-tag";
      readonly tag: string;
      readonly protocol: "TCP" | "UDP" | "ICMP" | "*";
      /** Ports and ranges, e.g. `443` or `80, 8080-8089`. */
      readonly ports: string;
    }
  /** A resource in Azure, by ARM id, through a private endpoint in the managed network. */
  | { readonly type: "private-endpoint"; readonly resource: string; readonly subresource: string };

/** How far the workspace's computes reach. Once isolated, Azure does not let a workspace go back. */
export type Outbound =
  | { readonly mode: "internet" }
  /** Not with model monitoring: Azure ML runs no monitors in such a network. */
  | { readonly mode: "approved-only"; readonly rules: Readonly<Record<string, OutboundRuleProps>> };

export const isolationModes = {
  internet: "AllowInternetOutbound",
  "approved-only": "AllowOnlyApprovedOutbound",
} as const satisfies Record<Outbound["mode"], IsolationMode>;

/** The rule as ARM writes it. */
export function renderOutboundRule(rule: OutboundRuleProps): OutboundRule {
  switch (rule.type) {
    case "fqdn":
      return { type: "FQDN", category: "UserDefined", destination: rule.host };
    case "service-tag":
      return {
        type: "ServiceTag",
        category: "UserDefined",
        destination: { action: "Allow", serviceTag: rule.tag, protocol: rule.protocol, portRanges: rule.ports },
      };
    case "private-endpoint":
      return {
        type: "PrivateEndpoint",
        category: "UserDefined",
        destination: {
          serviceResourceId: rule.resource,
          subresourceTarget: rule.subresource,
          // Spark jobs, drift monitors among them, need an endpoint of their own.
          sparkEnabled: true,
        },
      };
  }
}
