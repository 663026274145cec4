import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltInRole, builtInRoles } from "../../domain/access/roles";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { principalIdOf } from "../../sandbox/engine/arm/identities";
import { AzureClient } from "../../sandbox/engine/azure-client";
import { bodyOfAzurerm } from "../../sandbox/engine/azurerm/arm-body";
import { AzurermProvider } from "../../sandbox/engine/azurerm/azurerm-provider";
import { Elapsed } from "../../sandbox/engine/elapsed";
import { Faults } from "../../sandbox/engine/faults";
import { type JsonObject, Store } from "../../sandbox/engine/store/store";
import type { ObjectValue } from "../../sandbox/engine/terraform/wire";
import { Authorizer, type Somebody } from "../../sandbox/services/access/authorizer";
import { rulesFor } from "../../sandbox/services/rules";
import { proposed } from "../support/proposed";

const guid = "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const subscription = `/subscriptions/${guid}`;
const group = `${subscription}/resourceGroups/rg`;
const keys = `${subscription}/resourceGroups/rg-keys`;
const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-encryption`;
const inKeys = (where: string) => `${where}/providers/Microsoft.KeyVault/vaults/kv-keys`;
const ADA: Somebody = { objectId: "33333333-3333-4333-8333-333333333333", name: "ada", groups: [] };
const elsewhere = "/subscriptions/1d6f3c8b-2075-4b47-8d2e-8cf103b5e202/resourceGroups/rg-keys";

const inGroup = { resource_group_name: "rg", location: "westeurope" };
const registry = { name: "crtest", ...inGroup, sku: "Premium" };
const logs = { name: "log-test", ...inGroup };
const storage = {
  name: "sttest",
  ...inGroup,
  account_tier: "Standard",
  account_replication_type: "LRS",
  identity: [{ type: "UserAssigned", identity_ids: [identity] }],
  customer_managed_key: [
    { key_vault_key_id: "https://kv-keys.vault.azure.net/keys/ml", user_assigned_identity_id: identity },
  ],
};

describe("what azurerm asks for before it creates", () => {
  let dir: string;
  let cloud: Cloud;
  let provider: AzurermProvider;
  let made: number;
  const put = (id: string, properties: JsonObject = {}) =>
    cloud.store.put({ id, type: parseArmId(id)!.type, body: { location: "westeurope", properties }, readOnly: {} });
  const grant = (role: BuiltInRole, at: string, to = ADA.objectId) => {
    made += 1;
    put(
      `${at}/providers/Microsoft.Authorization/roleAssignments/55555555-5555-4555-8555-${String(made).padStart(12, "0")}`,
      {
        principalId: to,
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role].id}`,
      },
    );
  };
  const putVault = (
    at: string,
    properties: JsonObject = { enablePurgeProtection: true, enableRbacAuthorization: true },
  ) => {
    put(inKeys(at), properties);
    put(`${inKeys(at)}/keys/ml`, { kty: "RSA", keySize: 3072 });
    grant("keyVaultCryptoServiceEncryptionUser", inKeys(at), principalIdOf(identity));
  };
  const create = async (type: string, config: ObjectValue): Promise<string> => {
    const azurerm = provider.configure({ subscription_id: guid });
    const block = provider.schema.resources[type]!;
    const given = { type, prior: null, proposed: proposed(block, config, null), config };
    const { planned } = await azurerm.plan(given);
    try {
      await azurerm.apply({ type, prior: null, planned, config });
      return "created";
    } catch (error) {
      return String(error);
    }
  };
  beforeEach(() => {
    made = 0;
    dir = mkdtempSync(join(tmpdir(), "mlops-creates-"));
    cloud = new Cloud(new Store(dir), { rulesFor, tenant: guid, bodyOf: bodyOfAzurerm });
    for (const id of [group, keys, elsewhere]) put(id);
    put(identity, { principalId: principalIdOf(identity) });
    const access = new Authorizer(cloud, { caller: ADA, propagationMs: 0, elapsed: new Elapsed() });
    provider = new AzurermProvider(cloud, new AzureClient(Faults.none(), access));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it.each([
    ["azurerm_container_registry", registry, "Microsoft.ContainerRegistry/checkNameAvailability/read"],
    ["azurerm_log_analytics_workspace", logs, "Microsoft.OperationalInsights/deletedWorkspaces/read"],
  ])("is asked of the whole subscription for %s, beyond a resource group", async (type, config, operation) => {
    grant("contributor", group);
    const refusal = await create(type, config);
    expect(refusal).toContain(`'${operation}' over scope '${subscription}'`);
    grant("reader", subscription);
    expect(await create(type, config)).toBe("created");
  });

  it("is a vault that whoever creates an account with its key may read", async () => {
    putVault(keys);
    grant("contributor", group);
    expect(await create("azurerm_storage_account", storage)).toContain(
      'unable to find the Resource Manager ID for the Key Vault URI "https://kv-keys.vault.azure.net/"',
    );
    grant("reader", inKeys(keys));
    expect(await create("azurerm_storage_account", storage)).toBe("created");
  });

  it("is a vault of the same subscription", async () => {
    putVault(elsewhere);
    for (const at of [subscription, elsewhere]) grant("contributor", at);
    expect(await create("azurerm_storage_account", storage)).toContain(`for the Key Vault URI`);
  });

  it("is a vault that keeps what is deleted", async () => {
    putVault(keys, { enableRbacAuthorization: true });
    grant("contributor", subscription);
    expect(await create("azurerm_storage_account", storage)).toContain(
      `${inKeys(keys)} must be configured for both Purge Protection and Soft Delete`,
    );
  });
});
