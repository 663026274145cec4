import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { Construct } from "constructs";
import { regions } from "../../domain/azure/regions";
import type { Placement } from "../arm-resource";
import { hardenedStorage } from "../hardened-storage";
import { storageIpRules, type Inbound } from "../network/inbound";
import { named, requireValid, type Rule } from "../rules";

export interface StateStoreProps extends Placement {
  /** Name of the storage account, unique in Azure. */
  readonly name: string;
  /** Name of the container. */
  readonly container: string;
  /**
   * Who may reach it. Public without addresses lets every address try, as hosted runners need; a token of an identity
   * with a role is asked for in any case. Private closes the account: whoever deploys needs a private endpoint to it.
   */
  readonly inbound: Inbound;
}

/** How long an overwritten or deleted state can be brought back. */
const SOFT_DELETE_DAYS = 90;

const stateStoreRules: readonly Rule<StateStoreProps>[] = [named("MLOPS-STATE-001", "storageAccount")];

/**
 * Where Terraform keeps what it knows. A state holds secrets and cannot be made again: keys are off, every version is
 * kept, copies lie in other zones and the paired region, and Terraform refuses to destroy it.
 *
 * No delete lock: one would keep the access of a removed environment from being revoked.
 */
export class StateStore extends Construct {
  readonly account: StorageAccount;
  readonly container: StorageContainer;

  constructor(scope: Construct, id: string, props: StateStoreProps) {
    super(scope, id);
    requireValid(this, stateStoreRules, props);
    const addresses = storageIpRules(props.inbound);
    const anyAddress = props.inbound.mode === "public" && addresses.length === 0;
    this.account = new StorageAccount(this, "Account", {
      ...hardenedStorage,
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup.name,
      accountReplicationType: replicationFor(props.location),
      publicNetworkAccessEnabled: props.inbound.mode === "public",
      networkRules: {
        defaultAction: anyAddress ? "Allow" : "Deny",
        // azurerm reads rules that hold nothing but Azure's defaults as none, and every plan would write them again. Left out
        // they would keep what they were. Where every address may come, what else may changes nothing.
        bypass: anyAddress ? ["AzureServices", "Logging", "Metrics"] : ["AzureServices"],
        ipRules: addresses,
      },
      blobProperties: {
        versioningEnabled: true,
        deleteRetentionPolicy: { days: SOFT_DELETE_DAYS },
        containerDeleteRetentionPolicy: { days: SOFT_DELETE_DAYS },
      },
      lifecycle: { preventDestroy: true },
    });
    this.container = new StorageContainer(this, "Container", {
      name: props.container,
      storageAccountId: this.account.id,
      containerAccessType: "private",
      lifecycle: { preventDestroy: true },
    });
  }
}

/** The most copies that the region offers. */
function replicationFor(location: string): string {
  const region: { zones?: boolean; pair?: string } = regions[location as keyof typeof regions] ?? {};
  const zones = region.zones === true;
  if (region.pair !== undefined) return zones ? "GZRS" : "GRS";
  return zones ? "ZRS" : "LRS";
}
