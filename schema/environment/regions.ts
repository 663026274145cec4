import type { Region } from "../../domain/azure/regions";

/** What a region would need for a kind of storage replication and does not have. */
export function lacking(kind: string, region: Pick<Region, "zones" | "pair">): string | undefined {
  if (kind.includes("ZRS") && !region.zones) return "availability zones";
  if (kind.includes("G") && region.pair === undefined) return "paired region";
  return undefined;
}

/** Kinds of storage replication that a region has. */
export const kindsIn = (region: Pick<Region, "zones" | "pair">): readonly string[] =>
  ["LRS", "ZRS", "GRS", "GZRS", "RAGRS", "RAGZRS"].filter((kind) => lacking(kind, region) === undefined);
