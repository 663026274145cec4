import type { ActionGroupBody } from "./action-group";
import type { AgentPoolBody, DevCenterBody, DevCenterProjectBody } from "./agent-pool";
import type { AutoscaleBody } from "./autoscale";
import type { ComputeBody } from "./compute";
import type { DataContainerBody, DataVersionBody } from "./data-asset";
import type { DatastoreBody } from "./datastore";
import type { LockBody } from "./lock";
import type { MetricAlertBody } from "./metric-alert";
import type { OnlineDeploymentBody } from "./online-deployment";
import type { OnlineEndpointBody } from "./online-endpoint";
import type { OutboundRuleBody } from "./outbound-rule";
import type { MachineExtensionBody, PublicKeyBody, ShutdownBody, VirtualMachineBody } from "./virtual-machine";
import type {
  BastionBody,
  GitHubNetworkSettingsBody,
  NatGatewayBody,
  NetworkInterfaceBody,
  PeeringBody,
  PublicAddressBody,
  RouteTableBody,
} from "./network";
import type { SubnetBody } from "./subnet";
import type { VaultBody } from "./vault";
import type { WorkspaceBody } from "./workspace";

/** One API version for everything of Azure ML: one model of the service. The first stable one with identity-based datastores. */
export const ML_API_VERSION = "2025-06-01";
/** Older control-plane versions of Key Vault retire on 2027-02-27. */
export const KEY_VAULT_API_VERSION = "2026-02-01";

/** Typed bodies, by ARM type and API version. A type that is not here takes any object. */
export interface ArmBodies {
  "GitHub.Network/networkSettings@2024-04-02": GitHubNetworkSettingsBody;
  "Microsoft.Authorization/locks@2020-05-01": LockBody;
  "Microsoft.Compute/sshPublicKeys@2024-07-01": PublicKeyBody;
  "Microsoft.Compute/virtualMachines@2024-07-01": VirtualMachineBody;
  "Microsoft.Compute/virtualMachines/extensions@2024-07-01": MachineExtensionBody;
  "Microsoft.DevCenter/devcenters@2025-02-01": DevCenterBody;
  "Microsoft.DevCenter/projects@2025-02-01": DevCenterProjectBody;
  "Microsoft.DevOpsInfrastructure/pools@2025-09-20": AgentPoolBody;
  "Microsoft.DevTestLab/schedules@2018-09-15": ShutdownBody;
  "Microsoft.Insights/actionGroups@2023-01-01": ActionGroupBody;
  "Microsoft.Insights/autoscalesettings@2022-10-01": AutoscaleBody;
  "Microsoft.Insights/metricAlerts@2018-03-01": MetricAlertBody;
  "Microsoft.KeyVault/vaults@2026-02-01": VaultBody;
  "Microsoft.MachineLearningServices/workspaces@2025-06-01": WorkspaceBody;
  "Microsoft.MachineLearningServices/workspaces/computes@2025-06-01": ComputeBody;
  "Microsoft.MachineLearningServices/workspaces/data@2025-06-01": DataContainerBody;
  "Microsoft.MachineLearningServices/workspaces/data/versions@2025-06-01": DataVersionBody;
  "Microsoft.MachineLearningServices/workspaces/datastores@2025-06-01": DatastoreBody;
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01": OnlineEndpointBody;
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-06-01": OnlineDeploymentBody;
  "Microsoft.MachineLearningServices/workspaces/outboundRules@2025-06-01": OutboundRuleBody;
  "Microsoft.Network/bastionHosts@2024-05-01": BastionBody;
  "Microsoft.Network/natGateways@2024-05-01": NatGatewayBody;
  "Microsoft.Network/networkInterfaces@2024-05-01": NetworkInterfaceBody;
  "Microsoft.Network/publicIPAddresses@2024-05-01": PublicAddressBody;
  "Microsoft.Network/routeTables@2024-05-01": RouteTableBody;
  "Microsoft.Network/virtualNetworks/subnets@2024-05-01": SubnetBody;
  "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01": PeeringBody;
}

/** What a body of this type may hold. */
export type ArmBody<Type extends string> = Type extends keyof ArmBodies ? ArmBodies[Type] : object;

/** A part of a body of this type. */
export type ArmUpdate<Type extends string> = DeepPartial<ArmBody<Type>>;

type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;
