import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkNodes, computeLimits } from "../../domain/azure/compute-rules";
import { Duration } from "../../domain/time/duration";
import type { ArmResource } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { durationRange, named, range, requireValid, told, type Rule } from "../rules";
import { toTimeSpan } from "./time-span";

export interface ComputeClusterProps {
  /** Name of the cluster, unique in its workspace. */
  readonly name: string;
  /** The workspace it belongs to. */
  readonly workspace: ArmResource;
  /** Azure region of the nodes. A change replaces the cluster. */
  readonly location: string;
  /** VM size, e.g. `Standard_D4ds_v5`. A change replaces the cluster. */
  readonly size: string;
  /** Nodes that stay up when nobody needs them, each paid for by the hour. 0 or more. @default 0 */
  readonly minNodes?: number;
  /** Most nodes at once. 1 to 1,000, not below `minNodes`. */
  readonly maxNodes: number;
  /** How long a node waits for the next job before it is given back. 30 s to 1 day. @default 15 minutes */
  readonly idleTimeout?: Duration;
  /** User-assigned identity that jobs act as. A change replaces the cluster. */
  readonly identity: ArmResource;
  /** The roles that identity has been given; a job that starts before them fails. @default - none */
  readonly grants?: readonly ITerraformDependable[];
}

const { clusterNodes, clusterIdle } = computeLimits;

const clusterRules: readonly Rule<ComputeClusterProps>[] = [
  named("MLOPS-CLUSTER-001", "computeCluster"),
  range("MLOPS-CLUSTER-002", "minNodes", (props) => props.minNodes, clusterNodes),
  range("MLOPS-CLUSTER-003", "maxNodes", (props) => props.maxNodes, { ...clusterNodes, min: 1 }),
  { code: "MLOPS-CLUSTER-003", check: (props) => told("minNodes", checkNodes(props)) },
  durationRange("MLOPS-CLUSTER-004", "idleTimeout", (props) => props.idleTimeout, clusterIdle),
];

/**
 * A cluster that grows with its jobs and shrinks to nothing. Nodes have no public address, no SSH and no local users;
 * jobs act as one identity.
 *
 * Made through azapi: azurerm 4.55 refuses nodes without a public address until the workspace says that its managed
 * network is active. Azure changes only the scale settings of a cluster in place; everything else replaces it.
 */
export class ComputeCluster extends Construct {
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: ComputeClusterProps) {
    super(scope, id);
    requireValid(this, clusterRules, props);

    this.resource = new AzapiResource(this, "Resource", {
      type: "Microsoft.MachineLearningServices/workspaces/computes@2025-06-01",
      name: props.name,
      parentId: props.workspace.id,
      location: props.location,
      identity: { type: "UserAssigned", identityIds: [props.identity.id] },
      body: {
        properties: {
          computeType: "AmlCompute",
          computeLocation: props.location,
          disableLocalAuth: true,
          properties: {
            osType: "Linux",
            vmSize: props.size,
            vmPriority: "Dedicated",
            scaleSettings: {
              minNodeCount: props.minNodes ?? 0,
              maxNodeCount: props.maxNodes,
              nodeIdleTimeBeforeScaleDown: toTimeSpan(props.idleTimeout ?? Duration.minutes(15)),
            },
            enableNodePublicIp: false,
            remoteLoginPortPublicAccess: "Disabled",
          },
        },
      },
      replaceTriggersExternalValues: { size: props.size, identity: props.identity.id },
      ignoreCasing: true,
      dependsOn: props.grants === undefined ? undefined : [...props.grants],
    });
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }
}
