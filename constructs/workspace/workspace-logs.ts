import { ApplicationInsights } from "@cdktf/provider-azurerm/lib/application-insights";
import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { Construct } from "constructs";
import type { LogCopies, Logs, Placement } from "../arm-resource";
import { Diagnostics } from "../governance/diagnostics";
import { checkLogRetention } from "../../domain/azure/retention";
import { checkNamed, named, requireValid, told, type Rule } from "../rules";

export interface WorkspaceLogsProps extends Placement {
  /** Name of the Log Analytics workspace. */
  readonly name: string;
  /** A workspace that others made and keep, instead of one of our own. @default - one of our own */
  readonly existing?: Logs;
  /** Where logs go besides. @default - nowhere */
  readonly copies?: LogCopies;
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
export class WorkspaceLogs extends Construct implements Logs {
  /** The Log Analytics workspace; undefined where it is somebody else's. */
  readonly resource: LogAnalyticsWorkspace | undefined;
  readonly applicationInsights: ApplicationInsights;
  /** ARM id of the Log Analytics workspace. */
  readonly id: string;
  readonly rowsOf: string | undefined;
  readonly sentByPolicy: boolean | undefined;
  readonly copies: LogCopies | undefined;

  constructor(scope: Construct, id: string, props: WorkspaceLogsProps) {
    super(scope, id);
    requireValid(this, logsRules, props);
    const retentionDays = props.retentionDays ?? 365;
    const lifecycle = { preventDestroy: props.preventDestroy };

    this.rowsOf = props.existing?.rowsOf;
    this.sentByPolicy = props.existing?.sentByPolicy;
    this.copies = props.copies;
    this.resource = props.existing === undefined ? this.addWorkspace(props, retentionDays) : undefined;
    this.id = props.existing?.id ?? this.resource!.id;
    if (this.resource !== undefined) {
      new Diagnostics(this, "Diagnostics", { target: this.resource, kind: "logAnalytics", logs: this });
    }

    this.applicationInsights = new ApplicationInsights(this, "ApplicationInsights", {
      name: props.applicationInsightsName,
      location: props.location,
      resourceGroupName: props.resourceGroup.name,
      workspaceId: this.id,
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

  private addWorkspace(props: WorkspaceLogsProps, retentionInDays: number): LogAnalyticsWorkspace {
    return new LogAnalyticsWorkspace(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup.name,
      sku: "PerGB2018",
      retentionInDays,
      localAuthenticationEnabled: false,
      internetIngestionEnabled: true,
      internetQueryEnabled: true,
      lifecycle: { preventDestroy: props.preventDestroy },
    });
  }
}
