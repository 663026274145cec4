import { isForSpark } from "../../domain/network/managed-network";
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
  | PrivateEndpointRuleProps;

/** A resource in Azure, by ARM id, through a private endpoint in the managed network. */
export interface PrivateEndpointRuleProps {
  readonly type: "private-endpoint";
  readonly resource: string;
  readonly subresource: string;
  /** Whether serverless Spark goes through it. @default - true for storage, the only one that Spark has endpoints to */
  readonly spark?: boolean;
}

/** How far the workspace's computes reach. Once isolated, Azure does not let a workspace go back. */
export type Outbound =
  /** Everything that is public; rules lead to what is not, and are private endpoints: others are refused. */
  | { readonly mode: "internet"; readonly rules?: Readonly<Record<string, OutboundRuleProps>> }
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
          // Serverless Spark, and with it every drift monitor, goes through no other endpoint.
          sparkEnabled: rule.spark ?? isForSpark(rule.resource),
        },
      };
  }
}
