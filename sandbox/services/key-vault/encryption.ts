import { sameId } from "../../../domain/azure/ids";
import { clientIdOf } from "../../engine/arm/identities";
import { ArmError } from "../../engine/arm/arm-error";
import type { ArmResource, CloudView, WriteContext } from "../../engine/arm/model";
import { at } from "../../engine/arm/rules/helpers";
import type { Json } from "../../engine/store/store";
import { Authorizer } from "../access/authorizer";

/** A key that a resource is encrypted with, and as whom its service asks for it. */
export interface UsedKey {
  /** Address of the key, with or without a version. */
  readonly uri: string;
  /** ARM id of a user-assigned identity. */
  readonly identity: string;
}

/** Why a service cannot use a key: Azure's code and words. */
export interface KeyProblem {
  readonly code: string;
  readonly message: string;
}

const KEY_URI = /^https:\/\/([^./]+)\.vault\.azure\.net\/keys\/([^/]+)(?:\/([^/]+))?\/?$/i;
/** Azure Storage takes 2048, 3072 and 4096. */
const LEAST_BITS = 2048;
const DATA = "Microsoft.KeyVault/vaults/keys";

/**
 * Why a service cannot wrap with a key; undefined if it can. Codes and words are those of Azure Storage, whose list is the one
 * that is published.
 * Sources: learn.microsoft.com/azure/storage/common/customer-managed-keys-overview and
 * …/troubleshoot/storage-error-codes; key-vault/general/overview-vnet-service-endpoints, "Trusted services".
 */
export function keyProblem(cloud: CloudView, { uri, identity }: UsedKey): KeyProblem | undefined {
  const [, vaultName, keyName] = KEY_URI.exec(uri) ?? [];
  if (vaultName === undefined) return { code: "InvalidKeyVaultUri", message: `'${uri}' is not the address of a key.` };
  const vault = cloud.ofType("Microsoft.KeyVault/vaults").find(({ name }) => sameId(name, vaultName));
  if (vault === undefined)
    return {
      code: "KeyVaultVaultNotFound",
      message: `The key vault '${vaultName}' is not found to unwrap the encryption key.`,
    };
  const { properties } = vault;
  if (properties["enablePurgeProtection"] !== true || properties["enableSoftDelete"] === false)
    return {
      code: "KeyVaultPolicyError",
      message: "Keyvault policy recoverable is not set: soft delete and purge protection must be on.",
    };
  if (isClosedToServices(vault))
    return {
      code: "KeyVaultAuthenticationFailure",
      message: `Access to the key vault '${vaultName}' is forbidden: its firewall does not let trusted Microsoft services pass.`,
    };
  return wrongKey(cloud, vault, keyName!) ?? wrongIdentity(cloud, `${vault.id}/keys/${keyName!}`, identity);
}

function isClosedToServices({ properties }: ArmResource): boolean {
  const closed =
    properties["publicNetworkAccess"] === "Disabled" || at(properties, "networkAcls.defaultAction") === "Deny";
  return closed && (at(properties, "networkAcls.bypass") ?? "AzureServices") !== "AzureServices";
}

function wrongKey(cloud: CloudView, vault: ArmResource, name: string): KeyProblem | undefined {
  const key = cloud.show(`${vault.id}/keys/${name}`);
  if (key === undefined)
    return {
      code: "KeyVaultEncryptionKeyNotFound",
      message: `The key '${name}' is not found to unwrap the encryption key.`,
    };
  const { kty, keySize, attributes } = key.properties;
  const until = at(attributes, "exp");
  if (at(attributes, "enabled") === false)
    return { code: "KeyVaultKeyDisabled", message: `Operation wrapKey is not allowed on a disabled key '${name}'.` };
  if (typeof until === "number" && until * 1_000 <= cloud.now().getTime())
    return { code: "KeyVaultKeyExpired", message: `Operation wrapKey is not allowed on an expired key '${name}'.` };
  if (!/^RSA/.test(String(kty)) || (typeof keySize === "number" && keySize < LEAST_BITS))
    return {
      code: "UnsupportedKeyType",
      message: `The key '${name}' is ${String(kty)} ${String(keySize ?? "")}: RSA of ${LEAST_BITS} bits or more is needed.`,
    };
  return undefined;
}

