import { fail, every, pass, type Rule, unknownAt } from "../../rule";
import { entries, lookup } from "../../value";

const regions = "properties.regionDetails";
const blobs = "systemCreatedStorageAccount.allowBlobPublicAccess";

export const modelRegistryPrivateBlobs: Rule = {
  title: "Storage of model registries lets nobody make containers public",
  severity: "critical",
  upstream: [],
  why: "Every model that production runs lies there; one setting would show them to everybody.",
  fix: "set storageAccountDetails[].systemCreatedStorageAccount.allowBlobPublicAccess = false in every region",
  kinds: ["Microsoft.MachineLearningServices/registries"],
  check: (registry) => {
    const details = registry.entries(regions);
    if (details === "unknown") return unknownAt(regions);
    return every(
      details.flatMap((region) => {
        const accounts = entries(region, "storageAccountDetails");
        if (accounts === "unknown") return [unknownAt(`${regions}.storageAccountDetails`)];
        return accounts.map((account) => {
          const found = lookup(account, blobs);
          if (found.state === "unknown") return unknownAt(blobs);
          return found.state === "known" && found.value === false ? pass : fail("its blobs can be made public");
        });
      }),
    );
  },
};
