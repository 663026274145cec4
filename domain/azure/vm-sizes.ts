/** What kind of machine a family is, for tables and suggestions. */
export type VmUse = "general" | "memory" | "compute" | "storage" | "gpu";

/** VM sizes that share hardware, and so share one Azure ML quota. */
export interface VmFamily {
  readonly use: VmUse;
  /** Whole size names, from small to large. */
  readonly sizes: readonly string[];
  /** Whether Azure ML's model monitoring can run its serverless Spark on it. */
  readonly monitoring?: true;
}

const named = (pattern: string, vcpus: readonly number[]): string[] =>
  vcpus.map((count) => `Standard_${pattern.replace("#", String(count))}`);

const D = [2, 4, 8, 16, 32, 48, 64, 96];
const E_V5 = [2, 4, 8, 16, 20, 32, 48, 64, 96];
const E_V6 = [2, 4, 8, 16, 20, 32, 48, 64, 96];
const F_V6 = [2, 4, 8, 16, 32, 48, 64];

/**
 * The VM sizes that clusters and instances may use, by family. A closed list: Azure ML refuses others only after
 * minutes of deploying, or at the first job. Families with a retirement date are not in it, see {@link retirementOf}.
 * Sources: Azure ML "Supported VM series and sizes"; Azure VM size tables.
 */
export const vmFamilies = {
  Dsv5: { use: "general", sizes: named("D#s_v5", D) },
  Ddsv5: { use: "general", sizes: named("D#ds_v5", D) },
  Dasv5: { use: "general", sizes: named("D#as_v5", D) },
  Dadsv5: { use: "general", sizes: named("D#ads_v5", D) },
  Dsv6: { use: "general", sizes: named("D#s_v6", D) },
  Ddsv6: { use: "general", sizes: named("D#ds_v6", D) },
  Dasv6: { use: "general", sizes: named("D#as_v6", D) },
  Dadsv6: { use: "general", sizes: named("D#ads_v6", D) },
  Esv3: { use: "memory", sizes: named("E#s_v3", [4, 8, 16, 32, 64]), monitoring: true },
  Esv5: { use: "memory", sizes: named("E#s_v5", E_V5) },
  Edsv5: { use: "memory", sizes: named("E#ds_v5", E_V5) },
  Easv5: { use: "memory", sizes: named("E#as_v5", E_V5) },
  Eadsv5: { use: "memory", sizes: named("E#ads_v5", E_V5) },
  Esv6: { use: "memory", sizes: named("E#s_v6", E_V6) },
  Edsv6: { use: "memory", sizes: named("E#ds_v6", E_V6) },
  Easv6: { use: "memory", sizes: named("E#as_v6", E_V6) },
  Eadsv6: { use: "memory", sizes: named("E#ads_v6", E_V6) },
  Falsv6: { use: "compute", sizes: named("F#als_v6", F_V6) },
  Fasv6: { use: "compute", sizes: named("F#as_v6", F_V6) },
  Famsv6: { use: "compute", sizes: named("F#ams_v6", F_V6) },
  Lsv3: { use: "storage", sizes: named("L#s_v3", [8, 16, 32, 48, 64, 80]) },
  NCasT4v3: { use: "gpu", sizes: named("NC#as_T4_v3", [4, 8, 16, 64]) },
  NCadsA100v4: { use: "gpu", sizes: named("NC#ads_A100_v4", [24, 48, 96]) },
  NCadsH100v5: { use: "gpu", sizes: ["Standard_NC40ads_H100_v5", "Standard_NC80adis_H100_v5"] },
  NDasrA100v4: { use: "gpu", sizes: ["Standard_ND96asr_v4"] },
  NDamsrA100v4: { use: "gpu", sizes: ["Standard_ND96amsr_A100_v4"] },
  NDisrH100v5: { use: "gpu", sizes: ["Standard_ND96isr_H100_v5"] },
  NDisrH200v5: { use: "gpu", sizes: ["Standard_ND96isr_H200_v5"] },
} as const satisfies Record<string, VmFamily>;

/** Name of a family that {@link vmFamilies} knows. */
export type VmFamilyName = keyof typeof vmFamilies;

