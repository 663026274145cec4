import type { Rule } from "../rule";
import { federatedCredentialExact } from "./access/federated-credential-exact";
import { federatedCredentialRepository } from "./access/federated-credential-repository";
import { pipelinePlanReadsOnly } from "./access/pipeline-plan-reads-only";
import { roleAdministratorConditional } from "./access/role-administrator-conditional";
import { roleDefinitionAsListed } from "./access/role-definition-as-listed";
import { roleDefinitionNoAccessWrites } from "./access/role-definition-no-access-writes";
import { roleDefinitionNoWildcard } from "./access/role-definition-no-wildcard";
import { roleDefinitionScope } from "./access/role-definition-scope";
import { roleFitsIdentity } from "./access/role-fits-identity";
import { roleHasReason } from "./access/role-has-reason";
import { roleNoDataWriteInProduction } from "./access/role-no-data-write-in-production";
import { roleOneEnvironment } from "./access/role-one-environment";
import { rolePeopleAllowed } from "./access/role-people-allowed";
import { rolePeopleConfigured } from "./access/role-people-configured";
import { rolePeopleThroughGroups } from "./access/role-people-through-groups";
import { rolePrincipalTypeSet } from "./access/role-principal-type-set";
import { rolePrivilegedNotForPeople } from "./access/role-privileged-not-for-people";
import { roleScopeResourceGroup } from "./access/role-scope-resource-group";
import { stateGrantOwnEnvironment } from "./access/state-grant-own-environment";
import { actionGroupEnabled } from "./alerts/action-group-enabled";
import { actionGroupHasReceiver } from "./alerts/action-group-has-receiver";
import { alertEnabled } from "./alerts/alert-enabled";
import { alertHasAction } from "./alerts/alert-has-action";
import { alertNotDeaf } from "./alerts/alert-not-deaf";
import { alertQueryKnown } from "./alerts/alert-query-known";
import { alertsComplete } from "./alerts/alerts-complete";
import { computeIdleShort } from "./compute/compute-idle-short";
import { computeIdleShutdown } from "./compute/compute-idle-shutdown";
import { computeInNetwork } from "./compute/compute-in-network";
import { computeNoLocalAuth } from "./compute/compute-no-local-auth";
import { computeNoPublicIp } from "./compute/compute-no-public-ip";
import { computeNoSsh } from "./compute/compute-no-ssh";
import { computeOwnIdentity } from "./compute/compute-own-identity";
import { computePersonal } from "./compute/compute-personal";
import { machineHardened } from "./compute/machine-hardened";
import { computeScalesToZero } from "./compute/compute-scales-to-zero";
import { containerRegistryDataEndpoint } from "./container-registry/container-registry-data-endpoint";
import { containerRegistryDefaultDeny } from "./container-registry/container-registry-default-deny";
import { containerRegistryGeoReplication } from "./container-registry/container-registry-geo-replication";
import { containerRegistryName } from "./container-registry/container-registry-name";
import { containerRegistryNoAdmin } from "./container-registry/container-registry-no-admin";
import { containerRegistryNoAnonymousPull } from "./container-registry/container-registry-no-anonymous-pull";
import { containerRegistryNoExport } from "./container-registry/container-registry-no-export";
import { containerRegistryNoPublicNetwork } from "./container-registry/container-registry-no-public-network";
import { containerRegistryRetention } from "./container-registry/container-registry-retention";
import { containerRegistrySku } from "./container-registry/container-registry-sku";
import { containerRegistryWebhookHttps } from "./container-registry/container-registry-webhook-https";
import { containerRegistryZoneRedundant } from "./container-registry/container-registry-zone-redundant";
import { budgetPresent } from "./cost/budget-present";
import { budgetWarnsInTime } from "./cost/budget-warns-in-time";
import { eventGoesToWorkflow } from "./events/event-goes-to-workflow";
import { eventSubscriptionHears } from "./events/event-subscription-hears";
import { keyVaultAuditLogs } from "./key-vault/key-vault-audit-logs";
import { keyVaultDefaultDeny } from "./key-vault/key-vault-default-deny";
import { keyVaultDeleteLock } from "./key-vault/key-vault-delete-lock";
import { encryptionKeyEverywhere } from "./key-vault/encryption-key-everywhere";
import { encryptionKeyLasts } from "./key-vault/encryption-key-lasts";
import { keyVaultKeyExpiry } from "./key-vault/key-vault-key-expiry";
import { keyVaultKeyHsm } from "./key-vault/key-vault-key-hsm";
import { keyVaultName } from "./key-vault/key-vault-name";
import { keyVaultNoAccessPolicies } from "./key-vault/key-vault-no-access-policies";
import { keyVaultNoOpenNetwork } from "./key-vault/key-vault-no-open-network";
import { keyVaultNotForMachines } from "./key-vault/key-vault-not-for-machines";
import { keyVaultPrivateEndpoint } from "./key-vault/key-vault-private-endpoint";
import { keyVaultPurgeProtection } from "./key-vault/key-vault-purge-protection";
import { keyVaultRbac } from "./key-vault/key-vault-rbac";
import { keyVaultSecretContentType } from "./key-vault/key-vault-secret-content-type";
import { keyVaultSecretExpiry } from "./key-vault/key-vault-secret-expiry";
import { keyVaultSoftDelete } from "./key-vault/key-vault-soft-delete";
import { diagnosticsComplete } from "./logs/diagnostics-complete";
import { diagnosticsToOwnLogs } from "./logs/diagnostics-to-own-logs";
import { insightsKeepsAll } from "./logs/insights-keeps-all";
import { insightsName } from "./logs/insights-name";
import { insightsNoLocalAuth } from "./logs/insights-no-local-auth";
import { insightsWorkspaceBased } from "./logs/insights-workspace-based";
import { logAnalyticsDeleteLock } from "./logs/log-analytics-delete-lock";
import { logAnalyticsNoLocalAuth } from "./logs/log-analytics-no-local-auth";
import { logsRetention } from "./logs/logs-retention";
import { allowListNarrow } from "./network/allow-list-narrow";
import { allowListNotInternet } from "./network/allow-list-not-internet";
import { environmentsApart } from "./network/environments-apart";
import { bastionNsgComplete } from "./network/bastion-nsg-complete";
import { machineNoPublicAddress } from "./network/machine-no-public-address";
import { needsReached } from "./network/needs-reached";
import { networkResolverConfigured } from "./network/network-resolver-configured";
import { nsgDeniesByDefault } from "./network/nsg-denies-by-default";
import { nsgNoLateralTraversal } from "./network/nsg-no-lateral-traversal";
import { nsgNoOpenEgress } from "./network/nsg-no-open-egress";
import { nsgNoOpenIngress } from "./network/nsg-no-open-ingress";
import { outboundRuleNarrow } from "./network/outbound-rule-narrow";
import { privateDnsLinked } from "./network/private-dns-linked";
import { privateEndpointAutomatic } from "./network/private-endpoint-automatic";
import { privateEndpointDns } from "./network/private-endpoint-dns";
import { subnetDelegatedToRunners } from "./network/subnet-delegated-to-runners";
import { subnetHasNsg } from "./network/subnet-has-nsg";
import { subnetNoDefaultOutbound } from "./network/subnet-no-default-outbound";
import { azureBranchAsConfigured } from "./pipelines/azure-branch-as-configured";
import { azureBranchStrict } from "./pipelines/azure-branch-strict";
import { azureCheckStrict } from "./pipelines/azure-check-strict";
import { azureConnectionFederated } from "./pipelines/azure-connection-federated";
import { azureDeploymentGuarded } from "./pipelines/azure-deployment-guarded";
import { azurePipelinesNamed } from "./pipelines/azure-pipelines-named";
import { deploymentApproved } from "./pipelines/deployment-approved";
import { deploymentBranchAsConfigured } from "./pipelines/deployment-branch-as-configured";
import { deploymentBranchChecked } from "./pipelines/deployment-branch-checked";
import { deploymentBranchNoBypass } from "./pipelines/deployment-branch-no-bypass";
import { deploymentBranchReviewed } from "./pipelines/deployment-branch-reviewed";
import { deploymentEnvironmentManaged } from "./pipelines/deployment-environment-managed";
import { deploymentNoAdminBypass } from "./pipelines/deployment-no-admin-bypass";
import { deploymentNoSelfApproval } from "./pipelines/deployment-no-self-approval";
import { deploymentProtectedBranch } from "./pipelines/deployment-protected-branch";
import { pipelineVariableNoSecret } from "./pipelines/pipeline-variable-no-secret";
import { monitorAlertPath } from "./schedules/monitor-alert-path";
import { monitorNotDeaf } from "./schedules/monitor-not-deaf";
import { scheduleEnabled } from "./schedules/schedule-enabled";
import { scheduleFixedStart } from "./schedules/schedule-fixed-start";
import { scheduleOften } from "./schedules/schedule-often";
import { deploymentDataCollection } from "./serving/deployment-data-collection";
import { deploymentScales } from "./serving/deployment-scales";
import { deploymentTraced } from "./serving/deployment-traced";
import { deploymentTwoInstances } from "./serving/deployment-two-instances";
import { endpointDiagnostics } from "./serving/endpoint-diagnostics";
import { endpointEntraAuth } from "./serving/endpoint-entra-auth";
import { endpointNoPublicNetwork } from "./serving/endpoint-no-public-network";
import { endpointSettledAlike } from "./serving/endpoint-settled-alike";
import { endpointUserIdentity } from "./serving/endpoint-user-identity";
import { modelRegistryNoPublicNetwork } from "./serving/model-registry-no-public-network";
import { modelRegistryPrivateBlobs } from "./serving/model-registry-private-blobs";
import { argumentKnown } from "./stack/argument-known";
import { blockKnown } from "./stack/block-known";
import { changesSeen } from "./stack/changes-seen";
import { dataSourceKnown } from "./stack/data-source-known";
import { ephemeralKnown } from "./stack/ephemeral-known";
import { destroyRecoverable } from "./stack/destroy-recoverable";
import { kindKnown } from "./stack/kind-known";
import { noModule } from "./stack/no-module";
import { noPlainSecret } from "./stack/no-plain-secret";
import { noProvisioner } from "./stack/no-provisioner";
import { outputNoSecret } from "./stack/output-no-secret";
import { ownEnvironmentOnly } from "./stack/own-environment-only";
import { providerKnown } from "./stack/provider-known";
import { providerSettingsSafe } from "./stack/provider-settings-safe";
import { stateKeptSafe } from "./stack/state-kept-safe";
import { tenantOwn } from "./stack/tenant-own";
import { dataPreventDestroy } from "./storage/data-prevent-destroy";
import { softDeleteLong } from "./storage/soft-delete-long";
import { storageBlobSoftDelete } from "./storage/storage-blob-soft-delete";
import { storageContainerPrivate } from "./storage/storage-container-private";
import { storageContainerSoftDelete } from "./storage/storage-container-soft-delete";
import { storageDefaultDeny } from "./storage/storage-default-deny";
import { storageDiagnostics } from "./storage/storage-diagnostics";
import { storageEntraByDefault } from "./storage/storage-entra-by-default";
import { storageHttpsOnly } from "./storage/storage-https-only";
import { storageInfrastructureEncryption } from "./storage/storage-infrastructure-encryption";
import { storageMinTls } from "./storage/storage-min-tls";
import { storageName } from "./storage/storage-name";
import { storageNoCors } from "./storage/storage-no-cors";
import { storageNoCrossTenant } from "./storage/storage-no-cross-tenant";
import { storageNoLocalUsers } from "./storage/storage-no-local-users";
import { storageNoOtherProtocols } from "./storage/storage-no-other-protocols";
import { storageNoPublicBlobs } from "./storage/storage-no-public-blobs";
import { storageNoPublicNetwork } from "./storage/storage-no-public-network";
import { storageNoSharedKey } from "./storage/storage-no-shared-key";
import { storagePrivateEndpoint } from "./storage/storage-private-endpoint";
import { storageReplication } from "./storage/storage-replication";
import { storageSasExpiry } from "./storage/storage-sas-expiry";
import { storageShareSoftDelete } from "./storage/storage-share-soft-delete";
import { storageTrustedServices } from "./storage/storage-trusted-services";
import { storageVersioning } from "./storage/storage-versioning";
import { workflowCallsAzureOnly } from "./workflows/workflow-calls-azure-only";
import { workflowEnabled } from "./workflows/workflow-enabled";
import { workflowNotOpen } from "./workflows/workflow-not-open";
import { assetsFromOwnRegistry } from "./workspace/assets-from-own-registry";
import { workspaceContainerRegistry } from "./workspace/workspace-container-registry";
import { workspaceDiagnostics } from "./workspace/workspace-diagnostics";
import { workspaceIdentityDatastores } from "./workspace/workspace-identity-datastores";
import { workspaceImageBuild } from "./workspace/workspace-image-build";
import { workspaceNetworkIsolation } from "./workspace/workspace-network-isolation";
import { workspaceNetworkProvisioned } from "./workspace/workspace-network-provisioned";
import { workspaceNoPublicNetwork } from "./workspace/workspace-no-public-network";
import { workspaceOwnParts } from "./workspace/workspace-own-parts";
import { workspacePrivateEndpoint } from "./workspace/workspace-private-endpoint";
import { workspaceStoragePrivate } from "./workspace/workspace-storage-private";
import { workspaceUserIdentity } from "./workspace/workspace-user-identity";

