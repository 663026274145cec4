import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { Construct } from "constructs";
import { collectedDatastore } from "../../domain/azure/datastore-uri";
import type { ArmResource, Logs, Placement } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { Diagnostics } from "../governance/diagnostics";
import type { Inbound } from "../network/inbound";
import type { IEncryptionKey } from "./encryption-key";
import { named, requireValid, type Rule } from "../rules";
import { environmentStorage, type StorageReplication } from "./workspace-storage";

export interface CollectedDataProps extends Placement {
  /** Name of the storage account, unique in Azure. */
  readonly name: string;
  readonly inbound: Inbound;
  readonly replication: StorageReplication;
  /** Whole days that a deleted blob or container can be restored. 1–365. */
  readonly softDeleteDays: number;
  /** Whether Terraform refuses to destroy the data. */
  readonly preventDestroy: boolean;
  /** The Log Analytics workspace that logs go to. */
  readonly logs: Logs;
  /** A key of the company's that encrypts all of it. @default - Microsoft's keys */
  readonly encryptionKey?: IEncryptionKey | undefined;
}

const collectedRules: readonly Rule<CollectedDataProps>[] = [named("MLOPS-STORAGE-003", "storageAccount")];

/**
 * Where endpoints keep what they are asked and what they answer, and where monitors and retraining read it: a storage account
 * with a hierarchical namespace, which the workspace's own cannot have.
 *
 * Monitors read what the collector wrote over `abfs` and by identity, which a flat account with soft delete refuses
 * ("Credential-less blob store with soft delete enabled is not supported"; Azure/azureml-assets, mdc_utils.py).
 *
 * Limitations: such an account has no versions of blobs; what is deleted can be restored, what is overwritten cannot. The
 * collector only ever adds.
 *
 * Decision record: docs/decisions/0018-collected-data.md.
 */
export class CollectedData extends Construct {
  readonly resource: StorageAccount;
  private readonly container: StorageContainer;
  private readonly preventDestroy: boolean;

  constructor(scope: Construct, id: string, props: CollectedDataProps) {
    super(scope, id);
    requireValid(this, collectedRules, props);
    this.preventDestroy = props.preventDestroy;
    this.resource = new StorageAccount(this, "Resource", { ...environmentStorage(props), isHnsEnabled: true });
    new Diagnostics(this, "Diagnostics-blob", { target: this.resource, kind: "blob", logs: props.logs });
    this.container = new StorageContainer(this, "Container", {
      name: collectedDatastore.container,
      storageAccountId: this.resource.id,
      containerAccessType: "private",
    });
  }

  /** ARM id of the account. */
  get id(): string {
    return this.resource.id;
  }

  /**
   * Makes the data known to a workspace. A datastore of blobs: the collector writes those, and monitors list them by `blob`
   * and read them by `dfs`.
   */
  addDatastore(workspace: ArmResource): AzapiResource {
    return new AzapiResource(this, "Datastore", {
      type: "Microsoft.MachineLearningServices/workspaces/datastores@2025-06-01",
      name: collectedDatastore.name,
      parentId: workspace.id,
      body: {
        properties: {
          datastoreType: "AzureBlob",
          accountName: this.resource.name,
          containerName: this.container.name,
          endpoint: "core.windows.net",
          protocol: "https",
          credentials: { credentialsType: "None" },
          serviceDataAccessAuthIdentity: "WorkspaceUserAssignedIdentity",
        },
      },
      // There is nothing to validate without credentials, and the service would try from outside of the network.
      createQueryParameters: { skipValidation: ["true"] },
      updateQueryParameters: { skipValidation: ["true"] },
      ignoreCasing: true,
      lifecycle: { preventDestroy: this.preventDestroy },
    });
  }
}
