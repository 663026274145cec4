import { equals, type Expectation, expect, matches, present } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { every, type Rule } from "../../rule";
import type { World } from "../../world";

const account = matches(/^Account$/, "Account");

/** By kind: what is so where a key of the company's encrypts all of it, the key itself first. */
const encrypted: Readonly<Record<string, readonly [Expectation, ...Expectation[]]>> = {
  azurerm_storage_account: [
    { path: "customer_managed_key.key_vault_key_id", is: present },
    { path: "queue_encryption_key_type", is: account },
    { path: "table_encryption_key_type", is: account },
  ],
  azurerm_container_registry: [{ path: "encryption.key_vault_key_id", is: present }],
  "Microsoft.MachineLearningServices/workspaces": [
    { path: "properties.encryption.status", is: equals("Enabled") },
    // Otherwise Azure ML keeps it in a group of its own in the subscription, with databases that cost.
    { path: "properties.enableServiceSideCMKEncryption", is: equals(true) },
  ],
};
const kinds = Object.keys(encrypted);

export const encryptionKeyEverywhere: Rule = {
  title: "Where the company's key encrypts an environment, it encrypts all of it that can be",
  severity: "high",
  upstream: [],
  why: "A copy of the same data under Microsoft's key alone is outside of what the company can withdraw.",
  fix: "give storage accounts, container registry and workspace of the stack the key, or take encryption.customerManagedKey out of the configuration",
  kinds,
  attributes: Object.fromEntries(Object.entries(encrypted).map(([kind, all]) => [kind, all.map(({ path }) => path)])),
  check: (resource, world) =>
    isEncrypted(resource.stack, world)
      ? every(encrypted[resource.kind]!.map((one) => expect(resource, one)))
      : undefined,
};

/** Whether the configuration asks for a key, or something of the stack has one. */
function isEncrypted(stack: string, world: World): boolean {
  if (world.expected.encrypted?.includes(stack) === true) return true;
  const has = (resource: PolicyResource) => expect(resource, encrypted[resource.kind]![0])?.result === "pass";
  return world.once(`encrypted ${stack}`, () => world.in(stack, ...kinds).some(has));
}
