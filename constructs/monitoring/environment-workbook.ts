import { ApplicationInsightsWorkbook } from "@cdktf/provider-azurerm/lib/application-insights-workbook";
import { Construct } from "constructs";
import { rowsOf } from "../../domain/alerts/rows";
import { resourceGroupId, subscriptionId, workbookName, type ResourceGroupRef } from "../../domain/azure/ids";
import { workbookSections, type WorkbookChart } from "../../domain/monitors/workbook";
import type { IResourceGroup, Logs } from "../arm-resource";

export interface EnvironmentWorkbookProps {
  /** The resource group it goes to; a reference, so that Terraform makes it first. */
  readonly resourceGroup: IResourceGroup;
  /** The same, computed: whose alerts are listed, and what the name is made of. */
  readonly group: ResourceGroupRef;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
  /** What people see in the list of workbooks. */
  readonly title: string;
  /** ARM id of the Azure ML workspace, computed: the workbook stands among that one's. */
  readonly workspaceId: string;
  /** The Log Analytics workspace that is asked; its id computed, so that a plan shows what the workbook holds. */
  readonly logs: Logs;
}

/**
 * One page about an environment: runs, what training uses and costs, endpoints, drift, open alerts. Whoever reads the logs
 * sees it; nothing is stored in it.
 *
 * Limitations: what people edit in the portal is overwritten by the next apply; save as another to keep it.
 */
export class EnvironmentWorkbook extends Construct {
  readonly resource: ApplicationInsightsWorkbook;

  constructor(scope: Construct, id: string, props: EnvironmentWorkbookProps) {
    super(scope, id);
    this.resource = new ApplicationInsightsWorkbook(this, "Resource", {
      name: workbookName(resourceGroupId(props.group)),
      resourceGroupName: props.resourceGroup.name,
      location: props.location,
      displayName: props.title,
      // azurerm takes lower case only, as Azure gives it back.
      sourceId: props.workspaceId.toLowerCase(),
      dataJson: JSON.stringify(render(props)),
    });
  }
}

/** The parameter that every chart takes its time from. */
const TIME = "Time";
const DAY = 86_400_000;

function render({ group, logs }: EnvironmentWorkbookProps): object {
  const chart = ({ title, query, visualization, ofResources = false }: WorkbookChart) => ({
    type: 3,
    name: title,
    content: {
      version: "KqlItem/1.0",
      query: ofResources ? query : rowsOf(query, logs.rowsOf),
      size: 0,
      title,
      visualization,
      ...(ofResources
        ? {
            queryType: 1,
            resourceType: "microsoft.resourcegraph/resources",
            crossComponentResources: [subscriptionId(group.subscriptionId)],
          }
        : {
            timeContextFromParameter: TIME,
            queryType: 0,
            resourceType: "microsoft.operationalinsights/workspaces",
            crossComponentResources: [logs.id],
          }),
    },
  });
  const sections = workbookSections(group.resourceGroup).flatMap(({ title, says, charts }) => [
    { type: 1, name: title, content: { json: `## ${title}\n\n${says}` } },
    ...charts.map(chart),
  ]);
  return {
    version: "Notebook/1.0",
    items: [
      {
        type: 9,
        name: "parameters",
        content: {
          version: "KqlParameterItem/1.0",
          parameters: [
            {
              id: workbookName(`${resourceGroupId(group)}|${TIME}`),
              version: "KqlParameterItem/1.0",
              name: TIME,
              type: 4,
              isRequired: true,
              value: { durationMs: 7 * DAY },
              typeSettings: { selectableValues: [1, 7, 30, 90].map((days) => ({ durationMs: days * DAY })) },
            },
          ],
        },
      },
      ...sections,
    ],
    fallbackResourceIds: [logs.id],
    $schema: "https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json",
  };
}
