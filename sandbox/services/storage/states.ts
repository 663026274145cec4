import type { CloudView } from "../../engine/arm/model";
import { type Authorizer, OWNER, type Somebody } from "../access/authorizer";

/** Where the sandbox says whether somebody may read, or write and lock, the state of a stack. */
export const STATE_PATH = "/sandbox/state-access";

/** What is asked for: the names of all states, or the blob of one. */
export const stateRights = ["list", "read", "write"] as const;
export type StateRight = (typeof stateRights)[number];

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

/**
 * Who may do what with Terraform's states. In the sandbox states are files, so that an environment can be deployed without
 * bootstrap; in Azure each is a blob: whoever reads one needs the right to read it, and locking one is leasing it, for which Blob
 * Storage asks for the right to write. Terraform locks for each plan, apply, destroy and import without `-lock=false`, before it
 * knows whether there is anything to change.
 * Sources: `RemoteClient.Lock` of Terraform 1.11.4's azurerm backend; learn.microsoft.com/rest/api/storageservices/lease-blob,
 * "Authorization".
 *
 * Not asked are owners, who give themselves the role on the container (docs/guides/deploy-to-azure.md).
 */
export class States {
  /** @param container - ARM id of the container that holds them in Azure. @default - nobody is asked */
  constructor(
    private readonly cloud: CloudView,
    private readonly access: Authorizer,
    private readonly container: string | undefined,
  ) {}

  /** @throws ArmError 403, in the words of Blob Storage */
  require(right: StateRight, stack: string, caller: Somebody): void {
    const { container: scope } = this;
    // Before bootstrap there is no container: states are files then, in Azure as here.
    if (scope === undefined || caller.objectId === OWNER.objectId || this.cloud.get(scope) === undefined) return;
    const on = { plane: "data", scope } as const;
    const attributes = { [`resource ${BLOBS}:path`.toLowerCase()]: `${stack}.tfstate` };
    const operation =
      right === "list"
        ? { ...on, name: `${BLOBS}/read`, suboperation: "Blob.List" }
        : { ...on, name: `${BLOBS}/${right}`, attributes };
    this.access.require([{ operation }], caller);
  }
}
