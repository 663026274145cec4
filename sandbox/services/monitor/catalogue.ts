/** What a metric may be asked. */
export interface Metric {
  readonly aggregations: readonly string[];
  readonly dimensions: readonly string[];
}

interface Catalogue {
  readonly [lowerCaseNamespace: string]: ReadonlyMap<string, Metric>;
}

function metrics(...groups: readonly { names: string; aggregations: string; dimensions: string }[]) {
  return new Map(
    groups.flatMap(({ names, aggregations, dimensions }) =>
      list(names).map((name) => [
        name.toLowerCase(),
        { aggregations: list(aggregations), dimensions: list(dimensions) } satisfies Metric,
      ]),
    ),
  );
}

const list = (text: string): readonly string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

const all = "Average, Count, Minimum, Maximum, Total";
const noCount = "Average, Minimum, Maximum, Total";
const gauge = "Average, Minimum, Maximum";

/** Platform metrics of Azure ML and of what it stands on. Source: Azure Monitor supported metrics, a page per type. */
const catalogue: Catalogue = {
  "microsoft.machinelearningservices/workspaces": metrics(
    {
      names:
        "Cancel Requested Runs, Cancelled Runs, Completed Runs, Failed Runs, Finalizing Runs, Not Responding Runs, Not Started Runs, Preparing Runs, Provisioning Runs, Queued Runs, Started Runs, Starting Runs",
      aggregations: all,
      dimensions: "Scenario, RunType, PublishedPipelineId, ComputeType, PipelineStepType, ExperimentName",
    },
    { names: "Errors, Warnings", aggregations: all, dimensions: "Scenario" },
    { names: "Model Deploy Failed, Model Register Failed", aggregations: all, dimensions: "Scenario, StatusCode" },
    {
      names: "Model Deploy Started, Model Deploy Succeeded, Model Register Succeeded",
      aggregations: all,
      dimensions: "Scenario",
    },
    {
      names:
        "Active Cores, Active Nodes, Idle Cores, Idle Nodes, Leaving Cores, Leaving Nodes, Preempted Cores, Preempted Nodes, Total Cores, Total Nodes, Unusable Cores, Unusable Nodes",
      aggregations: noCount,
      dimensions: "Scenario, ClusterName",
    },
    {
      names: "Quota Utilization Percentage",
      aggregations: noCount,
      dimensions: "Scenario, ClusterName, VmFamilyName, VmPriority",
    },
    {
      names: "CpuUtilization, GpuUtilization, GpuMemoryUtilization",
      aggregations: noCount,
      dimensions: "Scenario, runId, NodeId, DeviceId, ClusterName",
    },
    {
      names:
        "CpuUtilizationPercentage, CpuMemoryUtilizationPercentage, DiskUsedMegabytes, DiskAvailMegabytes, StorageAPIFailureCount",
      aggregations: noCount,
      dimensions: "RunId, InstanceId, ComputeName",
    },
  ),
  "microsoft.machinelearningservices/workspaces/onlineendpoints": metrics(
    {
      names: "RequestLatency, RequestLatency_P50, RequestLatency_P90, RequestLatency_P95, RequestLatency_P99",
      aggregations: "Average",
      dimensions: "deployment",
    },
    {
      names: "RequestsPerMinute",
      aggregations: "Average",
      dimensions: "deployment, statusCode, statusCodeClass, modelStatusCode",
    },
    { names: "ConnectionsActive, NewConnectionsPerSecond, NetworkBytes", aggregations: "Average", dimensions: "" },
    { names: "DataCollectionErrorsPerMinute", aggregations: gauge, dimensions: "deployment, reason, type" },
    { names: "DataCollectionEventsPerMinute", aggregations: gauge, dimensions: "deployment, type" },
  ),
  "microsoft.keyvault/vaults": metrics(
    {
      names: "Availability, ServiceApiLatency",
      aggregations: "Average",
      dimensions: "ActivityType, ActivityName, StatusCode, StatusCodeClass",
    },
    { names: "SaturationShoebox", aggregations: "Average", dimensions: "ActivityType, ActivityName, TransactionType" },
    { names: "ServiceApiHit", aggregations: "Count", dimensions: "ActivityType, ActivityName" },
    {
      names: "ServiceApiResult",
      aggregations: "Count",
      dimensions: "ActivityType, ActivityName, StatusCode, StatusCodeClass",
    },
  ),
  "microsoft.storage/storageaccounts": metrics(
    {
      names: "Availability, SuccessE2ELatency, SuccessServerLatency",
      aggregations: gauge,
      dimensions: "GeoType, ApiName, Authentication",
    },
    { names: "UsedCapacity", aggregations: "Average", dimensions: "" },
  ),
  "microsoft.eventgrid/systemtopics": metrics(
    { names: "DeadLetteredCount", aggregations: "Total", dimensions: "DeadLetterReason, EventSubscriptionName" },
    { names: "DroppedEventCount", aggregations: "Total", dimensions: "DropReason, EventSubscriptionName" },
    { names: "DeliveryAttemptFailCount", aggregations: "Total", dimensions: "Error, ErrorType, EventSubscriptionName" },
  ),
  "microsoft.containerregistry/registries": metrics({
    names: "StorageUsed",
    aggregations: "Average",
    dimensions: "Geolocation",
  }),
  "microsoft.logic/workflows": metrics({
    names: "RunsStarted, RunsCompleted, RunsSucceeded, RunsFailed, RunsCancelled",
    aggregations: "Total",
    dimensions: "",
  }),
  "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments": metrics(
    {
      names:
        "CpuUtilizationPercentage, CpuMemoryUtilizationPercentage, GpuUtilizationPercentage, GpuMemoryUtilizationPercentage, GpuEnergyJoules",
      aggregations: gauge,
      dimensions: "instanceId",
    },
    { names: "DiskUtilization", aggregations: gauge, dimensions: "instanceId, disk" },
    { names: "DeploymentCapacity", aggregations: gauge, dimensions: "instanceId, State" },
    { names: "DataCollectionErrorsPerMinute", aggregations: gauge, dimensions: "instanceId, reason, type" },
    { names: "DataCollectionEventsPerMinute", aggregations: gauge, dimensions: "instanceId, type" },
    {
      names: "RequestLatency_P50, RequestLatency_P90, RequestLatency_P95, RequestLatency_P99",
      aggregations: "Average",
      dimensions: "",
    },
    { names: "RequestsPerMinute", aggregations: "Average", dimensions: "envoy_response_code" },
  ),
};

