import { type Arguments, body } from "./words";

/** What bodies of Azure ML and of workflows hold. Names that people choose are `*`; what lies below `**` is judged by rules of its own. */
export const machineLearning: Arguments = {
  "Microsoft.EventGrid/systemTopics/eventSubscriptions": body(`
    properties.deadLetterWithResourceIdentity.deadLetterDestination.endpointType
    properties.deadLetterWithResourceIdentity.deadLetterDestination.properties.blobContainerName
    properties.deadLetterWithResourceIdentity.deadLetterDestination.properties.resourceId
    properties.deadLetterWithResourceIdentity.identity.type
    properties.destination.endpointType properties.destination.properties.endpointUrl
    properties.destination.properties.maxEventsPerBatch properties.eventDeliverySchema
    properties.filter.advancedFilters.key properties.filter.advancedFilters.operatorType
    properties.filter.advancedFilters.values properties.filter.includedEventTypes
    properties.filter.subjectBeginsWith properties.filter.subjectEndsWith
    properties.retryPolicy.eventTimeToLiveInMinutes properties.retryPolicy.maxDeliveryAttempts
  `),
  "Microsoft.Logic/workflows": body(
    `properties.accessControl.** properties.definition.** properties.parameters.** properties.state`,
  ),
  "Microsoft.MachineLearningServices/registries": body(`
    kind properties.publicNetworkAccess
    properties.regionDetails.acrDetails.systemCreatedAcrAccount.acrAccountSku properties.regionDetails.location
    properties.regionDetails.storageAccountDetails.systemCreatedStorageAccount.allowBlobPublicAccess
    properties.regionDetails.storageAccountDetails.systemCreatedStorageAccount.storageAccountHnsEnabled
    properties.regionDetails.storageAccountDetails.systemCreatedStorageAccount.storageAccountType
  `),
  "Microsoft.MachineLearningServices/workspaces": body(`properties.ipAllowlist 
    properties.enableServiceSideCMKEncryption properties.encryption.identity.userAssignedIdentity
    properties.encryption.keyVaultProperties.keyIdentifier properties.encryption.keyVaultProperties.keyVaultArmId
    properties.encryption.status
    kind properties.allowPublicAccessWhenBehindVnet properties.applicationInsights properties.containerRegistry
    properties.friendlyName properties.hbiWorkspace properties.imageBuildCompute properties.keyVault
    properties.managedNetwork.isolationMode properties.primaryUserAssignedIdentity
    properties.provisionNetworkNow properties.publicNetworkAccess properties.storageAccount
    properties.systemDatastoresAuthMode properties.v1LegacyMode sku.name sku.tier
  `),
  "Microsoft.MachineLearningServices/workspaces/computes": body(`properties.properties.subnet.id 
    properties.computeLocation properties.computeType properties.disableLocalAuth
    properties.properties.applicationSharingPolicy properties.properties.computeInstanceAuthorizationType
    properties.properties.enableNodePublicIp properties.properties.idleTimeBeforeShutdown
    properties.properties.osType properties.properties.personalComputeInstanceSettings.assignedUser.objectId
    properties.properties.personalComputeInstanceSettings.assignedUser.tenantId
    properties.properties.remoteLoginPortPublicAccess properties.properties.scaleSettings.maxNodeCount
    properties.properties.scaleSettings.minNodeCount
    properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown
    properties.properties.sshSettings.sshPublicAccess properties.properties.vmPriority
    properties.properties.vmSize
  `),
  "Microsoft.MachineLearningServices/workspaces/data": body(`properties.dataType`),
  "Microsoft.MachineLearningServices/workspaces/data/versions": body(`properties.dataType properties.dataUri`),
  "Microsoft.MachineLearningServices/workspaces/datastores": body(`
    properties.accountName properties.containerName properties.credentials.credentialsType properties.datastoreType
    properties.endpoint properties.protocol properties.serviceDataAccessAuthIdentity
  `),
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": body(`
    kind properties.authMode properties.description properties.mirrorTraffic.** properties.publicNetworkAccess
    properties.traffic.** tags.**
  `),
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": body(`properties.environmentVariables.** 
    kind properties.appInsightsEnabled properties.dataCollector.collections.*.dataCollectionMode
    properties.dataCollector.collections.*.dataId properties.dataCollector.collections.*.samplingRate
    properties.dataCollector.rollingRate properties.egressPublicNetworkAccess properties.endpointComputeType
    properties.codeConfiguration.codeId properties.codeConfiguration.scoringScript properties.environmentId
    properties.instanceType properties.livenessProbe.failureThreshold properties.livenessProbe.initialDelay
    properties.livenessProbe.period properties.livenessProbe.successThreshold properties.livenessProbe.timeout
    properties.model properties.readinessProbe.failureThreshold properties.readinessProbe.initialDelay
    properties.readinessProbe.period properties.readinessProbe.successThreshold
    properties.readinessProbe.timeout properties.requestSettings.maxConcurrentRequestsPerInstance
    properties.requestSettings.requestTimeout properties.scaleSettings.scaleType sku.capacity sku.name
  `),
  "Microsoft.MachineLearningServices/workspaces/outboundRules": body(`properties.destination 
    properties.category properties.destination.action properties.destination.portRanges
    properties.destination.protocol properties.destination.serviceResourceId properties.destination.serviceTag
    properties.destination.sparkEnabled properties.destination.subresourceTarget properties.type
  `),
  "Microsoft.MachineLearningServices/workspaces/schedules": body(`
    properties.action.actionType properties.action.jobDefinition.componentId
    properties.action.jobDefinition.computeId properties.action.jobDefinition.displayName
    properties.action.jobDefinition.experimentName properties.action.jobDefinition.inputs.**
    properties.action.jobDefinition.jobType properties.action.jobDefinition.outputs.**
    properties.action.jobDefinition.settings.** properties.action.jobDefinition.tags.**
    properties.action.monitorDefinition.alertNotificationSettings.emailNotificationSettings.emails
    properties.action.monitorDefinition.computeConfiguration.computeIdentity.**
    properties.action.monitorDefinition.computeConfiguration.computeType
    properties.action.monitorDefinition.computeConfiguration.instanceType
    properties.action.monitorDefinition.computeConfiguration.runtimeVersion
    properties.action.monitorDefinition.monitoringTarget.deploymentId
    properties.action.monitorDefinition.monitoringTarget.taskType properties.action.monitorDefinition.signals.**
    properties.displayName properties.isEnabled properties.tags.** properties.trigger.expression
    properties.trigger.frequency properties.trigger.interval properties.trigger.schedule.hours
    properties.trigger.schedule.minutes properties.trigger.schedule.weekDays properties.trigger.startTime
    properties.trigger.timeZone properties.trigger.triggerType
  `),
};
