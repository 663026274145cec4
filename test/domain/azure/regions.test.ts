import { findRegion, regionNames, regions, type Region } from "../../../domain/azure/regions";

describe("regions", () => {
  it("stand in alphabetical order with a short name of their own", () => {
    expect(regionNames).toEqual([...regionNames].sort());
    expect(new Set(Object.values(regions).map(({ short }) => short)).size).toBe(regionNames.length);
  });

  it("are paired with regions that exist", () => {
    const pairs = (Object.values(regions) as Region[]).flatMap(({ pair }) => pair ?? []);
    expect(pairs.filter((pair) => findRegion(pair) === undefined)).toEqual([]);
    expect(pairs.length).toBeGreaterThan(30);
  });

  it("are found by ARM's name only", () => {
    expect(findRegion("westeurope")).toMatchObject({ title: "West Europe", zones: true, pair: "northeurope" });
    expect(findRegion("West Europe")).toBeUndefined();
    expect(findRegion("toString")).toBeUndefined();
  });
});
