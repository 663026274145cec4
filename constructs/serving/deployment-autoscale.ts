import { Construct } from "constructs";
import { resourceGroupId, type ResourceGroupRef } from "../../domain/azure/ids";
import { metric } from "../../domain/alerts/metrics";
import { AzapiResource, type AutoscaleRule } from "../azapi";

export interface DeploymentAutoscaleProps {
  /** The deployment that is scaled. */
  readonly deployment: {
    readonly id: string;
    readonly name: string;
    readonly endpoint: { readonly name: string; readonly location: string; readonly resourceGroup: ResourceGroupRef };
  };
  /** Fewest and most instances. */
  readonly instances: { readonly min: number; readonly max: number };
  /** Average CPU load above which an instance is added. Percent. */
  readonly scaleOutAtCpuPercent: number;
}

const CPU = metric(
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
  "CpuUtilizationPercentage",
  "Average",
);

/**
 * Adds an instance after five busy minutes and takes one away after fifteen idle ones. Idle is well below half of busy:
 * taking one instance of two away doubles the load of the other, which must not bring it back at once.
 */
export class DeploymentAutoscale extends Construct {
  readonly resource: AzapiResource;
  /** Average CPU load below which an instance is taken away. Percent. */
  readonly scaleInAtCpuPercent: number;

  constructor(scope: Construct, id: string, props: DeploymentAutoscaleProps) {
    super(scope, id);
    const { deployment, instances } = props;
    const { endpoint } = deployment;
    this.scaleInAtCpuPercent = Math.floor(props.scaleOutAtCpuPercent * 0.4);

    const trigger = (operator: "GreaterThan" | "LessThan", threshold: number, timeWindow: string) => ({
      metricName: CPU.name,
      metricNamespace: CPU.namespace,
      metricResourceUri: deployment.id,
      timeGrain: "PT1M",
      timeWindow,
      statistic: "Average" as const,
      timeAggregation: "Average" as const,
      operator,
      threshold,
    });
    const rules: AutoscaleRule[] = [
      {
        metricTrigger: trigger("GreaterThan", props.scaleOutAtCpuPercent, "PT5M"),
        scaleAction: { direction: "Increase", type: "ChangeCount", value: "1", cooldown: "PT5M" },
      },
      {
        metricTrigger: trigger("LessThan", this.scaleInAtCpuPercent, "PT15M"),
        scaleAction: { direction: "Decrease", type: "ChangeCount", value: "1", cooldown: "PT10M" },
      },
    ];
    this.resource = new AzapiResource(this, "Resource", {
      type: "Microsoft.Insights/autoscalesettings@2022-10-01",
      name: `scale-${endpoint.name}-${deployment.name}`,
      parentId: resourceGroupId(endpoint.resourceGroup),
      location: endpoint.location,
      body: {
        properties: {
          enabled: true,
          targetResourceUri: deployment.id,
          profiles: [
            {
              name: "cpu",
              capacity: {
                minimum: String(instances.min),
                maximum: String(instances.max),
                // What runs while Azure Monitor has no metric to go by.
                default: String(instances.min),
              },
              rules,
            },
          ],
        },
      },
      ignoreCasing: true,
    });
  }
}
