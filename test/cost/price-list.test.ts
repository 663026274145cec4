import { rateOf, type PriceList } from "../../cost/price-list";
import { isMachine, meters } from "../../cost/meters";
import { shippedPrices } from "../../cli/prices";
import { regions } from "../../domain/azure/regions";

const list = (currency: string, prices: PriceList["prices"]): PriceList => ({
  currency,
  sources: { a: { title: "A", asOf: "2026-01-01" }, b: { title: "B", asOf: "2025-01-01" } },
  prices,
});

describe("the price of a meter", () => {
  const fetched = list("USD", { westeurope: { a: { x: 1 } } });
  const shipped = list("USD", {
    westeurope: { b: { x: 2, y: 3 } },
    eastus: { b: { z: 4 } },
    global: { b: { all: 5 } },
  });

  it.each([
    ["x", "westeurope", { price: 1, standIn: false, asOf: "2026-01-01" }],
    ["y", "westeurope", { price: 3, standIn: false, asOf: "2025-01-01" }],
    ["all", "westeurope", { price: 5, standIn: false, region: "global" }],
    ["z", "westeurope", { price: 4, standIn: true, region: "eastus" }],
    ["y", "norwayeast", { price: 3, standIn: true, region: "westeurope" }],
  ])("%s in %s", (meter, region, rate) => {
    expect(rateOf([fetched, shipped], meter, region)).toMatchObject(rate);
  });

  it.each(["none", "toString", "__proto__"])("is not made up: %s", (meter) => {
    expect(rateOf([fetched, shipped], meter, "westeurope")).toBeUndefined();
  });

  it("is of one currency only", () => {
    const euros = list("EUR", { westeurope: { a: { x: 1 } } });
    expect(rateOf([euros, shipped], "x", "westeurope")?.price).toBe(1);
    expect(rateOf([euros, shipped], "y", "westeurope")).toBeUndefined();
  });
});

describe("prices that ship", () => {
  const rows = Object.entries(shippedPrices.prices).flatMap(([region, sources]) =>
    Object.entries(sources).flatMap(([source, prices]) =>
      Object.entries(prices).map(([meter, price]) => ({ region, source, meter, price })),
    ),
  );

  it("have a source with a day each, and a source that is used", () => {
    for (const { source } of rows) expect(shippedPrices.sources).toHaveProperty([source]);
    for (const [name, { title, asOf }] of Object.entries(shippedPrices.sources)) {
      expect(rows.map(({ source }) => source)).toContain(name);
      expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(title).toMatch(/ at [0-9a-f]{8}/);
    }
  });

  it("are of meters and regions that exist, and none is free", () => {
    for (const { region, meter, price } of rows) {
      expect(region === "global" || Object.hasOwn(regions, region)).toBe(true);
      expect(isMachine(meter) || Object.hasOwn(meters, meter)).toBe(true);
      expect(price).toBeGreaterThan(0);
    }
  });
});
