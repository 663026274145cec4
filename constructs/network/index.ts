export { Bastion, type BastionProps } from "./bastion";
export {
  EnvironmentNetwork,
  type EnvironmentNetworkProps,
  type FirewallProps,
  type GatewayProps,
  type IEnvironmentNetwork,
  type JumpHostEntry,
  type RunnersProps,
  type SubnetProps,
} from "./environment-network";
export { AgentPool, type AgentPoolProps } from "./agent-pool";
export { GitHubRunners, type GitHubRunnersProps } from "./github-runners";
export { HubPeering, type HubPeeringProps, type HubProps } from "./hub-peering";
export { allowedBlocks, type Inbound, storageIpRules } from "./inbound";
export { JumpHost, type JumpHostProps } from "./jump-host";
export {
  PrivateAccess,
  type PrivateAccessProps,
  type PrivateDns,
  type PrivateEndpointProps,
  type PrivateLinkKind,
  privateLinks,
} from "./private-access";
export { type SecurityRule, subnetRules } from "./security-rules";
