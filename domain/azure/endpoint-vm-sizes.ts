const named = (pattern: string, vcpus: readonly number[]): string[] =>
  vcpus.map((count) => `Standard_${pattern.replace("#", String(count))}`);

const D = [2, 4, 8, 16, 32, 48, 64, 96];
const L = [8, 16, 32, 48, 64, 80];

/**
 * The VM sizes that managed online endpoints can run on: another list than that of clusters. Families with a
 * retirement date (Dsv2, Fsv2, Lsv2, NCv2, NCv3, NDv2) are left out.
 * Source: Azure ML "Managed online endpoints SKU list".
 */
export const endpointVmFamilies = {
  Dasv4: named("D#as_v4", D),
  Dav4: named("D#a_v4", D),
  Esv3: named("E#s_v3", [2, 4, 8, 16, 32, 48, 64]),
  FXmds: named("FX#mds", [4, 12, 24, 36, 48]),
  Lasv3: named("L#as_v3", L),
  Lsv3: named("L#s_v3", L),
  NCasT4v3: named("NC#as_T4_v3", [4, 8, 16, 64]),
  NCadsA100v4: named("NC#ads_A100_v4", [24, 48, 96]),
  NCadsH100v5: ["Standard_NC40ads_H100_v5", "Standard_NC80adis_H100_v5"],
  NDasrA100v4: ["Standard_ND96asr_v4"],
  NDamsrA100v4: ["Standard_ND96amsr_A100_v4"],
  NDisH100v5: ["Standard_ND96is_H100_v5", "Standard_ND96isr_H100_v5"],
  NVadsA10v5: [...named("NV#ads_A10_v5", [6, 12, 18, 36, 72]), "Standard_NV36adms_A10_v5"],
} as const satisfies Record<string, readonly string[]>;

/** Every size of {@link endpointVmFamilies}. */
export const endpointVmSizes: readonly string[] = Object.values<readonly string[]>(endpointVmFamilies).flat();
