export {
  EnvironmentNetwork,
  type EnvironmentNetworkProps,
  type FirewallProps,
  type IEnvironmentNetwork,
  type RunnersProps,
  type SubnetProps,
} from "./environment-network";
export { GitHubRunners, type GitHubRunnersProps } from "./github-runners";
export { HubPeering, type HubPeeringProps, type HubProps } from "./hub-peering";
export { allowedBlocks, type Inbound, storageIpRules } from "./inbound";
export {
  PrivateAccess,
  type PrivateAccessProps,
  type PrivateDns,
  type PrivateEndpointProps,
  type PrivateLinkKind,
  privateLinks,
} from "./private-access";
export { type SecurityRule, subnetRules } from "./security-rules";
