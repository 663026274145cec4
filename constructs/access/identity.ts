import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Construct } from "constructs";
import { resourceId, type ResourceGroupRef } from "../../domain/azure/ids";
import type { IdentityPrincipal } from "./principal";

export interface IdentityProps {
  /** Name of the identity. 3–128 letters, digits, hyphens and underscores; unique in its resource group. */
  readonly name: string;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
  /** Name of its resource group; a reference to the resource group, so that Terraform makes the group first. */
  readonly resourceGroupName: string;
  /** The same resource group from the configuration: what the identity's id is computed from. */
  readonly resourceGroup: ResourceGroupRef;
}

/** A user-assigned managed identity, and the principal that roles are granted to. */
export class Identity extends Construct {
  /** The identity resource. */
  readonly resource: UserAssignedIdentity;
  /** Its ARM id, known before it exists. Does not make Terraform wait for the identity; `resource.id` does. */
  readonly key: string;
  /** What to grant roles to. */
  readonly principal: IdentityPrincipal;

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id);
    this.key = resourceId(props.resourceGroup, "Microsoft.ManagedIdentity/userAssignedIdentities", props.name);
    this.resource = new UserAssignedIdentity(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroupName,
    });
    this.principal = { kind: "identity", principalId: this.resource.principalId, key: this.key };
  }
}
