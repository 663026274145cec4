import { join } from "node:path";
import { costedStack } from "../../cli/cost/cost";
import { resourcesIn } from "../../cli/explain/resources";
import { ratesBy, shippedPrices } from "../../cli/prices";
import { estimate } from "../../cost/estimate";
import { usualLoad } from "../../cost/load";
import { hasMeters } from "../../cost/parts";
import { azureType, isChargeless, isThing } from "../../domain/azure/types";
import { loadConfiguration } from "../../schema/load";
import { exampleConfiguration } from "../support/configuration";
import { synthStacks } from "../support/stacks";

const examples = join(__dirname, "../../examples");

/** Much of what an organization may ask for besides what the examples have. */
const more = exampleConfiguration({
  organization: {
    platform: {
      registry: {
        replicas: ["northeurope"],
        inbound: { mode: "private", reason: undefined },
        publishedByPipelines: true,
      },
    },
  },
  environments: {
    prod: {
      recovery: { location: "northeurope", mode: "warm", network: { addressSpace: "10.40.12.0/22" } },
      encryption: { customerManagedKey: { source: "own" } },
      workbook: true,
      alerts: { baseline: true },
      network: { runners: { type: "github", businessId: "9919" } },
    },
  },
});

const stacks = [
  more,
  ...["landing-zone", "azure-devops"].map((name) => loadConfiguration(join(examples, name, "config"))),
]
  .flatMap((configuration) => Object.entries(synthStacks(configuration)))
  .map(([name, json]) => costedStack(name, { region: "westeurope" }, resourcesIn(json)));

/** Every type of Azure that stacks make, with what a month of it is known by. */
const types = new Map(
  stacks
    .flatMap(({ resources }) => resources)
    .filter(({ type }) => isThing(type))
    .map(({ type, armType }) => [
      azureType(type, armType)?.noun ?? armType,
      hasMeters(armType) ? "meters" : isChargeless(type, armType) ? "free" : "unknown",
    ]),
);

describe("what stacks make", () => {
  it("is billed by meters that are known, or costs nothing by being there", () => {
    expect([...types].filter(([, known]) => known === "unknown")).toEqual([]);
  });

  it("has a price that ships, but for what no public and dated list names", () => {
    const { uncounted } = estimate(stacks, ratesBy([shippedPrices]), usualLoad);
    expect([...new Set(uncounted.map(({ what, why }) => `${what}: ${why}`))].sort()).toEqual([
      // `mlops prices --region` fetches it.
      "Bastion: no price of bastion, Standard",
      "agent pool: no price of Standard_D2ads_v5",
      // Azure bills it to the workspace, by use that nobody foresees.
      "index of a workspace with a company's key: no meter of it is known",
    ]);
  });

  it("is looked at in all its breadth", () => {
    expect(types.size).toBeGreaterThan(40);
    expect(Object.fromEntries(types)).toMatchObject({ workspace: "meters", workbook: "free", "NAT gateway": "meters" });
  });
});