function wrongIdentity(cloud: CloudView, scope: string, identity: string): KeyProblem | undefined {
  const access = Authorizer.of(cloud);
  const who = access.identity(identity);
  const lacks = ["read", "wrap/action", "unwrap/action"].find(
    (verb) => !access.decide({ name: `${DATA}/${verb}`, plane: "data", scope }, who).allowed,
  );
  if (lacks === undefined) return undefined;
  return {
    code: "KeyVaultAuthenticationFailure",
    message: `The operation failed because of authentication issue on the keyvault: '${identity}' is not authorized to perform action '${DATA}/${lacks}' on '${scope}'.`,
  };
}

const identitiesOf = (resource: ArmResource): readonly string[] =>
  Object.keys((resource.identity?.["userAssignedIdentities"] ?? {}) as object);

/**
 * Refuses a key that the service cannot use, where a resource is given one.
 * @param used - the key of a resource; undefined where Microsoft's encrypt it
 */
export const usableKey =
  (used: (resource: ArmResource) => UsedKey | undefined) =>
  ({ cloud, resource, before }: WriteContext): void => {
    const key = used(resource);
    if (key === undefined) return;
    const had = before === undefined ? undefined : used(before);
    if (had !== undefined && sameId(had.uri, key.uri) && sameId(had.identity, key.identity)) return;
    if (!identitiesOf(resource).some((one) => sameId(one, key.identity)))
      throw new ArmError(
        400,
        "InvalidEncryptionIdentity",
        `'${resource.name}': the identity '${key.identity}' of its encryption is not assigned to it.`,
      );
    const problem = keyProblem(cloud, key);
    if (problem !== undefined) throw new ArmError(400, problem.code, `'${resource.name}': ${problem.message}`);
  };

/** Refuses to take a key where the resource was made without, and to give it back. */
export const keyFromTheStart =
  (used: (resource: ArmResource) => UsedKey | undefined, says: string) =>
  ({ resource, before }: WriteContext): void => {
    if (before === undefined || (used(before) === undefined) === (used(resource) === undefined)) return;
    throw new ArmError(400, "EncryptionChangeNotAllowed", `'${resource.name}': ${says}`);
  };

const text = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** The first of what azurerm writes as a block. */
const first = (value: Json | undefined): Json | undefined => (Array.isArray(value) ? (value as Json[])[0] : undefined);

/** The key of a storage account: as azurerm keeps it, or as a body has it. */
export function keyOfStorage({ properties }: ArmResource): UsedKey | undefined {
  const block = first(properties["customerManagedKey"]);
  const uri = text(at(block, "keyVaultKeyId"));
  const asked = text(at(block, "userAssignedIdentityId"));
  if (uri !== undefined && asked !== undefined) return { uri, identity: asked };
  const encryption = properties["encryption"];
  const vault = text(at(encryption, "keyvaultproperties.keyvaulturi"));
  const name = text(at(encryption, "keyvaultproperties.keyname"));
  const identity = text(at(encryption, "identity.userAssignedIdentity"));
  if (vault === undefined || name === undefined || identity === undefined) return undefined;
  return { uri: `${vault.replace(/\/$/, "")}/keys/${name}`, identity };
}

/** The key of a container registry, which names its identity by the client's id. */
export function keyOfRegistry(resource: ArmResource): UsedKey | undefined {
  const encryption = resource.properties["encryption"];
  const block = first(encryption);
  const uri = text(at(block, "keyVaultKeyId")) ?? text(at(encryption, "keyVaultProperties.keyIdentifier"));
  const client = text(at(block, "identityClientId")) ?? text(at(encryption, "keyVaultProperties.identity"));
  if (uri === undefined || client === undefined) return undefined;
  return { uri, identity: identitiesOf(resource).find((id) => sameId(clientIdOf(id), client)) ?? client };
}

/** The key of a workspace; without an identity of its own, it is asked for as the workspace's. */
export function keyOfWorkspace({ properties }: ArmResource): UsedKey | undefined {
  const encryption = properties["encryption"];
  const uri = text(at(encryption, "keyVaultProperties.keyIdentifier"));
  if (uri === undefined || at(encryption, "status") !== "Enabled") return undefined;
  const identity =
    text(at(encryption, "identity.userAssignedIdentity")) ?? text(properties["primaryUserAssignedIdentity"]);
  return identity === undefined ? undefined : { uri, identity };
}
