import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { Construct } from "constructs";
import type { Logs, Placement } from "../arm-resource";
import { Diagnostics } from "../governance/diagnostics";
import { hardenedStorage } from "../hardened-storage";
import { type Inbound, storageIpRules } from "../network/inbound";
import type { IEncryptionKey } from "./encryption-key";
import { softDeleteLimits } from "../../domain/azure/retention";
import { daysOf, named, range, requireValid, type Rule } from "../rules";

/** How many copies Azure keeps, and where. `G…` copies to the paired region, `Z…` across zones, `RA…` makes the copy readable. */
export type StorageReplication = "LRS" | "ZRS" | "GRS" | "GZRS" | "RAGRS" | "RAGZRS";

export interface WorkspaceStorageProps extends Placement {
  /** Name of the account, unique in Azure. */
  readonly name: string;
  readonly inbound: Inbound;
  /** A change between kinds with and without zones replaces the account. */
  readonly replication: StorageReplication;
  /** Whole days that deleted blobs, containers and file shares can be brought back. 7–90. @default 30 */
  readonly softDeleteDays?: number;
  /** Whether Terraform refuses to destroy the account. */
  readonly preventDestroy: boolean;
  /** The Log Analytics workspace that logs go to. */
  readonly logs: Logs;
  /** A key of the company's that encrypts all of it. Queues and tables take one at creation only. @default - Microsoft's keys */
  readonly encryptionKey?: IEncryptionKey | undefined;
  /**
   * The registry that fetches from here what the workspace publishes: its firewall lets that one in. A private account takes no
   * such rule into account, and carries none.
   * @default - nothing is published from here
   */
  readonly publishesTo?: {
    /** ARM id of the model registry. */
    readonly registry: string;
    /** Entra tenant of the registry. */
    readonly tenant: string;
  };
}

const storageRules: readonly Rule<WorkspaceStorageProps>[] = [
  named("MLOPS-STORAGE-001", "storageAccount"),
  range("MLOPS-STORAGE-002", "softDeleteDays", (props) => props.softDeleteDays, daysOf(softDeleteLimits)),
];

/** An account of an environment: hardened, closed but to addresses that are let in, deleted blobs kept for some days. */
export const environmentStorage = (
  props: Omit<WorkspaceStorageProps, "softDeleteDays" | "logs" | "publishesTo"> & { readonly softDeleteDays: number },
) => ({
  ...hardenedStorage,
  name: props.name,
  location: props.location,
  resourceGroupName: props.resourceGroup.name,
  accountReplicationType: props.replication,
  publicNetworkAccessEnabled: props.inbound.mode === "public",
  networkRules: {
    defaultAction: "Deny",
    bypass: ["AzureServices"],
    // Written even when empty: the argument is computed, and left out it would keep what it was.
    ipRules: storageIpRules(props.inbound),
  },
  blobProperties: {
    deleteRetentionPolicy: { days: props.softDeleteDays },
    containerDeleteRetentionPolicy: { days: props.softDeleteDays },
  },
  ...encryptedWith(props.encryptionKey),
  lifecycle: { preventDestroy: props.preventDestroy },
});

/** An account that is encrypted with a key of the company's, beneath Microsoft's own. */
const encryptedWith = (key: IEncryptionKey | undefined) =>
  key && {
    identity: { type: "UserAssigned", identityIds: [key.identity.id] },
    customerManagedKey: { keyVaultKeyId: key.uri, userAssignedIdentityId: key.identity.id },
    queueEncryptionKeyType: "Account",
    tableEncryptionKeyType: "Account",
    dependsOn: [...key.ready],
  };

/**
 * The workspace's default storage: data, models, run artifacts, notebooks. Reached with Entra identities only; keys and
 * local users are off. Deleted and overwritten blobs can be brought back.
 *
 * Limitations: no hierarchical namespace: Azure ML's default store does not take one.
 */
export class WorkspaceStorage extends Construct {
  readonly resource: StorageAccount;

  constructor(scope: Construct, id: string, props: WorkspaceStorageProps) {
    super(scope, id);
    requireValid(this, storageRules, props);
    const softDeleteDays = props.softDeleteDays ?? 30;

    const { blobProperties, networkRules, ...account } = environmentStorage({ ...props, softDeleteDays });
    const { publishesTo } = props;
    this.resource = new StorageAccount(this, "Resource", {
      ...account,
      networkRules: {
        ...networkRules,
        ...(publishesTo !== undefined &&
          props.inbound.mode === "public" && {
            privateLinkAccess: [
              // The tenant is written out: left out, it is read back and stays whatever it was.
              { endpointResourceId: publishesTo.registry, endpointTenantId: publishesTo.tenant },
            ],
          }),
      },
      blobProperties: { ...blobProperties, versioningEnabled: true },
      shareProperties: { retentionPolicy: { days: softDeleteDays } },
    });
    for (const kind of ["blob", "file", "queue", "table"] as const) {
      new Diagnostics(this, `Diagnostics-${kind}`, { target: this.resource, kind, logs: props.logs });
    }
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }
}
