import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../../domain/time/duration";
import type { ArmResource } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { checkRange, named, range, requireValid, type Rule } from "../rules";
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
  /** Most nodes at once. 1 or more, not below `minNodes`. */
  readonly maxNodes: number;
  /** How long a node waits for the next job before it is given back. 30 s to 7 days. @default 15 minutes */
  readonly idleTimeout?: Duration;
  /** User-assigned identity that jobs act as. A change replaces the cluster. */
  readonly identity: ArmResource;
  /** The roles that identity has been given; a job that starts before them fails. @default - none */
  readonly grants?: readonly ITerraformDependable[];
}

const MOST_NODES = 65_000;

const clusterRules: readonly Rule<ComputeClusterProps>[] = [
  named("MLOPS-CLUSTER-001", "computeCluster"),
  range("MLOPS-CLUSTER-002", "minNodes", (props) => props.minNodes, { min: 0, max: MOST_NODES }),
  {
    code: "MLOPS-CLUSTER-003",
    check: ({ minNodes, maxNodes }) =>
      checkRange("maxNodes", maxNodes, { min: Math.max(1, minNodes ?? 0), max: MOST_NODES }),
  },
  range("MLOPS-CLUSTER-004", "idleTimeout in seconds", (props) => props.idleTimeout?.toSeconds(), {
    min: 30,
    max: 7 * 86_400,
  }),
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