const familyBySize: ReadonlyMap<string, VmFamilyName> = new Map(
  (Object.keys(vmFamilies) as VmFamilyName[]).flatMap((family) =>
    vmFamilies[family].sizes.map((size) => [size, family] as const),
  ),
);

/** Every size of {@link vmFamilies}. */
export const vmSizes: readonly string[] = [...familyBySize.keys()];

/** The family of a size, case as Azure writes it; undefined if the size is not one we offer. */
export const familyOf = (size: string): VmFamilyName | undefined => familyBySize.get(size);

/** Sizes that Azure ML's model monitoring runs on. */
export const monitoringVmSizes: readonly string[] = vmFamilies.Esv3.sizes;

/** That Azure takes a family out of service, and what to use instead. */
export interface Retirement {
  /** As Azure calls the series, e.g. `Dsv2`. */
  readonly series: string;
  /** Day from which machines of it no longer run, `YYYY-MM-DD`. */
  readonly date: string;
  /** A size of {@link vmSizes} that does the same work. */
  readonly replacement: string;
}

interface RetiredSeries {
  readonly series: string;
  readonly date: string;
  readonly pattern: RegExp;
  readonly replacement: (vcpusOrRank: number) => string;
}

const atLeast = (sizes: readonly number[], wanted: number): number =>
  sizes.find((size) => size >= wanted) ?? sizes.at(-1)!;

/** D-series ranks are not core counts: D1 to D5 have 1, 2, 4, 8, 16 cores; D11 to D15 the same from 2, with more memory. */
const likeD = (rank: number): string =>
  rank > 10 ? `Standard_E${atLeast(E_V5, 2 ** (rank - 10))}ds_v5` : `Standard_D${atLeast(D, 2 ** (rank - 1))}ds_v5`;
const likeCores = (cores: number): string => `Standard_D${atLeast(D, cores)}ds_v5`;
const likeL = (cores: number): string => `Standard_L${atLeast([8, 16, 32, 48, 64, 80], cores)}s_v3`;
const likeV100 = (cores: number): string => `Standard_NC${cores * 4}ads_A100_v4`;

/** Source: Microsoft's retirement list (github.com/Azure/EOL, service_list.json). */
const retiredSeries: readonly RetiredSeries[] = [
  { series: "D", date: "2028-05-01", pattern: /^Standard_D(\d+)$/i, replacement: likeD },
  { series: "Ds", date: "2028-05-01", pattern: /^Standard_DS(\d+)$/i, replacement: likeD },
  { series: "Dv2", date: "2028-05-01", pattern: /^Standard_D(\d+)_v2(?:_Promo)?$/i, replacement: likeD },
  {
    series: "Dsv2",
    date: "2028-05-01",
    pattern: /^Standard_DS(\d+)(?:-\d+)?_v2(?:_Promo)?$/i,
    replacement: likeD,
  },
  { series: "Ls", date: "2028-05-01", pattern: /^Standard_L(\d+)s$/i, replacement: likeL },
  { series: "F", date: "2028-11-15", pattern: /^Standard_F(\d+)$/i, replacement: likeCores },
  { series: "Fs", date: "2028-11-15", pattern: /^Standard_F(\d+)s$/i, replacement: likeCores },
  { series: "Fsv2", date: "2028-11-15", pattern: /^Standard_F(\d+)s_v2$/i, replacement: likeCores },
  { series: "Lsv2", date: "2028-11-15", pattern: /^Standard_L(\d+)s_v2$/i, replacement: likeL },
  { series: "Av2", date: "2028-11-15", pattern: /^Standard_A(\d+)m?_v2$/i, replacement: likeCores },
  { series: "B", date: "2028-11-15", pattern: /^Standard_B(\d+)(?:l?s|ms)$/i, replacement: likeCores },
  { series: "NCv3", date: "2025-09-30", pattern: /^Standard_NC(\d+)r?s_v3$/i, replacement: likeV100 },
];

/** The retirement of a size's series; undefined if Azure has announced none that we know of. */
export function retirementOf(size: string): Retirement | undefined {
  for (const { series, date, pattern, replacement } of retiredSeries) {
    const match = pattern.exec(size);
    if (match !== null) return { series, date, replacement: replacement(Number(match[1])) };
  }
  return undefined;
}
