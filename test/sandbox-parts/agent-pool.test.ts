import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInRoles, customRoles } from "../../domain/access/roles";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { principalIdOf } from "../../sandbox/engine/arm/identities";
import { type JsonObject, Store } from "../../sandbox/engine/store/store";
import { rulesFor } from "../../sandbox/services/rules";

const GROUP = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg";
const provider = (name: string) => `${GROUP}/providers/${name}`;
const VNET = provider("Microsoft.Network/virtualNetworks/vnet");
const SUBNET = `${VNET}/subnets/runners`;
const CENTER = provider("Microsoft.DevCenter/devcenters/dc-nwe");
const PROJECT = provider("Microsoft.DevCenter/projects/dcp");
const POOL = provider("Microsoft.DevOpsInfrastructure/pools/mdp");
const JOINER = "4d97b98b-1d4f-4787-a291-c67834d21200";

describe("the simulated Managed DevOps Pool", () => {
  let dir: string;
  let cloud: Cloud;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "mlops-agents-"));
    const tenant = "77777777-0000-4000-8000-000000000000";
    cloud = new Cloud(new Store(dir), { rulesFor, tenant, bodyOf: () => ({}) });
    put(GROUP);
    put(VNET, { properties: { addressSpace: { addressPrefixes: ["10.40.0.0/22"] } } });
    subnet();
    put(`${GROUP}/providers/Microsoft.Authorization/roleDefinitions/${JOINER}`, {
      properties: {
        roleName: "Joiner",
        permissions: [{ actions: [...customRoles.agentNetworkJoiner.actions] }],
        assignableScopes: [GROUP],
      },
    });
    put(CENTER);
    put(PROJECT, { properties: { devCenterId: CENTER } });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const put = (id: string, body: JsonObject = {}) =>
    cloud.write({ id, type: parseArmId(id)!.type, body: { location: "westeurope", ...body }, readOnly: {} });
  const subnet = (serviceName = "Microsoft.DevOpsInfrastructure/pools", addressPrefix = "10.40.0.128/28") =>
    put(SUBNET, { properties: { addressPrefix, delegations: [{ name: "a", properties: { serviceName } }] } });
  const grant = (principalId: string, ...roles: readonly string[]) =>
    roles.forEach((role) =>
      put(`${VNET}/providers/Microsoft.Authorization/roleAssignments/${principalId.slice(0, 8)}${role.slice(8)}`, {
        properties: { principalId, principalType: "ServicePrincipal", roleDefinitionId: `/roleDefinitions/${role}` },
      }),
    );
  const SERVICE = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
  const granted = () => grant(SERVICE, builtInRoles.reader.id, JOINER);

  const properties = (more: JsonObject = {}): JsonObject => ({
    devCenterProjectResourceId: PROJECT,
    maximumConcurrency: 4,
    agentProfile: { kind: "Stateless" },
    organizationProfile: {
      kind: "AzureDevOps",
      organizations: [{ url: "https://dev.azure.com/northwind", projects: ["ML"], parallelism: 4 }],
      permissionProfile: { kind: "Inherit" },
    },
    fabricProfile: {
      kind: "Vmss",
      sku: { name: "Standard_D2ads_v5" },
      images: [{ wellKnownImageName: "ubuntu-24.04/latest" }],
      networkProfile: { subnetId: SUBNET },
    },
    ...more,
  });
  const pool = (more: JsonObject = {}, at: JsonObject = {}, id = POOL) =>
    put(id, { properties: properties(more), ...at });

  it("is made where the service may join agents to the network, and nowhere else", () => {
    expect(() => pool()).toThrow("DevOpsInfrastructure may not perform 'Microsoft.Network/virtualNetworks/read'");
    grant(SERVICE, builtInRoles.reader.id);
    expect(() => pool()).toThrow("may not perform 'Microsoft.Network/virtualNetworks/subnets/join/action'");
    grant(SERVICE, JOINER);
    expect(() => pool()).not.toThrow();
  });

  it("takes no identity of the environment for the service", () => {
    const identity = provider("Microsoft.ManagedIdentity/userAssignedIdentities/id-agents");
    const principalId = principalIdOf(identity);
    cloud.write({
      id: identity,
      type: parseArmId(identity)!.type,
      body: { location: "westeurope" },
      readOnly: { properties: { principalId } },
    });
    grant(principalId, builtInRoles.reader.id, JOINER);
    expect(() => pool()).toThrow("DevOpsInfrastructure may not perform");
  });

  it("wants a subnet that is delegated to it alone, in its region, with an address for each agent", () => {
    granted();
    subnet("GitHub.Network/networkSettings");
    expect(() => pool()).toThrow("not delegated to Microsoft.DevOpsInfrastructure/pools");
    subnet();
    expect(() => pool({}, { location: "northeurope" })).toThrow("These must be in the same region");
    const organizationProfile = (parallelism: number) => ({
      kind: "AzureDevOps",
      organizations: [{ url: "https://dev.azure.com/northwind", parallelism }],
    });
    expect(() => pool({ maximumConcurrency: 12, organizationProfile: organizationProfile(12) })).toThrow(
      "has addresses for 11 agents",
    );
    expect(() => pool({ maximumConcurrency: 11, organizationProfile: organizationProfile(11) })).not.toThrow();
    expect(() => pool({}, {}, `${POOL}2`)).toThrow(`is that of ${POOL} already`);
  });

  it("refuses what the service refuses of its settings", () => {
    granted();
    expect(() => pool({ devCenterProjectResourceId: `${PROJECT}2` })).toThrow("dcp2");
    expect(() => pool({ maximumConcurrency: 5 })).toThrow("sum of parallelism for all organizations");
    expect(() => pool({ maximumConcurrency: 0 })).toThrow("it must be 1 to 10000");
    const image = (wellKnownImageName: string) => ({
      fabricProfile: { kind: "Vmss", sku: { name: "s" }, images: [{ wellKnownImageName }] },
    });
    expect(() => pool(image("debian-12"))).toThrow("is no image of Azure Pipelines");
    expect(() => pool(image("ubuntu-22.04/buffer"))).not.toThrow();
  });

  it("keeps its subnet, its project and that one's dev center, and who administers it", () => {
    granted();
    pool();
    expect(() => cloud.delete(SUBNET)).toThrow("serviceAssociationLinks/Microsoft.DevOpsInfrastructure");
    expect(() => cloud.delete(PROJECT)).toThrow(POOL);
    expect(() => cloud.delete(CENTER)).toThrow(PROJECT);
    const organizationProfile = {
      ...(properties()["organizationProfile"] as JsonObject),
      permissionProfile: { kind: "CreatorOnly" },
    };
    expect(() => pool({ organizationProfile })).toThrow("PropertyChangeNotAllowed");
    for (const id of [POOL, PROJECT, CENTER, SUBNET]) expect(() => cloud.delete(id)).not.toThrow();
  });
});
