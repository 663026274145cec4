import { ApplicationInsights } from "@cdktf/provider-azurerm/lib/application-insights";
import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { Construct } from "constructs";
import type { Placement } from "../arm-resource";
import { Diagnostics } from "../governance/diagnostics";
import { checkLogRetention } from "../../domain/azure/retention";
import { checkNamed, named, requireValid, told, type Rule } from "../rules";

export interface WorkspaceLogsProps extends Placement {
  /** Name of the Log Analytics workspace. */
  readonly name: string;
  /** Name of the Application Insights component. */
  readonly applicationInsightsName: string;
  /** Whole days that logs can be queried. 30–730. @default 365 */
  readonly retentionDays?: number;
  /** Whether Terraform refuses to destroy the logs. */
  readonly preventDestroy: boolean;
}

const logsRules: readonly Rule<WorkspaceLogsProps>[] = [
  named("MLOPS-LOGS-001", "logAnalytics"),
  {
    code: "MLOPS-LOGS-002",
    check: ({ applicationInsightsName }) => checkNamed("applicationInsights", applicationInsightsName),
  },
  {
    code: "MLOPS-LOGS-003",
    check: ({ retentionDays }) =>
      retentionDays === undefined ? undefined : told("retentionDays", checkLogRetention(retentionDays)),
  },
];

/**
 * Where everything in the environment logs to: one Log Analytics workspace, and the Application Insights that stands on
 * it. Both take Entra identities only, no keys.
 *
 * Limitations: ingestion and queries go over Azure's public endpoints; closing them takes an Azure Monitor private link
 * scope, which changes name resolution for every network that shares its DNS. Clients that send with nothing but a
 * connection string are turned away.
 */
export class WorkspaceLogs extends Construct {
  /** The Log Analytics workspace. */
  readonly resource: LogAnalyticsWorkspace;
  readonly applicationInsights: ApplicationInsights;

  constructor(scope: Construct, id: string, props: WorkspaceLogsProps) {
    super(scope, id);
    requireValid(this, logsRules, props);
    const retentionDays = props.retentionDays ?? 365;
    const lifecycle = { preventDestroy: props.preventDestroy };

    this.resource = new LogAnalyticsWorkspace(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup.name,
      sku: "PerGB2018",
      retentionInDays: retentionDays,
      localAuthenticationEnabled: false,
      internetIngestionEnabled: true,
      internetQueryEnabled: true,
      lifecycle,
    });
    new Diagnostics(this, "Diagnostics", { target: this.resource, kind: "logAnalytics", logs: this.resource });

    this.applicationInsights = new ApplicationInsights(this, "ApplicationInsights", {
      name: props.applicationInsightsName,
      location: props.location,
      resourceGroupName: props.resourceGroup.name,
      workspaceId: this.resource.id,
      applicationType: "web",
      localAuthenticationDisabled: true,
      internetIngestionEnabled: true,
      internetQueryEnabled: true,
      // The data lies in the workspace above and follows its retention; this is what the component itself reports.
      retentionInDays: retentionDays,
      samplingPercentage: 100,
      lifecycle,
    });
  }

  /** ARM id of the Log Analytics workspace. */
  get id(): string {
    return this.resource.id;
  }
}
