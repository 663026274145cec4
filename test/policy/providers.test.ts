import { join } from "node:path";
import { knownProviders } from "../../policy/provider-settings";
import { limitedMetrics, allMetrics } from "../../policy/rules/schedules/monitor-not-deaf";
import { loadConfiguration } from "../../schema/load";
import { exampleConfiguration } from "../support/configuration";
import { synthStacks } from "../support/stacks";

describe("the tables of the rules", () => {
  it("know each provider in the release that stacks ask for", () => {
    const asked = Object.assign(
      {},
      ...[
        ...Object.values(synthStacks(exampleConfiguration())),
        ...Object.values(synthStacks(loadConfiguration(join(__dirname, "../../examples/azure-devops/config")))),
      ].map((stack) => (stack["terraform"] as { required_providers: object }).required_providers),
    ) as Record<string, { version: string }>;
    expect(Object.keys(asked).sort()).toEqual(Object.keys(knownProviders).sort());
    for (const [name, { version }] of Object.entries(asked)) expect(knownProviders[name]!.version).toBe(version);
  });

  it("have a limit for each metric of monitors", () => {
    expect([...new Set(allMetrics())].filter((metric) => !limitedMetrics.includes(metric))).toEqual([]);
  });
});
