import { findRegion } from "../../domain/azure/regions";
import type { EnvironmentDraft } from "../drafts";
import type { Notes } from "../notes";
import { lacking } from "./regions";

/** What keeps a second region from being one, or from having what the first has. */
export function checkRecovery(environment: EnvironmentDraft, notes: Notes): void {
  const { location, recovery, network, logs, resilience, encryption } = environment;
  if (recovery === undefined || !notes.has(["recovery"])) return;
  if (notes.has(["resourceGroup"])) {
    notes.add(
      ["recovery"],
      {
        kind: "together",
        says: "needs a resource group in another region, and pipelines hold their roles only on the one that others made",
        fix: "remove it, or remove resourceGroup",
      },
      { at: "key" },
    );
  }
  if (recovery.location !== undefined && recovery.location === location) {
    notes.add(["recovery", "location"], {
      kind: "recoveryRegion",
      says: "is the first region, and both would be lost together",
      ...pairOf(location),
    });
  } else if (recovery.location !== undefined) checkRegion(recovery.location, resilience, notes);
  const { existing } = recovery.network ?? {};
  const own = existing?.virtualNetwork?.toLowerCase();
  if (own !== undefined && own === network?.existing?.virtualNetwork?.toLowerCase()) {
    notes.add(["recovery", "network", "existing", "virtualNetwork"], {
      kind: "recoveryRegion",
      says: "is the network of the first region",
      fix: "name one in the second",
    });
  }
  if (encryption?.customerManagedKey?.source === "existing") {
    notes.add(
      ["encryption", "customerManagedKey"],
      {
        kind: "recoveryRegion",
        says: "is kept in the first region, and what the second holds would be lost with it",
        fix: "let source be own, which makes a key in each region, or remove recovery",
      },
      { at: "key" },
    );
  }
  for (const key of ["storageAccount", "eventHub"] as const) {
    if (logs?.copies?.[key] === undefined) continue;
    notes.add(
      ["logs", "copies", key],
      {
        kind: "together",
        says: "is in the first region, and Azure takes logs of the second to one in their own region only",
        fix: "copy logs to logs.copies.workspace instead, or remove recovery",
      },
      { at: "key" },
    );
  }
}

function checkRegion(location: string, resilience: EnvironmentDraft["resilience"], notes: Notes): void {
  const region = findRegion(location);
  if (region === undefined) return;
  const { storageReplication, zoneRedundant } = resilience ?? {};
  const lacks = [
    ["resilience.zoneRedundant", zoneRedundant === true && !region.zones ? "availability zones" : undefined],
    ["resilience.storageReplication", lacking(storageReplication ?? "LRS", region)],
  ] as const;
  for (const [setting, what] of lacks) {
    if (what === undefined) continue;
    notes.add(["recovery", "location"], {
      kind: "regionLacks",
      says: `has no ${what}, which ${setting} needs in both regions`,
      fix: "choose another region, or ask less of both with a reason",
    });
  }
}

function pairOf(location: string): { readonly fix?: string } {
  const pair = findRegion(location)?.pair;
  return { fix: pair === undefined ? "choose another region" : `${pair} is the pair of ${location}` };
}
