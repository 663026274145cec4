import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError, type Problem } from "../../domain/problem/problem";
import { rateOf, type PriceList } from "../../cost/price-list";
import { isMachine, meters } from "../../cost/meters";
import { aboutLists, listPrices, priceLists, shippedPrices } from "../../cli/prices";
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

describe("list prices for a review", () => {
  const fetched = list("USD", { westeurope: { a: { Standard_own: 1 } } });

  it("have none of another region where those of the region were fetched", () => {
    const { perHour, about, monthOf } = listPrices([fetched, shippedPrices], "westeurope");
    expect(perHour).toHaveProperty("Standard_own");
    for (const size of Object.keys(perHour))
      expect([size, rateOf([fetched, shippedPrices], size, "westeurope")?.standIn]).toEqual([size, false]);
    expect(about).toMatch(/^list prices of Azure in westeurope, as of [-0-9]+( to [-0-9]+)?$/);
    const other = listPrices([list("USD", { norwayeast: { a: { Standard_own: 1 } } }), shippedPrices], "norwayeast");
    expect(Object.keys(other.perHour)).toEqual(["Standard_own"]);
    const registry = { type: "azurerm_container_registry", values: { sku: "Premium" } };
    expect(monthOf?.(registry, [])).toBeGreaterThan(0);
  });

  it("name the regions that stand in where none were fetched, and what to ask for", () => {
    expect(listPrices([shippedPrices], "norwayeast").about).toMatch(
      /^list prices of Azure that ship, as of .*, some of .*eastus.*: `mlops prices --region norwayeast` fetches/,
    );
    expect(listPrices([shippedPrices], "").about).toContain(": `mlops prices` fetches those of today");
    expect(aboutLists([fetched, shippedPrices], ["westeurope", "norwayeast", "eastus"], [])).toBe(
      "list prices of Azure that ship: `mlops prices --region norwayeast` and `mlops prices --region eastus` fetch those of today",
    );
  });

  it("were not fetched for a region that has them in another currency", () => {
    const euros = list("EUR", { norwayeast: { a: { Standard_own: 1 } } });
    expect(aboutLists([fetched, euros, shippedPrices], ["norwayeast"], [])).toContain("that ship");
  });
});

describe("files of prices", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "mlops-price-lists-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("are refused with every problem at its place", () => {
    writeFileSync(join(folder, "a.json"), '{\n  "currency": "euro",\n  "sources": {},\n  "prices": { "westeurope": { "a": { "x": "1" } } }\n}\n'); // prettier-ignore
    writeFileSync(join(folder, "b.json"), '{\n  "currency": "EUR",\n  "sources": {},\n  "prices": { "westeurope": { "toString": { "x": 1 } } }\n}\n'); // prettier-ignore
    writeFileSync(join(folder, "c.json"), "{\n");
    let found: readonly Problem[] = [];
    try {
      priceLists(folder);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      found = error.problems;
    }
    const places = found.map(({ where, code }) =>
      typeof where === "string"
        ? where
        : `${where.file.slice(folder.length + 1)}:${where.line}:${where.column} ${code}`,
    );
    expect(places).toEqual([
      expect.stringMatching(/^a\.json:2:15 /),
      expect.stringMatching(/^a\.json:4:43 /),
      "b.json:4:31 MLOPS-PRICES-002",
      expect.stringMatching(/^c\.json:/),
    ]);
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
