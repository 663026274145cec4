import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recoverState } from "../../sandbox";
import { estate } from "../support/estate";
import { group, resourceGroup, Workbench } from "../support/terraform";

const vnet = "Microsoft.Network/virtualNetworks";
const vault = "Microsoft.KeyVault/vaults";

describe("faults", () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.open();
    bench.write(estate());
  });
  afterEach(() => bench.close());

  it("of throttling and of the service are tried again, so that a deployment comes through", async () => {
    await bench.restart({ faults: "429:0.2,500:0.1,latency:2ms,seed:4" });
    expect((await bench.apply()).output).toContain("Apply complete! Resources: 11 added");
    expect((await bench.plan()).code).toBe(0);
  });

  it("that stay are shown, and the next apply goes on from there", async () => {
    await bench.restart({ faults: `${vnet}=500:1` });
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    expect(output).toContain("unexpected status 500 (500 Internal Server Error) with error: InternalServerError");
    await bench.restart();
    expect((await bench.apply()).code).toBe(0);
    expect((await bench.plan()).code).toBe(0);
  });

  it("that lose a response leave what azurerm made outside the state, as on Azure, until it is recovered", async () => {
    await bench.restart({ faults: `${vnet}=lost:1` });
    expect((await bench.apply()).output).toContain("the connection was lost");
    await bench.restart();
    expect((await bench.apply()).output).toContain(
      "already exists - to be managed via Terraform this resource needs to be imported",
    );
    const recovered = await recover(bench);
    expect(recovered.map(({ address }) => address)).toEqual(["azurerm_virtual_network.vnet"]);
    expect((await bench.apply()).code).toBe(0);
    expect((await bench.plan()).code).toBe(0);
  });

  it("that lose a response make azapi's resource tainted, as on Azure", async () => {
    await bench.restart({ faults: `${vault}=lost:1` });
    const { output } = await bench.apply();
    expect(output).toContain("Failed to create/update resource");
    await bench.restart();
    expect((await bench.plan()).output).toContain("azapi_resource.vault is tainted, so must be replaced");
  });
});

describe("recovery", () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.open();
  });
  afterEach(() => bench.close());

  it("takes a lost state's resources in by the ids their plan tells, in as many rounds as it takes", async () => {
    bench.write(estate(), { output: { uri: { value: "${azapi_resource.vault.output.properties.vaultUri}" } } });
    expect((await bench.apply()).code).toBe(0);
    writeFileSync(join(bench.dir, "terraform.tfstate"), "");
    const recovered = await recover(bench);
    expect(recovered).toHaveLength(11);
    expect(recovered).toContainEqual({
      address: "azapi_resource.vault",
      armId: `${group}/providers/${vault}/kv-estate`,
      importId: `${group}/providers/${vault}/kv-estate?api-version=2026-02-01`,
    });
    const { output } = await bench.apply();
    expect(output).toContain("Resources: 0 added");
    expect(output).toContain("0 destroyed");
    expect((await bench.plan()).code).toBe(0);
    expect(await recover(bench)).toEqual([]);
  });

  it("converges after a kill -9 in the middle of an apply", async () => {
    const many = Array.from(
      { length: 25 },
      (_, index) => [`g${index}`, { ...resourceGroup, name: `rg-many-${index}` }] as const,
    );
    bench.write({ azurerm_resource_group: Object.fromEntries(many) });
    await bench.restart({ faults: "latency:40ms" });
    const begun = bench.begin("-parallelism=2");
    while (bench.sandbox.store.all().length < 8) await new Promise((resolve) => setTimeout(resolve, 10));
    await begun.kill();
    // What a killed Terraform could not write: the newest resources of the state.
    await bench.restart();
    const created = bench.sandbox.store.all().length;
    expect(created).toBeGreaterThanOrEqual(8);
    const state = join(bench.dir, "terraform.tfstate");
    const text = readFileSync(state, "utf8");
    // Killed while it wrote, Terraform leaves an empty state, which it takes for none.
    if (text !== "") {
      const kept = JSON.parse(text) as { serial: number; resources: unknown[] };
      const shorter = { ...kept, serial: kept.serial + 1, resources: kept.resources.slice(0, 3) };
      writeFileSync(state, JSON.stringify(shorter));
    }
    expect((await bench.apply()).output).toContain("needs to be imported into the State");
    await recover(bench);
    expect((await bench.apply()).code).toBe(0);
    expect((await bench.plan()).code).toBe(0);
    expect(bench.sandbox.store.all()).toHaveLength(25);
  });
});

function recover(bench: Workbench) {
  return recoverState({
    stackDir: bench.dir,
    env: bench.environment(),
    exists: async (id) => bench.sandbox.store.get(id) !== undefined,
  });
}
