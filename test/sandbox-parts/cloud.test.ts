import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { rulesFor } from "../../sandbox/services/rules";
import { type JsonObject, Store } from "../../sandbox/engine/store/store";

const subscription = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const group = `${subscription}/resourceGroups/rg`;
const at = (type: string, ...names: string[]) => {
  const [namespace, ...segments] = type.split("/");
  return `${group}/providers/${namespace!}/${segments.map((segment, index) => `${segment}/${names[index]!}`).join("/")}`;
};
const roleId = (guid: string) => `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const guid = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
const ml = "Microsoft.MachineLearningServices/workspaces";

describe("the simulated Resource Manager", () => {
  let dir: string;
  let cloud: Cloud;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "mlops-cloud-"));
    cloud = new Cloud(new Store(dir), {
      rulesFor,
      tenant: guid("7"),
      bodyOf: () => ({}),
      now: () => new Date("2026-11-21T00:00:00Z"),
    });
    put(group, { location: "westeurope" });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const put = (id: string, body: JsonObject = {}) =>
    cloud.write({ id, type: parseArmId(id)!.type, body: { location: "westeurope", ...body }, readOnly: {} });
  const properties = (inner: JsonObject) => ({ properties: inner });

  it("rejects moving a resource to another location, and takes its name in another spelling", () => {
    const id = at("Microsoft.Network/virtualNetworks", "v1");
    put(id);
    expect(() => put(id, { location: "northeurope" })).toThrow("InvalidResourceLocation");
    expect(() => put(id, { location: "West Europe" })).not.toThrow();
  });

  it("rejects peerings that Azure refuses, and a route table's deletion while a subnet uses it", () => {
    const [hub, spoke] = ["hub", "spoke"].map((name) => at("Microsoft.Network/virtualNetworks", name)) as [
      string,
      string,
    ];
    put(hub, properties({ addressSpace: { addressPrefixes: ["10.0.0.0/16"] } }));
    put(spoke, properties({ addressSpace: ["10.0.4.0/22"] }));
    const side = (from: string, to: string, more: JsonObject = {}) =>
      put(`${from}/virtualNetworkPeerings/peer`, properties({ remoteVirtualNetwork: { id: to }, ...more }));
    expect(() => side(spoke, `${hub}-gone`)).toThrow("hub-gone");
    expect(() => side(spoke, hub)).toThrow("VnetAddressSpacesOverlap");
    put(spoke, properties({ addressSpace: ["10.40.0.0/22"] }));
    expect(() => side(spoke, hub, { useRemoteGateways: true })).toThrow("RemotePeeringNotReferencedOrNoGatewayTransit");
    side(hub, spoke, { allowGatewayTransit: true });
    expect(() => side(spoke, hub, { useRemoteGateways: true })).not.toThrow();
    expect(() =>
      put(`${spoke}/virtualNetworkPeerings/twin`, properties({ remoteVirtualNetwork: { id: hub } })),
    ).toThrow("AnotherPeeringAlreadyReferencesRemoteVnet");
    const other = at("Microsoft.Network/virtualNetworks", "other-hub");
    put(other, properties({ addressSpace: { addressPrefixes: ["10.1.0.0/16"] } }));
    expect(() => side(spoke, other)).toThrow("PropertyChangeNotAllowed");

    const table = at("Microsoft.Network/routeTables", "rt");
    put(table);
    put(`${spoke}/subnets/s`, properties({ addressPrefix: "10.40.0.0/24", routeTable: { id: table } }));
    expect(() => cloud.delete(table)).toThrow("InUseRouteTableCannotBeDeleted");
    cloud.delete(`${spoke}/subnets/s`);
    expect(() => cloud.delete(table)).not.toThrow();
  });

  it("rejects a network security group's and a DNS zone's deletion while they are used", () => {
    const nsg = at("Microsoft.Network/networkSecurityGroups", "n1");
    const network = at("Microsoft.Network/virtualNetworks", "v1");
    put(nsg);
    put(network, properties({ addressSpace: ["10.0.0.0/16"] }));
    put(`${network}/subnets/s`, properties({ addressPrefixes: ["10.0.0.0/24"] }));
    const association = `${network}/subnets/s/networkSecurityGroupAssociations/default`;
    put(association, properties({ networkSecurityGroupId: nsg }));
    expect(() => cloud.delete(nsg)).toThrow(
      `InUseNetworkSecurityGroupCannotBeDeleted: Network security group n1 cannot be deleted because it is in use by ${network}/subnets/s`,
    );
    cloud.delete(association);
    expect(() => cloud.delete(nsg)).not.toThrow();

    const zone = at("Microsoft.Network/privateDnsZones", "a.b");
    put(zone);
    put(`${zone}/virtualNetworkLinks/l`, properties({ virtualNetworkId: network }));
    expect(() => cloud.delete(zone)).toThrow("CannotDeleteResource");
    expect(() => put(network, properties({ addressSpace: ["10.1.0.0/16"] }))).toThrow("InUsePrefixCannotBeDeleted");
  });

  it("rejects a second link of a network to zones of one name, in whatever group", () => {
    const other = `${subscription}/resourceGroups/other`;
    put(other);
    const network = at("Microsoft.Network/virtualNetworks", "v1");
    put(network, properties({ addressSpace: ["10.0.0.0/16"] }));
    for (const [place, fits] of [
      [group, true],
      [other, false],
    ] as const) {
      const zone = `${place}/providers/Microsoft.Network/privateDnsZones/a.b`;
      put(zone);
      const link = () => put(`${zone}/virtualNetworkLinks/l`, properties({ virtualNetworkId: network }));
      if (fits) expect(link).not.toThrow();
      else expect(link).toThrow("overlapping namespaces");
    }
  });

  it("rejects a second system topic for one source", () => {
    const storage = at("Microsoft.Storage/storageAccounts", "st1");
    put(storage);
    const topic = (name: string) =>
      put(at("Microsoft.EventGrid/systemTopics", name), properties({ sourceResourceId: storage }));
    topic("one");
    expect(() => topic("two")).toThrow("Only one system topic is allowed per source");
  });

  it("rejects the 21st credential of an identity, and the same subject twice", () => {
    const identity = at("Microsoft.ManagedIdentity/userAssignedIdentities", "id1");
    put(identity);
    const credential = (name: string, subject: string) =>
      put(`${identity}/federatedIdentityCredentials/${name}`, properties({ issuer: "https://i", subject }));
    credential("first", "s0");
    expect(() => credential("again", "s0")).toThrow("Issuer and subject combination already exists");
    for (let index = 1; index < 20; index++) credential(`more${index}`, `s${index}`);
    expect(() => credential("last", "s20")).toThrow("TooManyFederatedIdentityCredentials");
  });

  it("rejects deleting a role that is assigned, and a custom role named like another", () => {
    const role = `${group}/providers/Microsoft.Authorization/roleDefinitions/${guid("1")}`;
    put(role, properties({ roleName: "Mine" }));
    const grant = `${group}/providers/Microsoft.Authorization/roleAssignments/${guid("2")}`;
    put(grant, properties({ principalId: guid("3"), roleDefinitionId: roleId(guid("1")) }));
    expect(() => cloud.delete(role)).toThrow("RoleDefinitionHasAssignments");
    expect(() => put(role.replace(guid("1"), guid("4")), properties({ roleName: "mine" }))).toThrow(
      "RoleDefinitionWithSameNameExists",
    );
    expect(() => put(role.replace(guid("1"), guid("5")), properties({ roleName: "Contributor" }))).toThrow(
      "RoleDefinitionWithSameNameExists",
    );
    expect(() => put(grant, properties({ principalId: guid("6"), roleDefinitionId: roleId(guid("1")) }))).toThrow(
      "RoleAssignmentUpdateNotPermitted",
    );
    cloud.delete(grant);
    expect(() => cloud.delete(role)).not.toThrow();
  });

  it("rejects writes under a read-only lock, and deletes under either kind", () => {
    const network = at("Microsoft.Network/virtualNetworks", "v1");
    put(network);
    const lock = `${group}/providers/Microsoft.Authorization/locks/l`;
    put(lock, properties({ level: "CanNotDelete" }));
    expect(() => put(network, { tags: { a: "b" } })).not.toThrow();
    expect(() => cloud.delete(network)).toThrow("ScopeLocked");
    cloud.delete(lock);
    put(lock, properties({ level: "ReadOnly" }));
    expect(() => put(network)).toThrow("cannot perform write operation");
    expect(() => cloud.delete(network)).toThrow("cannot perform delete operation");
    cloud.delete(lock);
    expect(() => cloud.delete(network)).not.toThrow();
  });

  it("rejects turning a vault's purge protection off, and odd retention", () => {
    const vault = at("Microsoft.KeyVault/vaults", "kv-1");
    const days = (softDeleteRetentionInDays: number, more: JsonObject = {}) =>
      properties({ softDeleteRetentionInDays, ...more });
    expect(() => put(vault, days(6))).toThrow("between 7 and 90");
    expect(() => put(vault, days(91))).toThrow("between 7 and 90");
    put(vault, days(7, { enablePurgeProtection: true }));
    expect(() => put(vault, days(7))).toThrow('"enablePurgeProtection" cannot be set to false');
    expect(() => put(vault, days(90, { enablePurgeProtection: true }))).toThrow("softDeleteRetentionInDays");
  });

  it("brings a soft-deleted Log Analytics workspace back under its old id", () => {
    const logs = at("Microsoft.OperationalInsights/workspaces", "log1");
    put(logs);
    cloud.delete(logs);
    expect(cloud.store.softDeleted()).toHaveLength(1);
    expect(() => put(logs)).not.toThrow();
    expect(cloud.store.softDeleted()).toEqual([]);
  });

  describe("around a workspace", () => {
    const storage = at("Microsoft.Storage/storageAccounts", "st1");
    const vault = at("Microsoft.KeyVault/vaults", "kv-1");
    const insights = at("Microsoft.Insights/components", "ai1");
    const workspace = at(ml, "mlw1");
    const body = (more: JsonObject = {}) => ({
      identity: { type: "SystemAssigned" },
      properties: { storageAccount: storage, keyVault: vault, applicationInsights: insights, ...more },
    });
    beforeEach(() => {
      for (const id of [storage, vault, insights]) put(id);
      put(workspace, body({ managedNetwork: { isolationMode: "AllowInternetOutbound" } }));
    });

    it("rejects turning the managed network's isolation off", () => {
      expect(() =>
        put(workspace, body({ managedNetwork: { isolationMode: "AllowOnlyApprovedOutbound" } })),
      ).not.toThrow();
      expect(() => put(workspace, body())).toThrow("cannot be turned off again");
    });

    it("rejects changing what is fixed of a cluster, and more idle nodes than nodes", () => {
      const cluster = (vmSize: string, minNodeCount = 0) =>
        put(
          `${workspace}/computes/cpu`,
          properties({
            computeType: "AmlCompute",
            properties: { vmSize, scaleSettings: { minNodeCount, maxNodeCount: 2 } },
          }),
        );
      cluster("Standard_D4ds_v5");
      expect(() => cluster("Standard_D4ds_v5", 2)).not.toThrow();
      expect(() => cluster("Standard_D4ds_v5", 3)).toThrow("minNodeCount 3 is more than maxNodeCount 2");
      expect(() => cluster("Standard_D8ds_v5")).toThrow("'properties.properties.vmSize' of 'cpu' is not allowed");
      expect(() => put(`${workspace}/computes/cpu-01`)).toThrow("InvalidResourceName");
    });

    it("rejects a changed endpoint identity, and mirroring beyond one deployment and half the traffic", () => {
      const endpoint = `${workspace}/onlineEndpoints/churn`;
      const write = (more: JsonObject, identity = "SystemAssigned") =>
        put(endpoint, { identity: { type: identity }, properties: { authMode: "Key", ...more } });
      write({});
      put(
        `${endpoint}/deployments/blue`,
        properties({ endpointComputeType: "Managed", instanceType: "Standard_D4ds_v5" }),
      );
      expect(() => write({}, "None")).toThrow("'identity.type'");
      expect(() => write({ mirrorTraffic: { blue: 51 } })).toThrow("at most 50 percent");
      expect(() => write({ traffic: { blue: 100 }, mirrorTraffic: { blue: 50 } })).not.toThrow();
      expect(() => cloud.delete(`${endpoint}/deployments/blue`)).toThrow("has traffic");
    });

    it("rejects an endpoint's name that is taken in its region, and not in another", () => {
      const second = at(ml, "mlw2");
      put(second, body());
      put(`${workspace}/onlineEndpoints/churn`, properties({ authMode: "Key" }));
      expect(() => put(`${second}/onlineEndpoints/churn`, properties({ authMode: "Key" }))).toThrow(
        "already in use in region 'westeurope'",
      );
      expect(() =>
        put(`${second}/onlineEndpoints/churn`, { location: "northeurope", properties: { authMode: "Key" } }),
      ).not.toThrow();
    });

    it("takes all that lives below with it when it goes, and keeps only itself soft-deleted", () => {
      put(`${workspace}/onlineEndpoints/churn`, properties({ authMode: "Key" }));
      cloud.delete(workspace);
      expect(cloud.within(workspace)).toEqual([]);
      expect(cloud.store.softDeleted().map(({ resource }) => resource.id)).toEqual([workspace]);
    });
  });

  it("rejects a registry whose own region is not among its regions", () => {
    const registry = at("Microsoft.MachineLearningServices/registries", "mlr1");
    expect(() => put(registry, properties({ regionDetails: [{ location: "northeurope" }] }))).toThrow(
      "must be among regionDetails",
    );
    expect(() => put(registry, properties({ regionDetails: [{ location: "westeurope" }] }))).not.toThrow();
  });
});
