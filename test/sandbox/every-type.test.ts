import { valuesAt } from "../../sandbox/engine/azurerm/checks";
import { azurermTypes } from "../../sandbox/services/types";
import { everything } from "../support/every-azurerm-type";
import { Workbench } from "../support/terraform";

describe("every azurerm type the sandbox knows", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
    bench.write(everything);
  });
  afterAll(() => bench.close());

  it("is written once here", () => {
    expect(Object.keys(everything).sort()).toEqual(Object.keys(azurermTypes).sort());
  });

  it("is created, and then has nothing to change", async () => {
    expect((await bench.apply()).output).toContain("Apply complete! Resources: 51 added");
    const { code, output } = await bench.plan();
    expect(output).toContain("No changes.");
    expect(code).toBe(0);
  });

  it("has every computed value filled in", async () => {
    const { output } = await bench.terraform("state", "pull");
    expect(output).not.toContain('"principal_id": null');
    expect(output).toContain('"login_server": "crall.azurecr.io"');
    expect(output).toContain('"callback_url": "https://prod-00.logic.azure.com');
  });

  it("is shown to clients in ARM's shape, without anything secret", async () => {
    let secrets = 0;
    for (const { id, type, azurerm } of bench.sandbox.store.all()) {
      const response = await fetch(`${bench.sandbox.loopbackUrl}${encodeURI(id)}?api-version=2025-06-01`);
      const text = await response.text();
      expect({ id, status: response.status }).toEqual({ id, status: 200 });
      expect(JSON.parse(text)).toMatchObject({ id, properties: expect.any(Object) as object });
      const { type: name, values } = azurerm!;
      for (const path of azurermTypes[name]!.sensitive ?? []) {
        for (const secret of valuesAt(values, path)) {
          if (typeof secret !== "string" || secret === "") continue;
          secrets += 1;
          expect({ type, shown: text.includes(secret) }).toEqual({ type, shown: false });
        }
      }
      expect({ type, signed: /[?&]sig=/.test(text) }).toEqual({ type, signed: false });
    }
    expect(secrets).toBeGreaterThan(5);
  });

  it("is destroyed, and leaves nothing", async () => {
    expect((await bench.destroy()).output).toContain("Destroy complete! Resources: 51 destroyed.");
    expect(bench.sandbox.store.all()).toEqual([]);
  });
});
