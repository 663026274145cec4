import { type Arguments, body, words } from "./words";

/** What other bodies hold, and the arguments that every resource through azapi has beside its body. */
export const arm: Arguments = {
  "GitHub.Network/networkSettings": body(`properties.businessId properties.subnetId`),
  "Microsoft.Authorization/locks": body(`properties.level properties.notes`),
  "Microsoft.Compute/sshPublicKeys": body(`properties.publicKey`),
  "Microsoft.Compute/virtualMachines": body(`
    properties.diagnosticsProfile.bootDiagnostics.enabled properties.hardwareProfile.vmSize
    properties.networkProfile.networkInterfaces.id properties.networkProfile.networkInterfaces.properties.deleteOption
    properties.networkProfile.networkInterfaces.properties.primary properties.osProfile.adminUsername
    properties.osProfile.computerName properties.osProfile.linuxConfiguration.disablePasswordAuthentication
    properties.osProfile.linuxConfiguration.patchSettings.assessmentMode
    properties.osProfile.linuxConfiguration.patchSettings.automaticByPlatformSettings.rebootSetting
    properties.osProfile.linuxConfiguration.patchSettings.patchMode
    properties.osProfile.linuxConfiguration.provisionVMAgent
    properties.osProfile.linuxConfiguration.ssh.publicKeys.keyData
    properties.osProfile.linuxConfiguration.ssh.publicKeys.path properties.securityProfile.encryptionAtHost
    properties.securityProfile.securityType properties.securityProfile.uefiSettings.secureBootEnabled
    properties.securityProfile.uefiSettings.vTpmEnabled properties.storageProfile.imageReference.offer
    properties.storageProfile.imageReference.publisher properties.storageProfile.imageReference.sku
    properties.storageProfile.imageReference.version properties.storageProfile.osDisk.caching
    properties.storageProfile.osDisk.createOption properties.storageProfile.osDisk.deleteOption
    properties.storageProfile.osDisk.managedDisk.storageAccountType
  `),
  "Microsoft.Compute/virtualMachines/extensions": body(`
    properties.autoUpgradeMinorVersion properties.publisher properties.type properties.typeHandlerVersion
  `),
  "Microsoft.DevCenter/devcenters": words(`body`),
  "Microsoft.DevCenter/projects": body(`properties.devCenterId`),
  "Microsoft.DevOpsInfrastructure/pools": body(`
    properties.agentProfile.kind properties.devCenterProjectResourceId properties.fabricProfile.images.buffer
    properties.fabricProfile.images.wellKnownImageName properties.fabricProfile.kind
    properties.fabricProfile.networkProfile.subnetId properties.fabricProfile.sku.name properties.maximumConcurrency
    properties.organizationProfile.kind properties.organizationProfile.organizations.openAccess
    properties.organizationProfile.organizations.parallelism properties.organizationProfile.organizations.projects
    properties.organizationProfile.organizations.url properties.organizationProfile.permissionProfile.kind
  `),
  "Microsoft.DevTestLab/schedules": body(`
    properties.dailyRecurrence.time properties.notificationSettings.status properties.status
    properties.targetResourceId properties.taskType properties.timeZoneId
  `),
  "Microsoft.Insights/actionGroups": body(`
    properties.enabled properties.groupShortName properties.logicAppReceivers.name
    properties.logicAppReceivers.resourceId properties.logicAppReceivers.useCommonAlertSchema
    properties.azureFunctionReceivers.name properties.azureFunctionReceivers.functionAppResourceId
    properties.azureFunctionReceivers.functionName properties.azureFunctionReceivers.useCommonAlertSchema
  `),
  "Microsoft.Insights/autoscalesettings": body(`
    properties.enabled properties.profiles.capacity.default properties.profiles.capacity.maximum
    properties.profiles.capacity.minimum properties.profiles.name
    properties.profiles.rules.metricTrigger.metricName properties.profiles.rules.metricTrigger.metricNamespace
    properties.profiles.rules.metricTrigger.metricResourceUri properties.profiles.rules.metricTrigger.operator
    properties.profiles.rules.metricTrigger.statistic properties.profiles.rules.metricTrigger.threshold
    properties.profiles.rules.metricTrigger.timeAggregation properties.profiles.rules.metricTrigger.timeGrain
    properties.profiles.rules.metricTrigger.timeWindow properties.profiles.rules.scaleAction.cooldown
    properties.profiles.rules.scaleAction.direction properties.profiles.rules.scaleAction.type
    properties.profiles.rules.scaleAction.value properties.targetResourceUri
  `),
  "Microsoft.Insights/metricAlerts": body(`
    properties.actions.actionGroupId properties.autoMitigate properties.criteria.allOf.criterionType
    properties.criteria.allOf.dimensions.name properties.criteria.allOf.dimensions.operator
    properties.criteria.allOf.dimensions.values properties.criteria.allOf.metricName
    properties.criteria.allOf.metricNamespace properties.criteria.allOf.name properties.criteria.allOf.operator
    properties.criteria.allOf.skipMetricValidation properties.criteria.allOf.threshold
    properties.criteria.allOf.timeAggregation properties.criteria.odata.type properties.description
    properties.enabled properties.evaluationFrequency properties.scopes properties.severity
    properties.windowSize
  `),
  "Microsoft.KeyVault/vaults": body(`properties.accessPolicies.** properties.networkAcls.virtualNetworkRules.id 
    properties.enablePurgeProtection properties.enableRbacAuthorization properties.enableSoftDelete
    properties.enabledForDeployment properties.enabledForDiskEncryption properties.enabledForTemplateDeployment
    properties.networkAcls.bypass properties.networkAcls.defaultAction properties.networkAcls.ipRules.value
    properties.networkAcls.virtualNetworkRules properties.publicNetworkAccess properties.sku.family
    properties.sku.name properties.softDeleteRetentionInDays properties.tenantId
  `),
  "Microsoft.Network/bastionHosts": body(`
    properties.enableTunneling properties.ipConfigurations.name properties.ipConfigurations.properties.publicIPAddress.id
    properties.ipConfigurations.properties.subnet.id properties.virtualNetwork.id sku.name
  `),
  "Microsoft.Network/networkInterfaces": body(`
    properties.ipConfigurations.name properties.ipConfigurations.properties.privateIPAllocationMethod
    properties.ipConfigurations.properties.publicIPAddress.id properties.ipConfigurations.properties.subnet.id
  `),
  "Microsoft.Network/natGateways": body(`properties.publicIpAddresses.id sku.name`),
  "Microsoft.Network/publicIPAddresses": body(`
    properties.publicIPAddressVersion properties.publicIPAllocationMethod sku.name zones
  `),
  "Microsoft.Network/routeTables": body(`
    properties.disableBgpRoutePropagation properties.routes.name properties.routes.properties.addressPrefix
    properties.routes.properties.nextHopIpAddress properties.routes.properties.nextHopType
  `),
  "Microsoft.Network/virtualNetworks/subnets": body(`
    properties.addressPrefix properties.defaultOutboundAccess properties.delegations.name
    properties.delegations.properties.serviceName properties.natGateway.id properties.networkSecurityGroup.id
    properties.privateEndpointNetworkPolicies properties.routeTable.id
  `),
  "Microsoft.Network/virtualNetworks/virtualNetworkPeerings": body(`
    properties.allowForwardedTraffic properties.allowGatewayTransit properties.allowVirtualNetworkAccess
    properties.remoteVirtualNetwork.id properties.useRemoteGateways
  `),
  azapi_resource: words(`
    create_query_parameters.skipValidation update_query_parameters.skipValidation sensitive_body.**
    sensitive_body_version.**
    delete_query_parameters.forceToPurge identity.identity_ids identity.type ignore_casing location locks name
    parent_id replace_triggers_external_values.** replace_triggers_refs response_export_values.** retry.** schema_validation_enabled
    tags.** type
  `),
  azapi_resource_action: words(`
    action body.** for_each locks method resource_id response_export_values.** retry.** type when
  `),
  azapi_update_resource: words(`body.tags.** ignore_casing locks resource_id type`),
};
