import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { resourceId, type ResourceGroupRef } from "../../domain/azure/ids";
import { AzapiResourceAction, retryRefused } from "../azapi";

export interface KeyProofProps {
  /** Name of the account that is made for it, unique in Azure. */
  readonly name: string;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
  /** The resource group that it is made in. */
  readonly resourceGroup: ResourceGroupRef;
  /** Tags of the account, which policies may ask for. */
  readonly tags: Readonly<Record<string, string>>;
  /** Address of the vault, and the key's name in it. */
  readonly key: { readonly vaultUri: string; readonly name: string };
  /** ARM id of the identity that the key is asked for as; known before it is there. */
  readonly identity: string;
  /** The key, and the grants of the identity. */
  readonly after: readonly ITerraformDependable[];
}

const ACCOUNT = "Microsoft.Storage/storageAccounts@2023-05-01";

/**
 * Waits until an identity that was just let into a vault gets through to a key there: asks for an empty storage account that is
 * encrypted with it, again and again until Azure makes one, and deletes that at once.
 *
 * A role takes minutes to reach a vault, and Resource Manager has no question that tells when it has. azurerm, which makes the
 * accounts and the registry that are to stay, tries a refused one once. The account is closed and as hardened as they are, so
 * that a policy that lets them in lets it in.
 *
 * Limitations: it is done once, when the key is made. An apply that is killed in between leaves the account, and the next one
 * deletes it. What it proves it proves of Azure Storage; the registry asks the same vault as the same identity.
 */
export class KeyProof extends Construct {
  /** What to wait for. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: KeyProofProps) {
    super(scope, id);
    const account = {
      type: ACCOUNT,
      resourceId: resourceId(props.resourceGroup, "Microsoft.Storage/storageAccounts", props.name),
    };
    const made = new AzapiResourceAction(this, "Made", {
      ...account,
      method: "PUT",
      body: this.renderBody(props),
      retry: retryRefused("KeyVaultAuthenticationFailure"),
      // A role has reached everything after ten minutes; what is refused then is refused for another reason.
      timeouts: { create: "20m" },
      dependsOn: [...props.after],
    });
    this.ready = new AzapiResourceAction(this, "Deleted", { ...account, method: "DELETE", dependsOn: [made] });
  }

  private renderBody({ location, tags, key, identity }: KeyProofProps): object {
    return {
      location,
      tags,
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
      properties: {
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
        supportsHttpsTrafficOnly: true,
        minimumTlsVersion: "TLS1_2",
        allowSharedKeyAccess: false,
        defaultToOAuthAuthentication: true,
        isLocalUserEnabled: false,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        encryption: {
          keySource: "Microsoft.Keyvault",
          identity: { userAssignedIdentity: identity },
          keyvaultproperties: { keyvaulturi: key.vaultUri, keyname: key.name },
          requireInfrastructureEncryption: true,
          services: Object.fromEntries(
            ["blob", "file", "queue", "table"].map((service) => [service, { enabled: true, keyType: "Account" }]),
          ),
        },
      },
    };
  }
}
