import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import type { TerraformStack } from "cdktf";
import { AzapiResourceAction } from "../../../constructs/azapi";
import {
  CollectedData,
  ExistingEncryptionKey,
  type IEncryptionKey,
  MlWorkspace,
  OwnEncryptionKey,
  WorkspaceRegistry,
  WorkspaceStorage,
} from "../../../constructs/workspace";
import { builtInRoles } from "../../../domain/access/roles";
import { existing, LOGS, PLACEMENT } from "../../support/placement";
import { SUBSCRIPTION, synth } from "../../support/synth";

const KEYS = "Microsoft.KeyVault/vaults/keys@2026-02-01";
const vault = existing("Microsoft.KeyVault/vaults", "kv-test");
const company = {
  vault: existing("Microsoft.KeyVault/vaults", "KV-Company").id,
  key: "ml-test",
  identity: {
    ...existing("Microsoft.ManagedIdentity/userAssignedIdentities", "id-company"),
    resourceGroup: "rg-test",
    name: "id-company",
  },
};
const own = (stack: TerraformStack): IEncryptionKey =>
  new OwnEncryptionKey(stack, "Key", {
    vault: { id: vault.id, key: vault.id, name: "kv-test" },
    identity: {
      name: "id-test-encryption",
      location: "westeurope",
      resourceGroupName: "rg-test",
      resourceGroup: { subscriptionId: SUBSCRIPTION, resourceGroup: "rg-test" },
    },
    proof: { name: "stproof", tags: { owner: "ml" } },
  });
const ofOthers = (stack: TerraformStack): IEncryptionKey => new ExistingEncryptionKey(stack, "Key", company);

/** Requests to resources of a type. */
const calls = (make: (stack: TerraformStack) => unknown, type: string) =>
  synth(make)
    .all(AzapiResourceAction)
    .filter((call) => call["type"] === type);

/** All that is encrypted. */
function encrypted(stack: TerraformStack, encryptionKey: IEncryptionKey): void {
  const common = {
    ...PLACEMENT,
    inbound: { mode: "private" },
    preventDestroy: true,
    logs: LOGS,
    encryptionKey,
  } as const;
  new WorkspaceStorage(stack, "Storage", { ...common, name: "sttest", replication: "GZRS" });
  new CollectedData(stack, "Collected", { ...common, name: "stcollected", replication: "GZRS", softDeleteDays: 90 });
  new WorkspaceRegistry(stack, "Registry", { ...common, name: "crtest", zoneRedundant: true });
  new MlWorkspace(stack, "Workspace", {
    ...common,
    name: "mlw-test",
    identity: existing("Microsoft.ManagedIdentity/userAssignedIdentities", "id-workspace"),
    grants: [],
    storage: existing("Microsoft.Storage/storageAccounts", "sttest"),
    vault,
    containerRegistry: existing("Microsoft.ContainerRegistry/registries", "crtest"),
    applicationInsights: existing("Microsoft.Insights/components", "appi-test"),
    outbound: { mode: "internet" },
  });
}

describe("OwnEncryptionKey", () => {
  it("is made by the vault's control plane, rotates every year and never expires", () => {
    const [key] = calls(own, KEYS);
    expect(key).toMatchObject({ type: KEYS, method: "PUT", resource_id: `${vault.id}/keys/environment` });
    expect(key!["body"]).toEqual({
      properties: {
        kty: "RSA",
        keySize: 3072,
        keyOps: ["wrapKey", "unwrapKey"],
        attributes: { enabled: true },
        rotationPolicy: { lifetimeActions: [{ trigger: { timeAfterCreate: "P1Y" }, action: { type: "rotate" } }] },
      },
    });
  });

  it("lets one identity wrap and unwrap with it, and do nothing else", () => {
    const { all } = synth(own);
    expect(all(RoleAssignment)).toEqual([
      expect.objectContaining({
        scope: vault.id,
        role_definition_id: expect.stringMatching(
          new RegExp(`${builtInRoles.keyVaultCryptoServiceEncryptionUser.id}$`),
        ) as string,
        principal_id: expect.stringMatching(/Key_Identity_\w+\.principal_id\}$/) as string,
      }),
    ]);
  });
});

