import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { Construct } from "constructs";
import type { ArmResource, Logs } from "../arm-resource";

interface DiagnosticCategories {
  /** Appended to the resource's id: storage logs belong to its services, not to the account. */
  readonly suffix?: string;
  readonly logs: readonly string[];
  readonly metrics: readonly string[];
}

const STORAGE_SERVICE = {
  logs: ["StorageRead", "StorageWrite", "StorageDelete"],
  // Storage answers with its own names of metric groups; `AllMetrics` would show as a change on every plan.
  metrics: ["Transaction"],
};

/**
 * What is logged, by kind of resource. Categories are listed one by one: beside a category group Azure refuses them.
 * Left out: categories of retired services (ACI, AKS, data labeling) and the deprecated AmlComputeClusterNodeEvent.
 * Source: Azure Monitor, supported resource log categories.
 */
export const diagnosticCategories = {
  blob: { ...STORAGE_SERVICE, suffix: "/blobServices/default" },
  file: { ...STORAGE_SERVICE, suffix: "/fileServices/default" },
  queue: { ...STORAGE_SERVICE, suffix: "/queueServices/default" },
  table: { ...STORAGE_SERVICE, suffix: "/tableServices/default" },
  vault: { logs: ["AuditEvent", "AzurePolicyEvaluationDetails"], metrics: ["AllMetrics"] },
  containerRegistry: {
    logs: ["ContainerRegistryRepositoryEvents", "ContainerRegistryLoginEvents"],
    metrics: ["AllMetrics"],
  },
  networkSecurityGroup: { logs: ["NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"], metrics: [] },
  bastion: { logs: ["BastionAuditLogs"], metrics: ["AllMetrics"] },
  logAnalytics: { logs: ["Audit"], metrics: ["AllMetrics"] },
  workspace: {
    logs: [
      "AmlComputeClusterEvent",
      "AmlComputeJobEvent",
      "AmlComputeCpuGpuUtilization",
      "AmlRunStatusChangedEvent",
      "ModelsChangeEvent",
      "ModelsReadEvent",
      "ModelsActionEvent",
      "DeploymentReadEvent",
      "EnvironmentChangeEvent",
      "EnvironmentReadEvent",
      "ComputeInstanceEvent",
      "DataStoreChangeEvent",
      "DataStoreReadEvent",
      "DataSetChangeEvent",
      "DataSetReadEvent",
      "PipelineChangeEvent",
      "PipelineReadEvent",
      "RunEvent",
      "RunReadEvent",
    ],
    metrics: ["AllMetrics"],
  },
  onlineEndpoint: {
    logs: ["AmlOnlineEndpointConsoleLog", "AmlOnlineEndpointEventLog", "AmlOnlineEndpointTrafficLog"],
    metrics: ["AllMetrics"],
  },
  workflow: { logs: ["WorkflowRuntime"], metrics: [] },
  mlRegistry: { logs: ["RegistryAssetReadEvent", "RegistryAssetWriteEvent"], metrics: [] },
} as const satisfies Record<string, DiagnosticCategories>;

/** A kind of resource that {@link diagnosticCategories} knows. */
export type DiagnosticKind = keyof typeof diagnosticCategories;

export interface DiagnosticsProps {
  /** What is logged. */
  readonly target: ArmResource;
  /** What kind of resource that is: decides the categories. */
  readonly kind: DiagnosticKind;
  /** The Log Analytics workspace that logs go to. */
  readonly logs: Logs;
  /**
   * Name of the setting, unique on the resource. Never `service`: Azure makes such a setting but cannot delete it.
   * @default to-log-analytics
   */
  readonly name?: string;
}

/**
 * Sends the logs and metrics of a resource to Log Analytics, and to where else they are wanted.
 *
 * Limitations: `log_analytics_destination_type` stays unset, because many resource types accept it and forget it, which
 * shows as a change on every plan. A new setting takes up to an hour to deliver its first line.
 */
export class Diagnostics extends Construct {
  constructor(scope: Construct, id: string, props: DiagnosticsProps) {
    super(scope, id);
    const { suffix, logs, metrics }: DiagnosticCategories = diagnosticCategories[props.kind];
    const what = {
      targetResourceId: `${props.target.id}${suffix ?? ""}`,
      enabledLog: logs.map((category) => ({ category })),
      enabledMetric: metrics.length === 0 ? undefined : metrics.map((category) => ({ category })),
    };
    const { id: logAnalyticsWorkspaceId, sentByPolicy, copies } = props.logs;
    if (sentByPolicy !== true) {
      const name = props.name ?? "to-log-analytics";
      new MonitorDiagnosticSetting(this, "Resource", { name, logAnalyticsWorkspaceId, ...what });
    }
    if (copies === undefined) return;
    // A setting holds one destination of each kind: a second workspace takes a second one.
    new MonitorDiagnosticSetting(this, "Copies", {
      name: "copies",
      logAnalyticsWorkspaceId: copies.workspace,
      storageAccountId: copies.storageAccount,
      eventhubAuthorizationRuleId: copies.eventHub?.authorizationRule,
      eventhubName: copies.eventHub?.name,
      ...what,
    });
  }
}