/** Metrics of a namespace by lower-case name; undefined if the sandbox does not know the namespace. */
export function metricsOf(namespace: string): ReadonlyMap<string, Metric> | undefined {
  return catalogue[namespace.toLowerCase()];
}

interface DiagnosticCategories {
  readonly categories: readonly string[];
  readonly groups: readonly string[];
}

const logGroups = ["allLogs", "audit"];

/** Log and metric categories that a resource can send. Source: Azure Monitor resource log categories. */
const categoriesByType: Readonly<Record<string, string>> = {
  "microsoft.machinelearningservices/workspaces":
    "AmlComputeClusterEvent, AmlComputeClusterNodeEvent, AmlComputeJobEvent, AmlComputeCpuGpuUtilization, AmlRunStatusChangedEvent, ModelsChangeEvent, ModelsReadEvent, ModelsActionEvent, DeploymentReadEvent, DeploymentEventACI, DeploymentEventAKS, InferencingOperationAKS, InferencingOperationACI, EnvironmentChangeEvent, EnvironmentReadEvent, DataLabelChangeEvent, DataLabelReadEvent, ComputeInstanceEvent, DataStoreChangeEvent, DataStoreReadEvent, DataSetChangeEvent, DataSetReadEvent, PipelineChangeEvent, PipelineReadEvent, RunEvent, RunReadEvent, AllMetrics",
  "microsoft.machinelearningservices/workspaces/onlineendpoints":
    "AmlOnlineEndpointConsoleLog, AmlOnlineEndpointEventLog, AmlOnlineEndpointTrafficLog, AllMetrics",
  "microsoft.machinelearningservices/registries": "RegistryAssetReadEvent, RegistryAssetWriteEvent, AllMetrics",
  "microsoft.keyvault/vaults": "AuditEvent, AzurePolicyEvaluationDetails, AllMetrics",
  "microsoft.containerregistry/registries":
    "ContainerRegistryRepositoryEvents, ContainerRegistryLoginEvents, AllMetrics",
  "microsoft.storage/storageaccounts": "Transaction, Capacity, AllMetrics",
  "microsoft.storage/storageaccounts/blobservices":
    "StorageRead, StorageWrite, StorageDelete, Transaction, Capacity, AllMetrics",
  "microsoft.storage/storageaccounts/fileservices":
    "StorageRead, StorageWrite, StorageDelete, Transaction, Capacity, AllMetrics",
  "microsoft.storage/storageaccounts/queueservices":
    "StorageRead, StorageWrite, StorageDelete, Transaction, Capacity, AllMetrics",
  "microsoft.storage/storageaccounts/tableservices":
    "StorageRead, StorageWrite, StorageDelete, Transaction, Capacity, AllMetrics",
  "microsoft.network/networksecuritygroups": "NetworkSecurityGroupEvent, NetworkSecurityGroupRuleCounter",
  "microsoft.network/virtualnetworks": "VMProtectionAlerts, AllMetrics",
  "microsoft.eventgrid/systemtopics": "DeliveryFailures, AllMetrics",
  "microsoft.logic/workflows": "WorkflowRuntime, AllMetrics",
};

/** Types that have metrics but no logs, hence no category groups. */
const withoutLogs = new Set(["microsoft.storage/storageaccounts"]);

/** What a diagnostic setting on a resource of `type` may name; undefined if the sandbox does not know the type. */
export function diagnosticCategories(type: string): DiagnosticCategories | undefined {
  const categories = categoriesByType[type.toLowerCase()];
  if (categories === undefined) return undefined;
  return { categories: list(categories), groups: withoutLogs.has(type.toLowerCase()) ? [] : logGroups };
}