describe("what proves that a key of one's own can be used", () => {
  const ACCOUNT = "Microsoft.Storage/storageAccounts@2023-05-01";
  const account = existing("Microsoft.Storage/storageAccounts", "stproof").id;
  const identity = existing("Microsoft.ManagedIdentity/userAssignedIdentities", "id-test-encryption").id;

  const proof = (method: string) => calls(own, ACCOUNT).find((call) => call["method"] === method);

  it("is an account that is encrypted with it, closed, hardened and tagged as others are", () => {
    const made = proof("PUT");
    expect(made).toMatchObject({ method: "PUT", resource_id: account });
    expect(made!["body"]).toMatchObject({
      tags: { owner: "ml" },
      identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
      properties: {
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Deny" },
        minimumTlsVersion: "TLS1_2",
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        encryption: {
          keySource: "Microsoft.Keyvault",
          identity: { userAssignedIdentity: identity },
          keyvaultproperties: { keyvaulturi: "https://kv-test.vault.azure.net/", keyname: "environment" },
        },
      },
    });
  });

  it("is asked for until the role has reached the vault, after key and role, and deleted before anything waits no more", () => {
    const [made, deleted] = [proof("PUT"), proof("DELETE")];
    const [pattern] = made!["retry"].error_message_regex as [string];
    const refused = `PUT https://management.azure.com${account}\n---\nRESPONSE 400: 400 Bad Request\nERROR CODE: KeyVaultAuthenticationFailure`;
    expect(refused).toMatch(new RegExp(pattern));
    expect(refused.replace("PUT", "DELETE")).not.toMatch(new RegExp(pattern));
    expect(made!["depends_on"]).toEqual([
      expect.stringMatching(/^azapi_resource_action\.Key_[0-9A-F]{8}$/) as string,
      expect.stringMatching(/^azurerm_role_assignment\./) as string,
    ]);
    expect(deleted).toMatchObject({ method: "DELETE", resource_id: account });
    expect(deleted!["depends_on"]).toEqual([expect.stringMatching(/^azapi_resource_action\.Key_Proof_Made/)]);
    const storage = synth((stack) => encrypted(stack, own(stack))).all(StorageAccount);
    for (const one of storage)
      expect(one["depends_on"]).toContainEqual(expect.stringMatching(/^azapi_resource_action\.Key_Proof_Deleted/));
  });

  it("is not made for a key of others, whose role was granted before", () => {
    expect(calls(ofOthers, ACCOUNT)).toEqual([]);
  });
});

describe("what is encrypted with a key", () => {
  it.each([
    ["own", own, "https://kv-test.vault.azure.net/keys/environment", 3],
    ["of others", ofOthers, "https://kv-company.vault.azure.net/keys/ml-test", 1],
  ])("is storage whole, registry and workspace, after the key is there: %s", (_, make, uri, waits) => {
    const { all, only, onlyArm } = synth((stack) => encrypted(stack, make(stack)));
    const registry = only(ContainerRegistry);
    const workspace = onlyArm("Microsoft.MachineLearningServices/workspaces");
    for (const account of all(StorageAccount)) {
      const [identity] = account["identity"].identity_ids as [string];
      expect(account).toMatchObject({
        identity: { type: "UserAssigned" },
        customer_managed_key: { key_vault_key_id: uri, user_assigned_identity_id: identity },
        queue_encryption_key_type: "Account",
        table_encryption_key_type: "Account",
        infrastructure_encryption_enabled: true,
      });
    }
    expect(registry).toMatchObject({
      sku: "Premium",
      identity: { type: "UserAssigned" },
      encryption: [{ key_vault_key_id: uri, identity_client_id: expect.stringMatching(/\.client_id\}$/) as string }],
    });
    const { properties } = workspace["body"];
    expect(properties).toMatchObject({
      enableServiceSideCMKEncryption: true,
      hbiWorkspace: true,
      encryption: {
        status: "Enabled",
        keyVaultProperties: { keyIdentifier: expect.stringMatching(/\.output\.version\}$/) as string },
      },
    });
    expect(workspace["identity"][0].identity_ids).toContain(properties.encryption.identity.userAssignedIdentity);
    for (const resource of [...all(StorageAccount), registry, workspace])
      expect(resource["depends_on"]).toHaveLength(waits);
  });

  it("is replaced with the key, since Azure exchanges none in place, but not with its version", () => {
    const { onlyArm } = synth((stack) => encrypted(stack, ofOthers(stack)));
    const triggers = onlyArm("Microsoft.MachineLearningServices/workspaces")["replace_triggers_external_values"];
    expect(triggers).toMatchObject({
      encryptionKey: "https://kv-company.vault.azure.net/keys/ml-test",
      encryptionIdentity: company.identity.id,
    });
    expect(JSON.stringify(triggers)).not.toContain("output.version");
  });

  it("grants nobody anything on a key of others", () => {
    expect(synth(ofOthers).all(RoleAssignment)).toEqual([]);
  });
});
