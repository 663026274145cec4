/** Something in Azure that another resource refers to: any binding, or a construct of ours, will do. */
export interface ArmResource {
  /** ARM id; a reference, so that Terraform makes the resource first. */
  readonly id: string;
}

/** A resource group that resources are made in. */
export interface IResourceGroup extends ArmResource {
  readonly name: string;
}

/** A Log Analytics workspace, and how an environment uses it. */
export interface Logs extends ArmResource {
  /**
   * ARM id of the resource group whose rows count, where others log to the same workspace.
   * @default - all that is there is ours
   */
  readonly rowsOf?: string | undefined;
  /** Whether a policy sends logs there, so that none of ours does. @default false */
  readonly sentByPolicy?: boolean | undefined;
  /** Where logs go besides. @default - nowhere */
  readonly copies?: LogCopies | undefined;
}

/** Further places that logs go to, one of each kind. */
export interface LogCopies {
  /** ARM id of another Log Analytics workspace. */
  readonly workspace?: string | undefined;
  /** ARM id of a storage account in the same region. */
  readonly storageAccount?: string | undefined;
  /** An event hub in the same region. */
  readonly eventHub?:
    | {
        /** ARM id of a rule of the namespace that may manage, send and listen. */
        readonly authorizationRule: string;
        readonly name: string;
      }
    | undefined;
}

/** Where a resource goes. */
export interface Placement {
  readonly resourceGroup: IResourceGroup;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
}
