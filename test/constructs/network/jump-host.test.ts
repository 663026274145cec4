import { Bastion, type BastionProps, JumpHost, type JumpHostProps } from "../../../constructs/network";
import { LOGS, PLACEMENT } from "../../support/placement";
import { synth } from "../../support/synth";

const SUBNET = {
  id: "/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.Network/virtualNetworks/v/subnets/o",
};
const minimal: JumpHostProps = {
  ...PLACEMENT,
  name: "vm-test-jump",
  subnet: SUBNET,
  size: "Standard_D2as_v5",
  shutdown: { at: "19:00", timeZone: "Europe/Amsterdam" },
};
const madeBy = (props: Partial<JumpHostProps> = {}) => {
  const { resources } = synth((stack) => new JumpHost(stack, "JumpHost", { ...minimal, ...props }));
  const all = Object.values(resources("azapi_resource"));
  const one = (type: string) => all.find((resource) => String(resource["type"]).startsWith(`${type}@`))!;
  return { one, actions: Object.values(resources("azapi_resource_action")) };
};

describe("JumpHost", () => {
  it("has no public address and no password, and is encrypted on the host", () => {
    const { one } = madeBy();
    expect(one("Microsoft.Network/networkInterfaces")["body"].properties.ipConfigurations).toEqual([
      { name: "internal", properties: { subnet: SUBNET, privateIPAllocationMethod: "Dynamic" } },
    ]);
    const machine = one("Microsoft.Compute/virtualMachines");
    expect(machine).toMatchObject({ identity: [{ type: "SystemAssigned" }] });
    expect(machine["body"].properties).toMatchObject({
      hardwareProfile: { vmSize: "Standard_D2as_v5" },
      securityProfile: { encryptionAtHost: true, securityType: "TrustedLaunch" },
      osProfile: {
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          patchSettings: { patchMode: "AutomaticByPlatform", assessmentMode: "AutomaticByPlatform" },
        },
      },
    });
  });

  it("keeps the public half of a key that Azure makes, and never the other", () => {
    const { one, actions } = madeBy();
    expect(actions).toEqual([
      expect.objectContaining({ action: "generateKeyPair", response_export_values: { publicKey: "publicKey" } }),
    ]);
    const [key] = one("Microsoft.Compute/virtualMachines")["body"].properties.osProfile.linuxConfiguration.ssh
      .publicKeys;
    expect(key.keyData).toMatch(/^\$\{azapi_resource_action\.JumpHost_KeyPair_\w+\.output\.publicKey\}$/);
  });

  it("signs people in by Entra ID", () => {
    expect(madeBy().one("Microsoft.Compute/virtualMachines/extensions")).toMatchObject({
      name: "AADSSHLoginForLinux",
      body: { properties: { publisher: "Microsoft.Azure.ActiveDirectory", type: "AADSSHLoginForLinux" } },
    });
  });

  it.each([
    ["19:00", "Europe/Amsterdam", "1900", "W. Europe Standard Time"],
    ["00:05", "UTC", "0005", "UTC"],
  ])("is shut down every day at %s of %s", (at, timeZone, time, timeZoneId) => {
    expect(madeBy({ shutdown: { at, timeZone } }).one("Microsoft.DevTestLab/schedules")).toMatchObject({
      name: "shutdown-computevm-vm-test-jump",
      body: { properties: { taskType: "ComputeVmShutdownTask", dailyRecurrence: { time }, timeZoneId } },
    });
  });

  it.each([
    ["24:00", "UTC"],
    ["7:00", "UTC"],
    ["19:00", "Europe/Atlantis"],
  ])("rejects a shutdown at %s of %s", (at, timeZone) => {
    expect(() => madeBy({ shutdown: { at, timeZone } })).toThrow("MLOPS-NETWORK-009");
  });

  it("rejects a name that no machine has", () => {
    expect(() => madeBy({ name: "vm_jump" })).toThrow("MLOPS-NETWORK-008");
    expect(() => madeBy({ name: "v".repeat(65) })).toThrow("MLOPS-NETWORK-008");
  });
});

describe("Bastion", () => {
  const network = { id: "/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.Network/virtualNetworks/v" };
  const bastion = (props: Partial<BastionProps>) => {
    const { resources } = synth((stack) => {
      const common = {
        ...PLACEMENT,
        name: "bas-test",
        network,
        publicIpAddressName: "pip-test",
        zones: true,
        logs: LOGS,
      };
      return new Bastion(stack, "Bastion", { ...common, tier: "Standard", ...props });
    });
    const all = Object.values(resources("azapi_resource"));
    return {
      body: all.find(({ name }) => name === "bas-test")!["body"],
      address: all.find(({ name }) => name === "pip-test")?.["body"],
      settings: Object.values(resources("azurerm_monitor_diagnostic_setting")),
    };
  };

  it("of the tier Developer stands in no subnet, has no address and logs nothing", () => {
    const { body, address, settings } = bastion({ tier: "Developer" });
    expect(body).toEqual({ sku: { name: "Developer" }, properties: { virtualNetwork: network } });
    expect([address, ...settings]).toEqual([undefined]);
  });

  it.each(["Basic", "Standard"] as const)(
    "of the tier %s has an address in every zone, and says who connected",
    (tier) => {
      const { body, address, settings } = bastion({ tier, subnet: SUBNET });
      expect(body.properties).toMatchObject({
        ipConfigurations: [
          { properties: { subnet: SUBNET, publicIPAddress: { id: expect.stringContaining("PublicAddress") } } },
        ],
        enableTunneling: tier === "Standard",
      });
      expect(address).toMatchObject({ sku: { name: "Standard" }, zones: ["1", "2", "3"] });
      expect(settings).toEqual([expect.objectContaining({ enabled_log: [{ category: "BastionAuditLogs" }] })]);
    },
  );

  it("names no zones where the region has none", () => {
    expect(bastion({ tier: "Basic", subnet: SUBNET, zones: false }).address).not.toHaveProperty("zones");
  });

  it("rejects a subnet of Developer, and another tier without one", () => {
    expect(() => bastion({ tier: "Developer", subnet: SUBNET })).toThrow("MLOPS-NETWORK-011");
    expect(() => bastion({ tier: "Basic" })).toThrow("MLOPS-NETWORK-011");
  });
});
