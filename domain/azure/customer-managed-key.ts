import { subscriptionId, isWithin } from "./ids";

/**
 * A key that encrypts what an environment keeps, held by the company instead of Microsoft.
 *
 * Storage, registry and workspace get it when they are made: queues and tables of an account (azurerm 4.55.0,
 * `queue_encryption_key_type`, ForceNew), a registry and a workspace take no key later. Log Analytics has it on dedicated
 * clusters only, which commit to 100 GB a day; a model registry and the disks of computes have no place for one.
 * Source: learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys; Azure Container Registry,
 * tutorial-customer-managed-keys; Azure Monitor, customer-managed-keys.
 */

/**
 * How a key of an environment's own is made. It rotates by itself and does not expire: an expired version would lock up what
 * it has wrapped, and the workspace stays with the version that it was made with.
 */
export const ownKey = {
  /** Within the vault, so that it needs no more than this. */
  name: "environment",
  kty: "RSA",
  /** Bits. Azure ML's page advises no less. */
  keySize: 3072,
  keyOps: ["wrapKey", "unwrapKey"],
  /** How long after a version is made the next one is, as ISO 8601 has it. */
  rotateAfter: "P1Y",
} as const;

/** What Azure asks of any such key. Bits. */
export const leastKeySize = ownKey.keySize;

/** The address of a vault, by its ARM id or its name. */
export const vaultUri = (vault: string): string => `https://${vault.split("/").at(-1)!.toLowerCase()}.vault.azure.net/`;

/** The key's address, by which services ask for whatever its newest version is. */
export const keyUri = (vault: string, key: string): string => `${vaultUri(vault)}keys/${key}`;

/** The ARM id of a key. */
export const keyId = (vault: string, key: string): string => `${vault}/keys/${key}`;

/** What is wrong with where a key of others, or whoever may use it, lies, after its name; undefined if nothing is. */
export function checkKeyPlace(
  subscription: string,
  what: "vault" | "identity",
  id: string,
): { readonly says: string; readonly allowed: string; readonly fix: string } | undefined {
  const own = subscriptionId(subscription);
  if (isWithin(id, own)) return undefined;
  return what === "vault"
    ? {
        says: "is in another subscription than the environment, from where Azure ML takes no key",
        allowed: `a vault in ${own}`,
        fix: "have the key made in a vault of that subscription",
      }
    : {
        says: "is in another subscription than the environment, whose pipelines may not assign it",
        allowed: `an identity in ${own}`,
        fix: "have one made there, and given its role on the key",
      };
}

/** What the key does not encrypt, each with why. Told wherever the key is. */
export const notByKey: Readonly<Record<string, string>> = {
  "Log Analytics and Application Insights":
    "Azure takes a key on a dedicated cluster only, which commits to 100 GB a day; name the company's own workspace in logs.workspace",
  "the model registry": "Azure ML has no setting for it",
  "disks of computes":
    "Azure ML encrypts them with Microsoft's keys; the temporary ones, too, where the workspace has a key",
};
