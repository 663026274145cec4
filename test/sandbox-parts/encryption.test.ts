import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInRoles } from "../../domain/access/roles";
import { runAction } from "../../sandbox/engine/arm/actions";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { clientIdOf, principalIdOf } from "../../sandbox/engine/arm/identities";
import { readOnlyOf } from "../../sandbox/engine/arm/read-only";
import { type JsonObject, Store } from "../../sandbox/engine/store/store";
import { rulesFor } from "../../sandbox/services/rules";

const subscription = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const group = `${subscription}/resourceGroups/rg`;
const of = (type: string, name: string) => `${group}/providers/${type}/${name}`;
const identity = of("Microsoft.ManagedIdentity/userAssignedIdentities", "id-encryption");
const vault = of("Microsoft.KeyVault/vaults", "kv-test");
const key = `${vault}/keys/environment`;
const ASSIGNMENT = `${vault}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000000`;
const URI = "https://kv-test.vault.azure.net/keys/environment";
const assigned = { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } };
const RSA = { kty: "RSA", keySize: 3072, keyOps: ["wrapKey", "unwrapKey"] };

const storage = {
  identity: assigned,
  properties: {
    encryption: {
      keySource: "Microsoft.Keyvault",
      identity: { userAssignedIdentity: identity },
      keyvaultproperties: { keyvaulturi: "https://kv-test.vault.azure.net/", keyname: "environment" },
    },
  },
};
const registry = (sku = "Premium") => ({
  sku: { name: sku },
  identity: assigned,
  properties: {
    encryption: { status: "enabled", keyVaultProperties: { keyIdentifier: URI, identity: clientIdOf(identity) } },
  },
});
const [STORAGE, REGISTRY, WORKSPACE] = [
  of("Microsoft.Storage/storageAccounts", "sttest"),
  of("Microsoft.ContainerRegistry/registries", "crtest"),
  of("Microsoft.MachineLearningServices/workspaces", "mlw"),
] as const;

