import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import { Construct } from "constructs";
import { AzureCheckBranchControl, type AzurePipeline, AzureServiceConnection } from "../azure-devops";
import { allowPipelines } from "./azure-authorizations";

const AUDIENCE = "api://AzureADTokenExchange";

/** A managed identity that is there. */
export interface KnownIdentity {
  /** ARM id; a reference to it. */
  readonly id: string;
  readonly clientId: string;
  /** Name of its resource group. */
  readonly resourceGroupName: string;
}

export interface AzureConnectionProps {
  /** GUID of the project. */
  readonly projectId: string;
  readonly name: string;
  readonly identity: KnownIdentity;
  /** GUID of the Entra tenant. */
  readonly tenant: string;
  readonly subscription: { readonly id: string; readonly name: string };
  /** The pipelines that may use it, by a name of the address. No other may. At least one. */
  readonly pipelines: Readonly<Record<string, AzurePipeline>>;
  /** Branch whose runs alone may use it. @default - runs of every branch, pull requests included */
  readonly branch?: string;
}

/**
 * Lets jobs of some pipelines sign in as an identity, without a secret: Azure trusts the tokens of this service connection.
 * Issuer and subject are what Azure DevOps says they are; both change their form over the years.
 *
 * Approvals are no matter of the connection: an environment asks them, see `AzureEnvironment`. A run of another branch, or
 * of another pipeline, does not get at the connection without that environment.
 */
export class AzureConnection extends Construct {
  readonly resource: AzureServiceConnection;
  readonly credential: FederatedIdentityCredential;

  constructor(scope: Construct, id: string, props: AzureConnectionProps) {
    super(scope, id);
    const { projectId, identity } = props;
    this.resource = new AzureServiceConnection(this, "Resource", {
      projectId,
      name: props.name,
      description: "Signs in by workload identity federation; made by the stack pipelines",
      tenantId: props.tenant,
      clientId: identity.clientId,
      subscriptionId: props.subscription.id,
      subscriptionName: props.subscription.name,
    });
    this.credential = new FederatedIdentityCredential(this, "Trust", {
      name: "azure-devops",
      resourceGroupName: identity.resourceGroupName,
      parentId: identity.id,
      issuer: this.resource.issuer,
      audience: [AUDIENCE],
      subject: this.resource.subject,
    });
    if (props.branch !== undefined) {
      new AzureCheckBranchControl(this, "Branch", {
        projectId,
        targetResourceId: this.resource.id,
        targetResourceType: "endpoint",
        displayName: `Only ${props.branch}`,
        allowedBranches: [`refs/heads/${props.branch}`],
        verifyBranchProtection: true,
      });
    }
    allowPipelines(this, "Allowed", props.pipelines, { projectId, resourceId: this.resource.id, type: "endpoint" });
  }
}
