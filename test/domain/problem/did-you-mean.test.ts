import { didYouMean } from "../../../domain/problem/did-you-mean";

const CANDIDATES = ["dev", "preprod", "prod", "minNodes", "westeurope"];

describe("didYouMean", () => {
  it.each([
    ["prd", "prod"],
    ["pre-prod", "preprod"],
    ["min_nodes", "minNodes"],
    ["West Europe", "westeurope"],
    ["DEV", "dev"],
    ["dve", "dev"],
  ])("takes %s for %s", (given, meant) => {
    expect(didYouMean(given, CANDIDATES)).toBe(meant);
  });

  it.each(["staging", "", "x", "northeast", "dx", "vde"])("sends nobody astray with %p", (given) => {
    expect(didYouMean(given, CANDIDATES)).toBeUndefined();
  });
});
