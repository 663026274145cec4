import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { doctor } from "../../cli/doctor/doctor";
import { builtInRoles } from "../../domain/access/roles";
import { loadConfiguration } from "../../schema/load";
import { principalIdOf } from "../../sandbox/engine/arm/identities";
import { withoutUseCases, writeConfiguration } from "../support/configuration";
import { Fleet } from "../support/fleet";
import { enter, leave } from "../support/in-sandbox";

const SUBSCRIPTION = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const KEYS = `${SUBSCRIPTION}/resourceGroups/rg-pfs-keys`;
const vault = `${KEYS}/providers/Microsoft.KeyVault/vaults/kv-pfs-company`;
const identity = `${KEYS}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-pfs-ml-keys`;
const key = `${vault}/keys/ml-dev`;
const GRANT = `${key}/providers/Microsoft.Authorization/roleAssignments/5e0f4a8c-1111-4000-8000-000000000001`;

/** What the company's security team keeps, in a group of its own: a vault that is closed, a key, and who may use it. */
const given = [
  { id: KEYS, location: "westeurope" },
  {
    ...{ id: vault, location: "westeurope" },
    properties: {
      ...{ enablePurgeProtection: true, enableRbacAuthorization: true, publicNetworkAccess: "Disabled" },
      networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
    },
  },
  { id: key, properties: { kty: "RSA", keySize: 3072, keyOps: ["wrapKey", "unwrapKey"] } },
  { id: identity, location: "westeurope" },
];
const grant = {
  properties: {
    ...{ principalId: principalIdOf(identity), principalType: "ServicePrincipal" },
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles.keyVaultCryptoServiceEncryptionUser.id}`,
  },
};

describe("an environment that is encrypted with a key that others keep", () => {
  let dir: string;
  let fleet: Fleet;
  const names = ["registry", "dev"];
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "mlops-existing-key-"));
    writeFileSync(join(dir, "azure.yaml"), stringify(given));
    const customerManagedKey = { source: "existing", vault, key: "ml-dev", identity };
    writeConfiguration(join(dir, "config"), {
      ...withoutUseCases,
      environments: { dev: { encryption: { customerManagedKey } } },
    });
    fleet = await Fleet.launch(loadConfiguration(join(dir, "config")), names, join(dir, "azure.yaml"));
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
  });
  afterAll(async () => {
    await fleet.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const keyFindings = async () => {
    enter(fleet.sandbox);
    try {
      const { lines } = await doctor({ config: join(dir, "config"), environment: "dev", timeoutSeconds: 60 });
      return lines.filter(({ check }) => check === "key").map(({ result, text }) => `${result} ${text}`);
    } finally {
      leave();
    }
  };

  it("is refused while the identity may not use the key, which mlops doctor tells before", async () => {
    expect(await keyFindings()).toEqual([
      "pass vault kv-pfs-company keeps its keys and lets services ask for them",
      "pass key ml-dev can be used",
      "fail id-pfs-ml-keys may not use the key",
    ]);
    const failed = await fleet.each(["apply", "-auto-approve", "-input=false"], { names });
    expect(Object.keys(failed)).toEqual(["dev"]);
    expect(failed["dev"]).toContain("KeyVaultAuthenticationFailure");
  });

  it("is deployed once it may, and a second plan shows no change", async () => {
    fleet.sandbox.cloud.write({
      ...{ id: GRANT, type: "Microsoft.Authorization/roleAssignments" },
      ...{ body: grant, readOnly: {} },
    });
    expect(await keyFindings()).toContain("pass id-pfs-ml-keys may use the key");
    expect(await fleet.each(["apply", "-auto-approve", "-input=false"], { names })).toEqual({});
    expect(await fleet.each(["plan", "-detailed-exitcode", "-input=false"], { names })).toEqual({});
  });

  it("has the key on storage, container registry and workspace, and makes neither key nor grant", () => {
    const inDev = (type: string) =>
      fleet.sandbox.cloud.ofType(type).filter(({ id }) => /\/resourceGroups\/rg-pfs-dev-ml\//i.test(id));
    const uri = "https://kv-pfs-company.vault.azure.net/keys/ml-dev";
    const block = { keyVaultKeyId: uri };
    expect(
      inDev("Microsoft.Storage/storageAccounts").map(({ properties }) => properties["customerManagedKey"]),
    ).toMatchObject([[block], [block]]);
    expect(inDev("Microsoft.ContainerRegistry/registries")[0]!.properties["encryption"]).toMatchObject([block]);
    expect(inDev("Microsoft.MachineLearningServices/workspaces")[0]!.properties["encryption"]).toMatchObject({
      status: "Enabled",
      keyVaultProperties: { keyVaultArmId: vault, keyIdentifier: expect.stringContaining(`${uri}/`) as string },
      identity: { userAssignedIdentity: identity },
    });
    expect(inDev("Microsoft.KeyVault/vaults/keys")).toEqual([]);
    expect(
      fleet.sandbox.store
        .all()
        .filter(({ id }) => id.toLowerCase().startsWith(`${vault}/`.toLowerCase()))
        .map(({ id }) => id),
    ).toEqual([key, GRANT]);
  });

  it("goes and leaves the key where it was", async () => {
    expect(await fleet.each(["destroy", "-auto-approve", "-input=false"], { names: ["dev"] })).toEqual({});
    for (const id of [vault, key, identity, GRANT]) expect(fleet.sandbox.store.get(id)?.id).toBe(id);
  });
});

describe("an environment that is encrypted with a key of its own", () => {
  it("is deployed by one apply, though its role reaches the vault minutes later, and leaves nothing behind", async () => {
    const dir = mkdtempSync(join(tmpdir(), "mlops-own-key-"));
    const environments = { dev: { encryption: { customerManagedKey: { source: "own" } } } };
    writeConfiguration(join(dir, "config"), { ...withoutUseCases, environments });
    const fleet = await Fleet.launch(
      loadConfiguration(join(dir, "config")),
      ["registry", "dev"],
      undefined,
      "propagation:5m",
    );
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
    expect(await fleet.each(["apply", "-auto-approve", "-input=false"])).toEqual({});
    expect(await fleet.each(["plan", "-detailed-exitcode", "-input=false"])).toEqual({});
    const accounts = fleet.sandbox.cloud
      .ofType("Microsoft.Storage/storageAccounts")
      .filter(({ id }) => /\/resourceGroups\/rg-pfs-dev-ml\//i.test(id));
    const uri = expect.stringMatching(/\/keys\/environment$/) as string;
    expect(accounts.map(({ properties }) => properties["customerManagedKey"])).toMatchObject([
      [{ keyVaultKeyId: uri }],
      [{ keyVaultKeyId: uri }],
    ]);
    await fleet.close();
    rmSync(dir, { recursive: true, force: true });
  });
});