describe("customer-managed keys in the simulated Azure", () => {
  let dir: string;
  let cloud: Cloud;
  const put = (id: string, body: JsonObject = {}, readOnly: JsonObject = {}) =>
    cloud.write({ id, type: parseArmId(id)!.type, body: { location: "westeurope", ...body }, readOnly });
  const makeKey = (properties: JsonObject = RSA) =>
    runAction(cloud, { target: key, method: "PUT", action: "", body: { properties } });
  const grant = (role: keyof typeof builtInRoles) =>
    put(ASSIGNMENT, {
      properties: {
        principalId: principalIdOf(identity),
        principalType: "ServicePrincipal",
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role].id}`,
      },
    });
  const putVault = (properties: JsonObject = {}) =>
    put(vault, {
      properties: {
        enablePurgeProtection: true,
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
        ...properties,
      },
    });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "mlops-encryption-"));
    cloud = new Cloud(new Store(dir), { rulesFor, tenant: "t", bodyOf: () => ({}) });
    put(group);
    put(identity, {}, { properties: { principalId: principalIdOf(identity) } });
    putVault();
    makeKey();
    grant("keyVaultCryptoServiceEncryptionUser");
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("encrypt storage and registry, in a vault that lets in nobody but trusted services", () => {
    expect(() => [put(STORAGE, storage), put(REGISTRY, registry())]).not.toThrow();
  });

  it("are made once: a second request leaves them as they are, and none deletes them", () => {
    const first = JSON.stringify(cloud.show(key));
    expect(makeKey({ ...RSA, keySize: 4096 })).toMatchObject({
      properties: { keySize: 3072, keyUriWithVersion: expect.stringMatching(`^${URI}/[0-9a-f]{32}$`) as string },
    });
    expect(JSON.stringify(cloud.show(key))).toBe(first);
    expect(() => cloud.delete(key)).toThrow("HttpMethodNotAllowed");
    expect(() => cloud.delete(vault)).not.toThrow();
  });

  it.each<[string, () => unknown, string]>([
    [
      "an identity without the role",
      () => [cloud.delete(ASSIGNMENT), grant("keyVaultReader")],
      "KeyVaultAuthenticationFailure",
    ],
    ["an identity that is not assigned", () => undefined, "InvalidEncryptionIdentity"],
    [
      "a disabled key",
      () => put(key, { properties: { ...RSA, attributes: { enabled: false } } }),
      "KeyVaultKeyDisabled",
    ],
    ["an expired key", () => put(key, { properties: { ...RSA, attributes: { exp: 1 } } }), "KeyVaultKeyExpired"],
    ["a key of another kind", () => put(key, { properties: { kty: "EC" } }), "UnsupportedKeyType"],
    ["no key", () => cloud.store.remove([key], []), "KeyVaultEncryptionKeyNotFound"],
    ["no vault", () => cloud.store.remove([key, vault], []), "KeyVaultVaultNotFound"],
    [
      "a vault that is closed to trusted services",
      () => putVault({ networkAcls: { defaultAction: "Deny", bypass: "None" } }),
      "KeyVaultAuthenticationFailure",
    ],
  ])("are refused with %s", (what, spoil, code) => {
    spoil();
    const wanted = what.includes("assigned") ? { ...storage, identity: { type: "SystemAssigned" } } : storage;
    expect(() => put(STORAGE, wanted)).toThrow(code);
  });

  it("are refused in a vault without purge protection", () => {
    const other = of("Microsoft.KeyVault/vaults", "kv-other");
    put(other, { properties: {} });
    const { encryption } = storage.properties;
    const elsewhere = { ...encryption.keyvaultproperties, keyvaulturi: "https://kv-other.vault.azure.net/" };
    expect(() =>
      put(STORAGE, { ...storage, properties: { encryption: { ...encryption, keyvaultproperties: elsewhere } } }),
    ).toThrow("KeyVaultPolicyError");
  });

  it("are looked at as azurerm writes them, too", () => {
    cloud.store.remove([ASSIGNMENT], []);
    const byAzurerm = { customerManagedKey: [{ keyVaultKeyId: URI, userAssignedIdentityId: identity }] };
    expect(() => put(STORAGE, { identity: assigned, properties: byAzurerm })).toThrow("KeyVaultAuthenticationFailure");
    const encryption = [{ keyVaultKeyId: URI, identityClientId: clientIdOf(identity) }];
    const body = { identity: assigned, properties: { sku: "Premium", encryption } };
    expect(() => put(REGISTRY, body)).toThrow("KeyVaultAuthenticationFailure");
    grant("keyVaultCryptoServiceEncryptionUser");
    expect(() => [put(STORAGE, { identity: assigned, properties: byAzurerm }), put(REGISTRY, body)]).not.toThrow();
  });

  it("keep what they encrypt when something else of it changes, though the key is gone", () => {
    put(STORAGE, storage);
    cloud.store.remove([key], []);
    expect(() => put(STORAGE, { ...storage, tags: { owner: "ml" } })).not.toThrow();
  });

  it("are for registries of the Premium tier, from the start and for ever", () => {
    expect(() => put(REGISTRY, registry("Basic"))).toThrow("Upgrade to Premium");
    put(REGISTRY, { sku: { name: "Premium" } });
    expect(() => put(REGISTRY, registry())).toThrow("EncryptionChangeNotAllowed");
    const other = of("Microsoft.ContainerRegistry/registries", "crother");
    put(other, registry());
    expect(() => put(other, { sku: { name: "Premium" } })).toThrow("EncryptionChangeNotAllowed");
  });

  it("rule batch endpoints out in a workspace, and change in none", () => {
    const encryption = {
      status: "Enabled",
      identity: { userAssignedIdentity: identity },
      keyVaultProperties: { keyVaultArmId: vault, keyIdentifier: URI },
    };
    const parts = {
      storageAccount: STORAGE,
      keyVault: vault,
      applicationInsights: of("Microsoft.Insights/components", "appi"),
    };
    for (const part of [STORAGE, parts.applicationInsights]) put(part);
    const workspace = (properties: JsonObject) => ({
      identity: { ...assigned, type: "SystemAssigned,UserAssigned" },
      properties: { ...parts, ...properties },
    });
    const endpoint = { properties: { authMode: "AADToken" } };
    put(WORKSPACE, workspace({}));
    expect(() => put(WORKSPACE, workspace({ encryption }))).toThrow("properties.encryption");
    expect(() => put(`${WORKSPACE}/batchEndpoints/nightly`, endpoint)).not.toThrow();
    const other = `${WORKSPACE}-cmk`;
    put(other, workspace({ encryption, enableServiceSideCMKEncryption: true }));
    expect(() => put(`${other}/batchEndpoints/weekly`, endpoint)).toThrow("batch endpoints are not supported");
    expect(() => put(other, workspace({}))).toThrow("properties.encryption");
  });

  it("tell where they are", () => {
    expect(readOnlyOf(key, "Microsoft.KeyVault/vaults/keys", {})).toMatchObject({ properties: { keyUri: URI } });
  });
});