/** Every rule by its id, which is the name of its file. */
export const rules: Readonly<Record<string, Rule>> = {
  "federated-credential-exact": federatedCredentialExact,
  "federated-credential-repository": federatedCredentialRepository,
  "pipeline-plan-reads-only": pipelinePlanReadsOnly,
  "role-administrator-conditional": roleAdministratorConditional,
  "role-definition-as-listed": roleDefinitionAsListed,
  "role-definition-no-access-writes": roleDefinitionNoAccessWrites,
  "role-definition-no-wildcard": roleDefinitionNoWildcard,
  "role-definition-scope": roleDefinitionScope,
  "role-fits-identity": roleFitsIdentity,
  "role-has-reason": roleHasReason,
  "role-no-data-write-in-production": roleNoDataWriteInProduction,
  "role-one-environment": roleOneEnvironment,
  "role-people-allowed": rolePeopleAllowed,
  "role-people-configured": rolePeopleConfigured,
  "role-people-through-groups": rolePeopleThroughGroups,
  "role-principal-type-set": rolePrincipalTypeSet,
  "role-privileged-not-for-people": rolePrivilegedNotForPeople,
  "role-scope-resource-group": roleScopeResourceGroup,
  "state-grant-own-environment": stateGrantOwnEnvironment,
  "action-group-enabled": actionGroupEnabled,
  "action-group-has-receiver": actionGroupHasReceiver,
  "alert-enabled": alertEnabled,
  "alert-has-action": alertHasAction,
  "alert-not-deaf": alertNotDeaf,
  "alert-query-known": alertQueryKnown,
  "alerts-complete": alertsComplete,
  "compute-idle-short": computeIdleShort,
  "compute-idle-shutdown": computeIdleShutdown,
  "compute-in-network": computeInNetwork,
  "compute-no-local-auth": computeNoLocalAuth,
  "compute-no-public-ip": computeNoPublicIp,
  "compute-no-ssh": computeNoSsh,
  "compute-own-identity": computeOwnIdentity,
  "compute-personal": computePersonal,
  "compute-scales-to-zero": computeScalesToZero,
  "machine-hardened": machineHardened,
  "container-registry-data-endpoint": containerRegistryDataEndpoint,
  "container-registry-default-deny": containerRegistryDefaultDeny,
  "container-registry-geo-replication": containerRegistryGeoReplication,
  "container-registry-name": containerRegistryName,
  "container-registry-no-admin": containerRegistryNoAdmin,
  "container-registry-no-anonymous-pull": containerRegistryNoAnonymousPull,
  "container-registry-no-export": containerRegistryNoExport,
  "container-registry-no-public-network": containerRegistryNoPublicNetwork,
  "container-registry-retention": containerRegistryRetention,
  "container-registry-sku": containerRegistrySku,
  "container-registry-webhook-https": containerRegistryWebhookHttps,
  "container-registry-zone-redundant": containerRegistryZoneRedundant,
  "budget-present": budgetPresent,
  "budget-warns-in-time": budgetWarnsInTime,
  "event-goes-to-workflow": eventGoesToWorkflow,
  "event-subscription-hears": eventSubscriptionHears,
  "encryption-key-everywhere": encryptionKeyEverywhere,
  "encryption-key-lasts": encryptionKeyLasts,
  "key-vault-audit-logs": keyVaultAuditLogs,
  "key-vault-default-deny": keyVaultDefaultDeny,
  "key-vault-delete-lock": keyVaultDeleteLock,
  "key-vault-key-expiry": keyVaultKeyExpiry,
  "key-vault-key-hsm": keyVaultKeyHsm,
  "key-vault-name": keyVaultName,
  "key-vault-no-access-policies": keyVaultNoAccessPolicies,
  "key-vault-no-open-network": keyVaultNoOpenNetwork,
  "key-vault-not-for-machines": keyVaultNotForMachines,
  "key-vault-private-endpoint": keyVaultPrivateEndpoint,
  "key-vault-purge-protection": keyVaultPurgeProtection,
  "key-vault-rbac": keyVaultRbac,
  "key-vault-secret-content-type": keyVaultSecretContentType,
  "key-vault-secret-expiry": keyVaultSecretExpiry,
  "key-vault-soft-delete": keyVaultSoftDelete,
  "diagnostics-complete": diagnosticsComplete,
  "diagnostics-to-own-logs": diagnosticsToOwnLogs,
  "insights-keeps-all": insightsKeepsAll,
  "insights-name": insightsName,
  "insights-no-local-auth": insightsNoLocalAuth,
  "insights-workspace-based": insightsWorkspaceBased,
  "log-analytics-delete-lock": logAnalyticsDeleteLock,
  "log-analytics-no-local-auth": logAnalyticsNoLocalAuth,
  "logs-retention": logsRetention,
  "allow-list-narrow": allowListNarrow,
  "allow-list-not-internet": allowListNotInternet,
  "environments-apart": environmentsApart,
  "bastion-nsg-complete": bastionNsgComplete,
  "machine-no-public-address": machineNoPublicAddress,
  "needs-reached": needsReached,
  "network-resolver-configured": networkResolverConfigured,
  "nsg-denies-by-default": nsgDeniesByDefault,
  "nsg-no-lateral-traversal": nsgNoLateralTraversal,
  "nsg-no-open-egress": nsgNoOpenEgress,
  "nsg-no-open-ingress": nsgNoOpenIngress,
  "outbound-rule-narrow": outboundRuleNarrow,
  "private-dns-linked": privateDnsLinked,
  "private-endpoint-automatic": privateEndpointAutomatic,
  "private-endpoint-dns": privateEndpointDns,
  "subnet-delegated-to-runners": subnetDelegatedToRunners,
  "subnet-has-nsg": subnetHasNsg,
  "subnet-no-default-outbound": subnetNoDefaultOutbound,
  "azure-branch-as-configured": azureBranchAsConfigured,
  "azure-branch-strict": azureBranchStrict,
  "azure-check-strict": azureCheckStrict,
  "azure-connection-federated": azureConnectionFederated,
  "azure-deployment-guarded": azureDeploymentGuarded,
  "azure-pipelines-named": azurePipelinesNamed,
  "deployment-approved": deploymentApproved,
  "deployment-branch-as-configured": deploymentBranchAsConfigured,
  "deployment-branch-checked": deploymentBranchChecked,
  "deployment-branch-no-bypass": deploymentBranchNoBypass,
  "deployment-branch-reviewed": deploymentBranchReviewed,
  "deployment-environment-managed": deploymentEnvironmentManaged,
  "deployment-no-admin-bypass": deploymentNoAdminBypass,
  "deployment-no-self-approval": deploymentNoSelfApproval,
  "deployment-protected-branch": deploymentProtectedBranch,
  "pipeline-variable-no-secret": pipelineVariableNoSecret,
  "monitor-alert-path": monitorAlertPath,
  "monitor-not-deaf": monitorNotDeaf,
  "schedule-enabled": scheduleEnabled,
  "schedule-fixed-start": scheduleFixedStart,
  "schedule-often": scheduleOften,
  "deployment-data-collection": deploymentDataCollection,
  "deployment-scales": deploymentScales,
  "deployment-traced": deploymentTraced,
  "deployment-two-instances": deploymentTwoInstances,
  "endpoint-diagnostics": endpointDiagnostics,
  "endpoint-entra-auth": endpointEntraAuth,
  "endpoint-no-public-network": endpointNoPublicNetwork,
  "endpoint-settled-alike": endpointSettledAlike,
  "endpoint-user-identity": endpointUserIdentity,
  "model-registry-no-public-network": modelRegistryNoPublicNetwork,
  "model-registry-private-blobs": modelRegistryPrivateBlobs,
  "argument-known": argumentKnown,
  "block-known": blockKnown,
  "changes-seen": changesSeen,
  "data-source-known": dataSourceKnown,
  "ephemeral-known": ephemeralKnown,
  "destroy-recoverable": destroyRecoverable,
  "kind-known": kindKnown,
  "no-module": noModule,
  "no-plain-secret": noPlainSecret,
  "no-provisioner": noProvisioner,
  "output-no-secret": outputNoSecret,
  "own-environment-only": ownEnvironmentOnly,
  "provider-known": providerKnown,
  "provider-settings-safe": providerSettingsSafe,
  "state-kept-safe": stateKeptSafe,
  "tenant-own": tenantOwn,
  "data-prevent-destroy": dataPreventDestroy,
  "soft-delete-long": softDeleteLong,
  "storage-blob-soft-delete": storageBlobSoftDelete,
  "storage-container-private": storageContainerPrivate,
  "storage-container-soft-delete": storageContainerSoftDelete,
  "storage-default-deny": storageDefaultDeny,
  "storage-diagnostics": storageDiagnostics,
  "storage-entra-by-default": storageEntraByDefault,
  "storage-https-only": storageHttpsOnly,
  "storage-infrastructure-encryption": storageInfrastructureEncryption,
  "storage-min-tls": storageMinTls,
  "storage-name": storageName,
  "storage-no-cors": storageNoCors,
  "storage-no-cross-tenant": storageNoCrossTenant,
  "storage-no-local-users": storageNoLocalUsers,
  "storage-no-other-protocols": storageNoOtherProtocols,
  "storage-no-public-blobs": storageNoPublicBlobs,
  "storage-no-public-network": storageNoPublicNetwork,
  "storage-no-shared-key": storageNoSharedKey,
  "storage-private-endpoint": storagePrivateEndpoint,
  "storage-replication": storageReplication,
  "storage-sas-expiry": storageSasExpiry,
  "storage-share-soft-delete": storageShareSoftDelete,
  "storage-trusted-services": storageTrustedServices,
  "storage-versioning": storageVersioning,
  "workflow-calls-azure-only": workflowCallsAzureOnly,
  "workflow-enabled": workflowEnabled,
  "workflow-not-open": workflowNotOpen,
  "assets-from-own-registry": assetsFromOwnRegistry,
  "workspace-container-registry": workspaceContainerRegistry,
  "workspace-diagnostics": workspaceDiagnostics,
  "workspace-identity-datastores": workspaceIdentityDatastores,
  "workspace-image-build": workspaceImageBuild,
  "workspace-network-isolation": workspaceNetworkIsolation,
  "workspace-network-provisioned": workspaceNetworkProvisioned,
  "workspace-no-public-network": workspaceNoPublicNetwork,
  "workspace-own-parts": workspaceOwnParts,
  "workspace-private-endpoint": workspacePrivateEndpoint,
  "workspace-storage-private": workspaceStoragePrivate,
  "workspace-user-identity": workspaceUserIdentity,
};
