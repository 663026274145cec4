import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { endpointIdentityAccess, type EndpointIdentityTarget } from "../../domain/access/access";
import { resourceId, type ResourceGroupRef } from "../../domain/azure/ids";
import { Identity, RoleGrant, type GrantTarget } from "../access";
import type { ArmResource, Logs } from "../arm-resource";
import { AzapiResource, retryRefused } from "../azapi";
import { Diagnostics } from "../governance/diagnostics";
import { named, requireValid, type Rule } from "../rules";
import { rollbackExports } from "../promotion/rollback-guard";

const ENDPOINT = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

/** Whether the endpoint answers requests from the internet. */
export type EndpointInbound =
  | { readonly mode: "private" }
  /** `reason` is why that is acceptable. */
  | { readonly mode: "public"; readonly reason: string };

export interface ModelEndpointProps {
  /** Name of the endpoint, part of its web address: unique in its Azure region, all customers together. 3–32. */
  readonly name: string;
  /** Name of the workspace it belongs to, in `resourceGroup`. */
  readonly workspaceName: string;
  /** Resource group of the workspace, the endpoint's identity and everything else here. */
  readonly resourceGroup: ResourceGroupRef;
  /** Azure region, e.g. `westeurope`. A change replaces the endpoint. */
  readonly location: string;
  /** Name of the identity that deployments run as. */
  readonly identityName: string;
  /** What that identity is given roles on. */
  readonly targets: Readonly<Record<EndpointIdentityTarget, GrantTarget>>;
  /** @default - private: only networks with a private endpoint to the workspace reach it */
  readonly inbound?: EndpointInbound;
  /** @default - none */
  readonly description?: string;
  /** The Log Analytics workspace that requests and container output are logged to. */
  readonly logs: Logs;
}

const endpointRules: readonly Rule<ModelEndpointProps>[] = [named("MLOPS-ENDPOINT-001", "onlineEndpoint")];

/**
 * The address a use case answers at: an online endpoint with Entra sign-in and an identity of its own that holds
 * exactly the roles its deployments need. What answers, and for how much of the traffic, `ModelDeployment` and
 * `EndpointTraffic` say.
 *
 * The endpoint is only created here. `EndpointTraffic` makes every later change to it, tags and network access
 * included: azapi updates by sending the whole body, and a body without traffic would take the traffic away.
 *
 * Limitations: Azure cannot change an endpoint's identity; that replaces the endpoint, for which its use case must
 * first be taken out of the environment, because a new endpoint cannot have the name while the old one is there.
 */
export class ModelEndpoint extends Construct implements ArmResource {
  readonly resource: AzapiResource;
  readonly name: string;
  /** ARM id computed from the configuration; does not make Terraform wait for the endpoint. */
  readonly key: string;
  readonly location: string;
  readonly resourceGroup: ResourceGroupRef;
  /** ARM id of the workspace. */
  readonly workspaceId: string;
  readonly publicNetworkAccess: "Enabled" | "Disabled";
  readonly description?: string;
  /** What deployments run as. */
  readonly identity: Identity;
  /** The roles of that identity; a deployment that is made before them fails. */
  readonly grants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    super(scope, id);
    requireValid(this, endpointRules, props);
    this.name = props.name;
    this.location = props.location;
    this.resourceGroup = props.resourceGroup;
    this.description = props.description;
    this.workspaceId = resourceId(
      props.resourceGroup,
      "Microsoft.MachineLearningServices/workspaces",
      props.workspaceName,
    );
    this.key = resourceId(props.resourceGroup, ENDPOINT, props.workspaceName, props.name);
    this.publicNetworkAccess = props.inbound?.mode === "public" ? "Enabled" : "Disabled";

    this.identity = new Identity(this, "Identity", {
      name: props.identityName,
      location: props.location,
      resourceGroupName: props.resourceGroup.resourceGroup,
      resourceGroup: props.resourceGroup,
    });
    this.grants = endpointIdentityAccess.map(
      ({ role, target }) =>
        new RoleGrant(this, `${target}-${role}`, {
          scope: props.targets[target].id,
          scopeKey: props.targets[target].key,
          role,
          principal: this.identity.principal,
        }),
    );
    this.resource = new AzapiResource(this, "Resource", {
      type: `${ENDPOINT}@2025-06-01`,
      name: props.name,
      parentId: this.workspaceId,
      location: props.location,
      identity: { type: "UserAssigned", identityIds: [this.identity.resource.id] },
      body: {
        kind: "Managed",
        properties: {
          authMode: "AADToken",
          publicNetworkAccess: this.publicNetworkAccess,
          description: props.description,
        },
      },
      replaceTriggersExternalValues: { identity: this.identity.key },
      responseExportValues: rollbackExports,
      ignoreCasing: true,
      retry: retryRefused("FailedIdentityOperation", "PrincipalNotFound"),
      dependsOn: this.grants.map(({ resource }) => resource),
      lifecycle: { ignoreChanges: ["body", "tags"] },
    });
    new Diagnostics(this, "Diagnostics", { target: this.resource, kind: "onlineEndpoint", logs: props.logs });
  }

  /** ARM id; a reference. */
  get id(): string {
    return this.resource.id;
  }

  /** The tags it is to have, whatever aspects add to them later. Resolved when the stack is synthesized. */
  get tags(): unknown {
    return Lazy.anyValue({ produce: () => this.resource.tagsInput });
  }
}
