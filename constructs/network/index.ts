export { EnvironmentNetwork, type EnvironmentNetworkProps, type SubnetProps } from "./environment-network";
export { allowedBlocks, type Inbound, storageIpRules } from "./inbound";
export {
  PrivateAccess,
  type PrivateAccessProps,
  type PrivateEndpointProps,
  type PrivateLinkKind,
  privateLinks,
} from "./private-access";
export { type SecurityRule, subnetRules } from "./security-rules";
