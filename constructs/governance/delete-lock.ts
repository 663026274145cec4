import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi";

/** ARM type and API version of the lock. */
const LOCK = "Microsoft.Authorization/locks@2020-05-01";

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
 * anything at all, a person's access included. Lock only what nothing that comes and goes hangs on.
 *
 * Limitations: a lock counts as set, or lifted, when Azure says so once; azurerm would ask on for two minutes. A deletion
 * right after the lock was lifted may still meet it: run it again. Data inside a storage account or vault can be deleted
 * in spite of a lock: soft delete covers that.
 */
export class DeleteLock extends Construct {
  /** The lock. */
  readonly resource: AzapiResource<typeof LOCK>;

  constructor(scope: Construct, id: string, props: DeleteLockProps) {
    super(scope, id);
    this.resource = new AzapiResource(this, "Resource", {
      type: LOCK,
      name: "do-not-delete",
      parentId: props.scope,
      body: {
        properties: {
          level: "CanNotDelete",
          notes: "Protected by configuration. To delete it, switch protection off there and deploy first.",
        },
      },
      ignoreCasing: true,
      dependsOn: props.after,
    });
  }
}
