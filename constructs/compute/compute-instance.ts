import { Construct } from "constructs";
import { computeLimits } from "../../domain/azure/compute-rules";
import { Duration } from "../../domain/time/duration";
import type { ArmResource } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { durationRange, named, requireValid, type Rule } from "../rules";
import { toTimeSpan } from "./time-span";

export interface ComputeInstanceProps {
  /** Name of the instance, unique in its region. */
  readonly name: string;
  /** The workspace it belongs to. */
  readonly workspace: ArmResource;
  /** Azure region. A change replaces the instance. */
  readonly location: string;
  /** VM size, e.g. `Standard_D4ds_v5`. A change replaces the instance. */
  readonly size: string;
  /** The one person who may use it, by the object id of their Entra user. A change replaces the instance. */
  readonly assignedTo: string;
  /** GUID of the Entra tenant of that person. */
  readonly tenant: string;
  /** How long the instance idles before it is stopped. 15 minutes to 3 days. A change replaces the instance. @default 1 hour */
  readonly idleShutdown?: Duration;
}

const instanceRules: readonly Rule<ComputeInstanceProps>[] = [
  named("MLOPS-INSTANCE-001", "computeInstance"),
  durationRange("MLOPS-INSTANCE-002", "idleShutdown", (props) => props.idleShutdown, computeLimits.instanceIdle),
];

/**
 * One person's workstation in the workspace. It has no public address, no SSH, is shared with nobody, and stops when
 * idle.
 *
 * Limitations: Azure changes next to nothing of an instance in place. A replaced one loses its local disk; notebooks
 * live on the workspace's file share and stay.
 */
export class ComputeInstance extends Construct {
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: ComputeInstanceProps) {
    super(scope, id);
    requireValid(this, instanceRules, props);
    const idleTimeBeforeShutdown = toTimeSpan(props.idleShutdown ?? Duration.hours(1));

    this.resource = new AzapiResource(this, "Resource", {
      type: "Microsoft.MachineLearningServices/workspaces/computes@2025-06-01",
      name: props.name,
      parentId: props.workspace.id,
      location: props.location,
      body: {
        properties: {
          computeType: "ComputeInstance",
          computeLocation: props.location,
          disableLocalAuth: true,
          properties: {
            vmSize: props.size,
            applicationSharingPolicy: "Personal",
            computeInstanceAuthorizationType: "personal",
            personalComputeInstanceSettings: {
              assignedUser: { objectId: props.assignedTo, tenantId: props.tenant },
            },
            sshSettings: { sshPublicAccess: "Disabled" },
            enableNodePublicIp: false,
            idleTimeBeforeShutdown,
          },
        },
      },
      // The service takes and returns the idle shutdown at this version, but its published type does not list it:
      // github.com/Azure/azure-rest-api-specs/issues/29222
      schemaValidationEnabled: false,
      replaceTriggersExternalValues: { size: props.size, assignedTo: props.assignedTo, idleTimeBeforeShutdown },
      ignoreCasing: true,
    });
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }
}
