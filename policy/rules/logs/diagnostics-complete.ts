import { logged } from "../../belongings";
import { every, type Rule } from "../../rule";

/** What alerts, runbooks and audits read of each kind, beside what rules of single kinds ask for. */
const categories: Readonly<Record<string, readonly string[]>> = {
  azurerm_container_registry: ["ContainerRegistryRepositoryEvents", "ContainerRegistryLoginEvents"],
  azurerm_log_analytics_workspace: ["Audit"],
  azurerm_network_security_group: ["NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"],
  "Microsoft.Logic/workflows": ["WorkflowRuntime"],
  "Microsoft.MachineLearningServices/workspaces": [
    "AmlComputeJobEvent",
    "ModelsReadEvent",
    "ModelsActionEvent",
    "DeploymentReadEvent",
    "EnvironmentChangeEvent",
    "EnvironmentReadEvent",
    "ComputeInstanceEvent",
    "DataStoreReadEvent",
    "DataSetChangeEvent",
    "DataSetReadEvent",
    "PipelineChangeEvent",
    "PipelineReadEvent",
    "RunEvent",
    "RunReadEvent",
  ],
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": [
    "AmlOnlineEndpointConsoleLog",
    "AmlOnlineEndpointEventLog",
    "AmlOnlineEndpointTrafficLog",
  ],
};

const byKind = new Map(
  Object.entries(categories).map(([kind, wanted]) => [kind.toLowerCase(), logged([kind], wanted).check] as const),
);

export const diagnosticsComplete: Rule = {
  title: "Registries, networks, workflows, endpoints and logs themselves are logged, in every category that is read",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "Whoever looks back after an incident misses the one category that nobody sent.",
  fix: "add the categories to the azurerm_monitor_diagnostic_setting, or the category group allLogs",
  loosenedBy: ["logs.diagnostics"],
  kinds: Object.keys(categories),
  check: (resource, world) => every([byKind.get(resource.kind.toLowerCase())!(resource, world)]),
};
