import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { isStateful } from "../../domain/azure/types";
import { resourcesOf, synthStacks, type StackJson } from "../support/stacks";

/**
 * Addresses of stateful resources are a contract. To record a deliberate change: give the construct its `moved` block,
 * then `RECORD_ADDRESSES=1 npx jest test/stacks/addresses`, and list it under "State addresses" in CHANGELOG.md.
 */
const file = join(__dirname, "addresses.json");
const stacks = synthStacks(loadConfiguration(join(__dirname, "../../config")));

function statefulAddresses(stack: StackJson): string[] {
  return [...resourcesOf(stack)]
    .filter(([address, attributes]) => isStateful(address.split(".")[0]!, attributes["type"]))
    .map(([address]) => address)
    .sort();
}

const current = Object.fromEntries(Object.entries(stacks).map(([name, stack]) => [name, statefulAddresses(stack)]));
if (process.env["RECORD_ADDRESSES"] === "1") writeFileSync(file, `${JSON.stringify(current, null, 2)}\n`);
const recorded = JSON.parse(readFileSync(file, "utf8")) as Record<string, string[]>;

describe("addresses of stateful resources", () => {
  it("are recorded for every stack", () => {
    expect(Object.keys(current)).toEqual(Object.keys(recorded));
  });

  it.each(Object.keys(recorded))("are as recorded in %s", (name) => {
    expect(current[name]).toEqual(recorded[name]);
  });

  it("stay where they are under names of a company's own, which reach what is made", () => {
    const configuration = loadConfiguration(join(__dirname, "../../config"));
    const patterns = { storageAccount: "ml{environment}{hash}", onlineEndpoint: "{hash}-{useCase}-{environment}" };
    const organization = {
      ...configuration.organization,
      naming: { patterns, regions: {}, environments: { dev: "d" } },
    };
    const only = ["dev", "dev-customer-churn"];
    const renamed = synthStacks({ ...configuration, organization }, only);
    for (const name of only) expect(statefulAddresses(renamed[name]!)).toEqual(recorded[name]);
    expect(JSON.stringify(renamed["dev"])).toMatch(/"mld[0-9a-f]{8}"/);
    expect(JSON.stringify(renamed["dev-customer-churn"])).toMatch(/"[0-9a-f]{4}-customer-churn-d"/);
  });

  it("are found: a workspace, its storage and its vault in each environment", () => {
    for (const environment of ["dev", "preprod", "prod"]) {
      expect(
        current[environment]!.filter((address) => /workspace|storage|vault/i.test(address)).length,
      ).toBeGreaterThan(2);
    }
  });
});
