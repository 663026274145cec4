import { DataAzurermUserAssignedIdentity } from "@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { encryptionIdentityAccess } from "../../domain/access/access";
import { keyId, keyUri, ownKey, vaultUri } from "../../domain/azure/customer-managed-key";
import { type GrantTarget, Identity, type IdentityProps, RoleGrant } from "../access";
import type { ArmResource } from "../arm-resource";
import { AzapiResourceAction, KEY_VAULT_API_VERSION } from "../azapi";
import { KeyProof, type KeyProofProps } from "./key-proof";

/** A key of the company's, as what is encrypted with it asks for it. */
export interface IEncryptionKey {
  /** Address of the key, whatever its newest version is. */
  readonly uri: string;
  /** Address of the version that was the newest when the environment was made. */
  readonly versionUri: string;
  /** The vault that it lies in. */
  readonly vault: ArmResource;
  /** Whom the vault knows: services ask for the key as this identity. */
  readonly identity: ArmResource & { readonly clientId: string };
  /** What must be there before the key can be asked for. */
  readonly ready: readonly ITerraformDependable[];
}

export interface OwnEncryptionKeyProps {
  /** The vault that the key is made in. */
  readonly vault: GrantTarget & { readonly name: string };
  /** The identity that is made for it. */
  readonly identity: IdentityProps;
  /** The account by which it is seen that the identity gets through to the key. */
  readonly proof: Pick<KeyProofProps, "name" | "tags">;
}

const KEY_TYPE = `Microsoft.KeyVault/vaults/keys@${KEY_VAULT_API_VERSION}` as const;

/** What is kept of the answer. */
const ANSWERED = { version: "properties.keyUriWithVersion" } as const;

/**
 * A key in the environment's own vault, and the identity by which storage, registry and workspace ask for it.
 *
 * Made through the vault's control plane, which a runner outside of the network reaches: a PUT makes the key where there is
 * none, and leaves one that is there as it is (learn.microsoft.com/rest/api/keyvault/keys/create-if-not-exist). Resource
 * Manager has no request that deletes a key, so that it goes with its vault and stays as long as that can be restored.
 *
 * Limitations: what is changed here later changes no key that exists.
 *
 * Decision record: docs/decisions/0023-customer-managed-keys.md.
 */
export class OwnEncryptionKey extends Construct implements IEncryptionKey {
  readonly uri: string;
  readonly versionUri: string;
  readonly vault: ArmResource;
  readonly identity: IEncryptionKey["identity"];
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { vault, identity, proof }: OwnEncryptionKeyProps) {
    super(scope, id);
    const { key: identityId, resource, principal } = new Identity(this, "Identity", identity);
    const grants = encryptionIdentityAccess.map(
      ({ role, target }) =>
        new RoleGrant(this, `${target}-${role}`, { scope: vault.id, scopeKey: vault.key, role, principal }),
    );
    const key = new AzapiResourceAction(this, "Resource", {
      type: KEY_TYPE,
      resourceId: keyId(vault.id, ownKey.name),
      method: "PUT",
      body: {
        properties: {
          kty: ownKey.kty,
          keySize: ownKey.keySize,
          keyOps: ownKey.keyOps,
          attributes: { enabled: true },
          rotationPolicy: {
            lifetimeActions: [{ trigger: { timeAfterCreate: ownKey.rotateAfter }, action: { type: "rotate" } }],
          },
        },
      },
      responseExportValues: ANSWERED,
    });
    this.uri = keyUri(vault.name, ownKey.name);
    this.versionUri = key.output("version");
    this.vault = vault;
    this.identity = resource;
    const { ready } = new KeyProof(this, "Proof", {
      ...proof,
      location: identity.location,
      resourceGroup: identity.resourceGroup,
      key: { vaultUri: vaultUri(vault.name), name: ownKey.name },
      identity: identityId,
      after: [key, ...grants.map((grant) => grant.resource)],
    });
    this.ready = [key, ...grants.map((grant) => grant.resource), ready];
  }
}

export interface ExistingEncryptionKeyProps {
  /** ARM id of the key's vault. */
  readonly vault: string;
  /** Name of the key. */
  readonly key: string;
  /** The identity that may use it: its resource group's and its own name. */
  readonly identity: { readonly id: string; readonly resourceGroup: string; readonly name: string };
}

/**
 * A key that others made and keep, asked for as an identity that they let use it. Nothing is granted here: whoever keeps the
 * key decides who may use it.
 *
 * Limitations: it is looked at once, when it is named first.
 */
export class ExistingEncryptionKey extends Construct implements IEncryptionKey {
  readonly uri: string;
  readonly versionUri: string;
  readonly vault: ArmResource;
  readonly identity: IEncryptionKey["identity"];
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { vault, key, identity }: ExistingEncryptionKeyProps) {
    super(scope, id);
    const { name, resourceGroup } = identity;
    const found = new DataAzurermUserAssignedIdentity(this, "Identity", { name, resourceGroupName: resourceGroup });
    const looked = new AzapiResourceAction(this, "Resource", {
      type: KEY_TYPE,
      resourceId: keyId(vault, key),
      method: "GET",
      responseExportValues: ANSWERED,
    });
    this.uri = keyUri(vault, key);
    this.versionUri = looked.output("version");
    this.vault = { id: vault };
    // As the configuration spells it: Azure compares ids without regard to case, Terraform does not.
    this.identity = { id: identity.id, clientId: found.clientId };
    this.ready = [looked];
  }
}
