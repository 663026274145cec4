/**
 * Tables of Log Analytics that queries of ours read, with their columns. A query that names another one finds nothing, and says
 * so nowhere: an alert never fires, a chart stays empty.
 * Source: learn.microsoft.com/azure/azure-monitor/reference/tables/; columns that nothing here reads are left out.
 */
const everywhere = ["TimeGenerated", "_ResourceId", "OperationName", "CorrelationId"] as const;

export const logTables: Readonly<Record<string, readonly string[]>> = {
  AmlRunStatusChangedEvent: [...everywhere, "RunId", "RootRunId", "Status", "Message"],
  AmlComputeJobEvent: [
    ...everywhere,
    ...["EventType", "ExperimentName", "JobName", "ClusterName", "JobErrorMessage", "VmSize"],
  ],
  AmlOnlineEndpointTrafficLog: [...everywhere, "EndpointName", "DeploymentName", "ResponseCode", "TotalDurationMs"],
  /** What settings with `AllMetrics` send: one row a minute and metric, without dimensions. */
  AzureMetrics: [
    ...everywhere,
    ...[
      "MetricName",
      "Average",
      "Maximum",
      "Minimum",
      "Total",
      "Count",
      "Resource",
      "ResourceGroup",
      "ResourceProvider",
    ],
  ],
  /** Of Logic Apps; columns whose names end in a type come with the first row that has them. */
  AzureDiagnostics: [
    ...everywhere,
    ...["ResourceProvider", "Category", "status_s", "resource_workflowName_s", "resource_actionName_s"],
    ...["trackedProperties_outcome_s", "trackedProperties_message_s", "trackedProperties_subject_s"],
  ],
};
