import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface DeleteLockProps {
  /** ARM id of what must not be deleted; a reference. Everything inside it is covered. */
  readonly scope: string;
  /**
   * What else lies under the lock and is destroyed with the stack. The lock is made after it, and so is lifted before
   * it: what is not named here may meet the lock on its way out. `hangingOn` finds it.
   * @default - nothing but the scope
   */
  readonly after?: ITerraformDependable[];
}

/**
 * Keeps people and pipelines from deleting something by mistake: Azure refuses until the lock is lifted.
 *
 * A lock on a resource group covers every resource, rule and role assignment in it, so that no deployment can remove
 * anything at all, a person's access included. Lock what holds data instead: storage and images.
 *
 * Limitations: azurerm waits two minutes for a lock to appear, and two for it to go. Data inside a storage account or
 * vault can still be deleted: soft delete covers that.
 */
export class DeleteLock extends Construct {
  /** The lock. */
  readonly resource: ManagementLock;

  constructor(scope: Construct, id: string, props: DeleteLockProps) {
    super(scope, id);
    this.resource = new ManagementLock(this, "Resource", {
      name: "do-not-delete",
      scope: props.scope,
      lockLevel: "CanNotDelete",
      notes: "Protected by configuration. To delete it, switch protection off there and deploy first.",
      dependsOn: props.after,
    });
  }
}
