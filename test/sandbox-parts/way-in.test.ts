import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bastionNeeds } from "../../domain/network/bastion-needs";
import { runAction } from "../../sandbox/engine/arm/actions";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { rulesFor } from "../../sandbox/services/rules";
import { type JsonObject, Store } from "../../sandbox/engine/store/store";

const SUBSCRIPTION = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg`;
const network = `${GROUP}/providers/Microsoft.Network`;
const compute = `${GROUP}/providers/Microsoft.Compute`;
const VNET = `${network}/virtualNetworks/vnet`;
const SSH = `ssh-rsa ${"A".repeat(80)}`;

describe("the simulated jump host and its Bastion", () => {
  let dir: string;
  let cloud: Cloud;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "mlops-way-in-"));
    const tenant = "77777777-0000-4000-8000-000000000000";
    cloud = new Cloud(new Store(dir), { rulesFor, tenant, bodyOf: () => ({}) });
    put(GROUP);
    put(VNET, { properties: { addressSpace: { addressPrefixes: ["10.40.0.0/22"] } } });
    subnet("operations", "10.40.0.64/26");
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const put = (id: string, body: JsonObject = {}) =>
    cloud.write({ id, type: parseArmId(id)!.type, body: { location: "westeurope", ...body }, readOnly: {} });
  const subnet = (name: string, addressPrefix: string, more: JsonObject = {}) =>
    put(`${VNET}/subnets/${name}`, { properties: { addressPrefix, ...more } });
  const card = (name: string, at = "operations") =>
    put(`${network}/networkInterfaces/${name}`, {
      properties: { ipConfigurations: [{ name: "a", properties: { subnet: { id: `${VNET}/subnets/${at}` } } }] },
    });
  const machine = (name: string, { keyData = SSH, encryptionAtHost = true, identity = true } = {}) =>
    put(`${compute}/virtualMachines/${name}`, {
      ...(identity && { identity: { type: "SystemAssigned" } }),
      properties: {
        securityProfile: { encryptionAtHost },
        osProfile: { linuxConfiguration: { disablePasswordAuthentication: true, ssh: { publicKeys: [{ keyData }] } } },
        networkProfile: { networkInterfaces: [{ id: `${network}/networkInterfaces/nic` }] },
      },
    });
  const act = (target: string, method: string, action = "") =>
    runAction(cloud, { target, method, action, body: { properties: {} } }) as JsonObject;
  const feature = `${SUBSCRIPTION}/providers/Microsoft.Features/featureProviders/Microsoft.Compute/subscriptionFeatureRegistrations/EncryptionAtHost`;

  it("encrypts on the host only where the subscription has it switched on", () => {
    card("nic");
    expect(() => machine("vm")).toThrow("EncryptionAtHost' feature is not enabled");
    expect(() => act(feature, "GET")).toThrow("FeatureRegistrationNotFound");
    act(feature, "PUT");
    expect(act(feature, "GET")).toMatchObject({ properties: { state: "Registered" } });
    expect(() => machine("vm")).not.toThrow();
  });

  it("rejects a machine without an interface, with that of another, and with a key that is none", () => {
    const off = { encryptionAtHost: false };
    expect(() => machine("vm", off)).toThrow("nic");
    card("nic");
    expect(() => machine("vm", { ...off, keyData: "password" })).toThrow("keyData is invalid");
    machine("vm", off);
    expect(() => machine("vm2", off)).toThrow("NicInUse");
    expect(() => cloud.delete(`${network}/networkInterfaces/nic`)).toThrow("NicInUse");
    expect(() => cloud.delete(`${VNET}/subnets/operations`)).toThrow("InUseSubnetCannotBeDeleted");
    cloud.delete(`${compute}/virtualMachines/vm`);
    cloud.delete(`${network}/networkInterfaces/nic`);
    expect(() => cloud.delete(`${VNET}/subnets/operations`)).not.toThrow();
  });

  it("takes no interface in a subnet that is somebody else's", () => {
    subnet("runners", "10.40.0.128/26", {
      delegations: [{ name: "a", properties: { serviceName: "GitHub.Network/networkSettings" } }],
    });
    expect(() => card("nic", "runners")).toThrow("SubnetMissingRequiredDelegation");
  });

  it("signs nobody in by Entra ID on a machine without an identity", () => {
    card("nic");
    const extension = `${compute}/virtualMachines/vm/extensions/AADSSHLoginForLinux`;
    const properties = { publisher: "Microsoft.Azure.ActiveDirectory", type: "AADSSHLoginForLinux" };
    machine("vm", { encryptionAtHost: false, identity: false });
    expect(() => put(extension, { properties })).toThrow("no system-assigned identity");
    machine("vm", { encryptionAtHost: false });
    expect(() => put(extension, { properties })).not.toThrow();
  });

  it("makes a key pair once, of which it keeps the public half", () => {
    const key = `${compute}/sshPublicKeys/key`;
    put(key, { properties: {} });
    const { publicKey, privateKey } = act(key, "POST", "generateKeyPair");
    expect(publicKey).toMatch(/^ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB[A-Za-z0-9+/]+={0,2} /);
    expect(privateKey).toContain("BEGIN RSA PRIVATE KEY");
    expect(JSON.stringify(cloud.store.all())).not.toContain("PRIVATE KEY");
    expect(cloud.show(key)!.properties["publicKey"]).toBe(publicKey);
    expect(() => act(key, "POST", "generateKeyPair")).toThrow("has a key already");
  });

  it("shuts a machine down by the one schedule that Azure finds", () => {
    card("nic");
    machine("vm", { encryptionAtHost: false });
    const schedule = (name: string, time: string) =>
      put(`${GROUP}/providers/Microsoft.DevTestLab/schedules/${name}`, {
        properties: {
          taskType: "ComputeVmShutdownTask",
          dailyRecurrence: { time },
          targetResourceId: `${compute}/virtualMachines/vm`,
        },
      });
    expect(() => schedule("evening", "1900")).toThrow("shutdown-computevm-vm");
    expect(() => schedule("shutdown-computevm-vm", "19:00")).toThrow("HHmm");
    expect(() => schedule("shutdown-computevm-vm", "1900")).not.toThrow();
  });

  describe("Bastion", () => {
    const address = `${network}/publicIPAddresses/pip`;
    const standsIn = `${VNET}/subnets/AzureBastionSubnet`;
    const bastion = (name: string, tier: string, properties: JsonObject) =>
      put(`${network}/bastionHosts/${name}`, { sku: { name: tier }, properties });
    const own = (more: JsonObject = {}, at = standsIn) => ({
      ipConfigurations: [{ name: "a", properties: { subnet: { id: at }, publicIPAddress: { id: address } } }],
      ...more,
    });
    const guarded = (needs: typeof bastionNeeds) => {
      const group = `${network}/networkSecurityGroups/nsg`;
      const securityRule = needs.map(({ direction, source, destination, ports }, index) => ({
        ...{ name: `n${index}`, priority: 100 + index, direction, access: "Allow" },
        ...{ sourceAddressPrefix: source, destinationAddressPrefix: destination, destinationPortRanges: [...ports] },
      }));
      put(group, { properties: { securityRule } });
      subnet("AzureBastionSubnet", "10.40.0.192/26", { networkSecurityGroup: { id: group } });
    };
    beforeEach(() => {
      put(address, { sku: { name: "Standard" }, properties: { publicIPAllocationMethod: "Static" } });
    });

    it("of the tier Developer stands in no subnet, and is one in a network", () => {
      const developer = { virtualNetwork: { id: VNET } };
      expect(() => bastion("b", "Developer", {})).toThrow("BastionHostDeveloperSkuNeedsVirtualNetwork");
      bastion("b", "Developer", developer);
      expect(() => bastion("c", "Developer", developer)).toThrow("BastionHostAlreadyExistsInVirtualNetwork");
    });

    it.each(bastionNeeds.map((_, index) => index))("is refused where its subnet lacks rule %d", (lacking) => {
      guarded(bastionNeeds.filter((_, index) => index !== lacking));
      expect(() => bastion("b", "Basic", own())).toThrow("NetworkSecurityGroupNotCompliantForAzureBastionSubnet");
      guarded(bastionNeeds);
      expect(() => bastion("b", "Basic", own())).not.toThrow();
    });

    it("is refused in another subnet, in a small one, behind a route, and with what its tier has not", () => {
      expect(() => bastion("b", "Basic", own({}, `${VNET}/subnets/operations`))).toThrow("is not called");
      subnet("AzureBastionSubnet", "10.40.0.192/27");
      expect(() => bastion("b", "Basic", own())).toThrow("smaller than /26");
      const routeTable = { id: `${network}/routeTables/rt` };
      put(routeTable.id);
      expect(() => subnet("AzureBastionSubnet", "10.40.0.192/26", { routeTable })).toThrow(
        "RouteTableCannotBeAttached",
      );
      subnet("AzureBastionSubnet", "10.40.0.192/26");
      expect(() => bastion("b", "Basic", own({ enableTunneling: true }))).toThrow("has no enableTunneling");
      expect(() => bastion("b", "Basic", {})).toThrow("takes one IP configuration");
    });

    it("keeps its address and its subnet", () => {
      guarded(bastionNeeds);
      bastion("b", "Standard", own({ enableTunneling: true }));
      expect(() => cloud.delete(address)).toThrow("PublicIPAddressCannotBeDeleted");
      expect(() => cloud.delete(standsIn)).toThrow("InUseSubnetCannotBeDeleted");
      expect(() => bastion("b", "Basic", own())).toThrow("PropertyChangeNotAllowed");
    });
  });
});
