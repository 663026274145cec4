import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { lockEntries, lockFor, providerAddress, withoutSums } from "../../domain/terraform/provider-locks";
import { loadConfiguration } from "../../schema/load";
import { knownProviders } from "../../policy/provider-settings";
import { exampleConfiguration } from "../support/configuration";
import { synthStacks } from "../support/stacks";

const file = readFileSync(join(__dirname, "../../.terraform.lock.hcl"), "utf8");
const entries = lockEntries(file);

/**
 * Providers without sums in the repository, and why. Their version is exact and Terraform checks their signature, but a
 * second plan could run another build. `pipelines/lock-providers.sh` mends it; then the entry here goes.
 */
const NOT_LOCKED: Readonly<Record<string, string>> = {
  "registry.terraform.io/azure/azapi": "no two independent sources for the sums of 2.12.0 were found",
  "registry.terraform.io/microsoft/azuredevops": "no source for the sums of 1.16.0 was found",
};

const azure = loadConfiguration(join(__dirname, "../../examples/azure-devops/config"));

/** What the stacks need, wherever the repository is: address → version. */
const needed = new Map(
  [...Object.values(synthStacks(exampleConfiguration())), ...Object.values(synthStacks(azure, ["pipelines"]))].flatMap(
    (stack) =>
      Object.values(stack["terraform"].required_providers as Record<string, { source: string; version: string }>).map(
        ({ source, version }) => [providerAddress(source), version] as const,
      ),
  ),
);

describe("the lock file of providers", () => {
  it("has an entry, of exactly the version, for every provider that a stack needs", () => {
    expect([...needed.keys()].sort()).toEqual([
      "registry.terraform.io/azure/azapi",
      "registry.terraform.io/hashicorp/azurerm",
      "registry.terraform.io/integrations/github",
      "registry.terraform.io/microsoft/azuredevops",
    ]);
    const lacking = [...needed].filter(([address, version]) => {
      const entry = entries.get(address);
      return entry?.includes(`version     = "${version}"`) !== true || !/"zh:[0-9a-f]{64}"/.test(entry);
    });
    expect(lacking.map(([address]) => address)).toEqual(Object.keys(NOT_LOCKED));
  });

  it("says in the decision and in what doctor tells which builds are not pinned", () => {
    const decision = readFileSync(join(__dirname, "../../docs/decisions/0014-pinned-downloads.md"), "utf8");
    const required = Object.fromEntries(
      Object.entries(knownProviders).filter(([, { source }]) => needed.has(providerAddress(source))),
    );
    const lacking = withoutSums(file, required);
    expect(lacking.length).toBe(Object.keys(NOT_LOCKED).length);
    const said = /^- \*\*(.*) are not pinned by sums\*\*/m.exec(decision)?.[1] ?? "";
    expect(said === "" ? [] : said.split(" and ")).toEqual(lacking);
  });

  it("has no entry that nothing needs, and no exception that is none any more", () => {
    expect([...entries.keys()].filter((address) => !needed.has(address))).toEqual([]);
    expect(Object.keys(NOT_LOCKED).filter((address) => entries.has(address))).toEqual([]);
  });

  it("names builds by sums only, each once", () => {
    for (const [address, entry] of entries) {
      const hashes = [...entry.matchAll(/"((?:zh|h1):[^"]+)"/g)].map(([, hash]) => hash!);
      expect([address, hashes.length > 8, new Set(hashes).size]).toEqual([address, true, hashes.length]);
      for (const hash of hashes) expect(hash).toMatch(/^(?:zh:[0-9a-f]{64}|h1:[A-Za-z0-9+/]{43}=)$/);
    }
  });

  it("gives a stack the entries of its own providers, as they are written, and no others", () => {
    const sources = ["azurerm", "azure/azapi", "integrations/github", "registry.terraform.io/hashicorp/azurerm"];
    fc.assert(
      fc.property(fc.subarray(sources), (some) => {
        const given = lockEntries(lockFor(file, some));
        const wanted = new Set(some.map(providerAddress).filter((address) => entries.has(address)));
        expect(new Set(given.keys())).toEqual(wanted);
        for (const [address, entry] of given) expect(entry).toBe(entries.get(address));
      }),
    );
  });
});
