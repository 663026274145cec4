export { CollectedData, type CollectedDataProps } from "./collected-data";
export {
  ExistingEncryptionKey,
  OwnEncryptionKey,
  type ExistingEncryptionKeyProps,
  type IEncryptionKey,
  type OwnEncryptionKeyProps,
} from "./encryption-key";
export { MlWorkspace, type MlWorkspaceProps } from "./ml-workspace";
export type { Outbound, OutboundRuleProps, PrivateEndpointRuleProps } from "./outbound";
export { WorkspaceLogs, type WorkspaceLogsProps } from "./workspace-logs";
export { WorkspaceRegistry, type WorkspaceRegistryProps } from "./workspace-registry";
export { type StorageReplication, WorkspaceStorage, type WorkspaceStorageProps } from "./workspace-storage";
export { WorkspaceVault, type WorkspaceVaultProps } from "./workspace-vault";
