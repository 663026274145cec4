import { familyOf, monitoringVmSizes, retirementOf, vmFamilies, vmSizes } from "../../../domain/azure/vm-sizes";

describe("vmSizes", () => {
  it("name each size once, as Azure writes it", () => {
    expect(new Set(vmSizes).size).toBe(vmSizes.length);
    for (const size of vmSizes) expect(size).toMatch(/^Standard_[A-Z]{1,2}\d+[a-z]*_([A-Z]\d+\w*|v\d)/);
  });

  it("hold no size that is to retire", () => {
    expect(vmSizes.filter((size) => retirementOf(size) !== undefined)).toEqual([]);
  });

  it("know their family", () => {
    expect(familyOf("Standard_D4ds_v5")).toBe("Ddsv5");
    expect(familyOf("standard_d4ds_v5")).toBeUndefined();
    for (const [family, { sizes }] of Object.entries(vmFamilies)) {
      expect(sizes.map((size) => familyOf(size))).toEqual(sizes.map(() => family));
    }
  });

  it("hold those that model monitoring needs", () => {
    expect(monitoringVmSizes).toEqual(["4", "8", "16", "32", "64"].map((cores) => `Standard_E${cores}s_v3`));
  });
});

describe("retirementOf", () => {
  it.each([
    ["Standard_D3", "D", "2028-05-01", "Standard_D4ds_v5"],
    ["Standard_DS2", "Ds", "2028-05-01", "Standard_D2ds_v5"],
    ["Standard_D2_v2", "Dv2", "2028-05-01", "Standard_D2ds_v5"],
    ["Standard_DS3_v2", "Dsv2", "2028-05-01", "Standard_D4ds_v5"],
    ["Standard_DS12_v2", "Dsv2", "2028-05-01", "Standard_E4ds_v5"],
    ["Standard_L8s", "Ls", "2028-05-01", "Standard_L8s_v3"],
    ["Standard_F4", "F", "2028-11-15", "Standard_D4ds_v5"],
    ["Standard_F2s", "Fs", "2028-11-15", "Standard_D2ds_v5"],
    ["Standard_F72s_v2", "Fsv2", "2028-11-15", "Standard_D96ds_v5"],
    ["Standard_L8s_v2", "Lsv2", "2028-11-15", "Standard_L8s_v3"],
    ["Standard_A2m_v2", "Av2", "2028-11-15", "Standard_D2ds_v5"],
    ["Standard_B2ms", "B", "2028-11-15", "Standard_D2ds_v5"],
    ["Standard_NC6s_v3", "NCv3", "2025-09-30", "Standard_NC24ads_A100_v4"],
    ["Standard_NC24rs_v3", "NCv3", "2025-09-30", "Standard_NC96ads_A100_v4"],
    ["standard_ds3_v2", "Dsv2", "2028-05-01", "Standard_D4ds_v5"],
  ])("%s goes with %s on %s, for %s", (size, series, date, replacement) => {
    expect(retirementOf(size)).toEqual({ series, date, replacement });
    expect(vmSizes).toContain(replacement);
  });

  it.each(["Standard_D4ds_v5", "Standard_E4s_v3", "Standard_B2s_v2", "Standard_F4as_v6"])("%s stays", (size) => {
    expect(retirementOf(size)).toBeUndefined();
  });
});
