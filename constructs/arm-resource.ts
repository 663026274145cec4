/** Something in Azure that another resource refers to: any binding, or a construct of ours, will do. */
export interface ArmResource {
  /** ARM id; a reference, so that Terraform makes the resource first. */
  readonly id: string;
}

/** A resource group that resources are made in. */
export interface IResourceGroup extends ArmResource {
  readonly name: string;
}

/** Where a resource goes. */
export interface Placement {
  readonly resourceGroup: IResourceGroup;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
}
