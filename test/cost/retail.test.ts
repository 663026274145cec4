import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { retailPrices } from "../../azure/retail-prices";
import { fetchedText, fetchPrices } from "../../cli/cost/fetch";
import { priceLists } from "../../cli/prices";
import { meters } from "../../cost/meters";
import { rateOf } from "../../cost/price-list";
import { readRetail, retailQueries } from "../../cost/retail";
import { UserError } from "../../domain/problem/problem";
import { writeConfiguration } from "../support/configuration";

const item = (more: object) => ({
  currencyCode: "EUR",
  tierMinimumUnits: 0,
  retailPrice: 1,
  armRegionName: "westeurope",
  type: "Consumption",
  unitOfMeasure: "1 Hour",
  serviceName: "Virtual Machines",
  productName: "Virtual Machines Dasv4 Series",
  skuName: "D2as v4",
  meterName: "D2as v4",
  armSkuName: "Standard_D2as_v4",
  ...more,
});
const size = { filter: "", meters: ["Standard_D2as_v4"] };
const read = (query: { filter: string; meters: readonly string[] }, items: readonly unknown[]) =>
  readRetail("westeurope", [{ query, items }], { currency: "EUR", asOf: "2026-12-01", address: "x" });

describe("what Azure's price list answers", () => {
  it.each([
    ["Windows", { productName: "Virtual Machines Dasv4 Series Windows" }],
    ["what may be taken away", { skuName: "D2as v4 Spot" }],
    ["low priority", { meterName: "D2as v4 Low Priority" }],
    ["a reservation", { type: "Reservation" }],
    ["another size", { armSkuName: "Standard_D4as_v4" }],
    ["another currency", { currencyCode: "USD" }],
    ["another measure", { unitOfMeasure: "1 GB" }],
    ["no number", { retailPrice: "1" }],
    ["what is free", { retailPrice: 0 }],
  ])("is no price of a machine: %s", (_, more) => {
    expect(read(size, [item(more)]).missing).toEqual(["Standard_D2as_v4"]);
    expect(read(size, [item(more), item({ retailPrice: 0.1 })])).toMatchObject({
      missing: [],
      list: { prices: { westeurope: { retail: { Standard_D2as_v4: 0.1 } } } },
    });
  });

  it("is what most pay: the first tier that is not free, in our unit, of the region before everywhere", () => {
    const logs = {
      serviceName: "Log Analytics",
      skuName: "Analytics Logs",
      meterName: "Analytics Logs Data Ingestion",
      unitOfMeasure: "1 GB",
    };
    const query = { filter: "", meters: ["log-ingestion"] };
    const tiers = [
      item({ ...logs, tierMinimumUnits: 5, retailPrice: 2.5 }),
      item({ ...logs, retailPrice: 0 }),
      item({ ...logs, tierMinimumUnits: 900, retailPrice: 2 }),
    ];
    expect(read(query, tiers).list.prices["westeurope"]).toEqual({ retail: { "log-ingestion": 2.5 } });

    const registry = { serviceName: "Container Registry", skuName: "Premium", meterName: "Premium Registry Unit" };
    const daily = { filter: "", meters: ["container-registry-premium"] };
    expect(
      read(daily, [item({ ...registry, unitOfMeasure: "1/Day", retailPrice: 1.6 })]).list.prices["westeurope"],
    ).toEqual({
      retail: { "container-registry-premium": 1.6 },
    });
    expect(
      read(daily, [item({ ...registry, unitOfMeasure: "10 Hours", retailPrice: 10 })]).list.prices["westeurope"],
    ).toEqual({
      retail: { "container-registry-premium": 24 },
    });

    const endpoint = {
      serviceName: "Virtual Network",
      productName: "Virtual Network Private Link",
      meterName: "Standard Private Endpoint",
    };
    const where = { filter: "", meters: ["private-endpoint"] };
    expect(read(where, [item({ ...endpoint, armRegionName: "Global" })]).list.prices["global"]).toEqual({
      retail: { "private-endpoint": 1 },
    });
  });

  it("is asked for every meter, and for ten sizes at once", () => {
    const sizes = Array.from({ length: 21 }, (_, index) => `Standard_D${index + 1}`);
    const queries = retailQueries("westeurope", [...sizes, ...sizes]);
    expect(queries).toHaveLength(3 + Object.keys(meters).length);
    expect(queries.flatMap((query) => query.meters)).toEqual(
      expect.arrayContaining([...sizes, ...Object.keys(meters)]),
    );
    for (const { filter } of queries) {
      expect(filter).toContain("priceType eq 'Consumption'");
      expect(filter).not.toContain("*");
    }
  });
});

describe("mlops prices", () => {
  let server: Server;
  let asked: URL[];
  let folder: string;
  let answer: (url: URL) => { status?: number; body: string };
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/retail/prices`;
  beforeEach(async () => {
    asked = [];
    folder = mkdtempSync(join(tmpdir(), "mlops-prices-"));
    server = createServer((request, response) => {
      const address = new URL(request.url!, "http://127.0.0.1");
      asked.push(address);
      const { status = 200, body } = answer(address);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await new Promise((resolve) => server.close(resolve));
  });
  const page = (Items: readonly unknown[], NextPageLink: string | null = null) => ({
    body: JSON.stringify({ Items, NextPageLink }),
  });
  const problemOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.catch((reason: unknown) => reason);
    return error instanceof UserError ? `${error.problems[0]!.code} ${error.problems[0]!.message}` : "none";
  };

  it("keeps what the list has in one file, which is read before what ships", async () => {
    answer = (address) => {
      const filter = address.searchParams.get("$filter")!;
      if (!filter.includes("Virtual Machines")) return page([]);
      return address.searchParams.has("$skip")
        ? page([item({ retailPrice: 0.2, armSkuName: "Standard_D4ds_v5" })])
        : page([item({ retailPrice: 0.1 })], `${url()}?$skip=1000&$filter=${encodeURIComponent(filter)}`);
    };
    const config = join(folder, "config");
    writeConfiguration(config);
    const options = {
      config,
      region: "westeurope",
      currency: "EUR",
      sizes: ["Standard_NC6"],
      today: "2026-12-01",
      url: url(),
      folder: join(folder, "prices"),
    };
    const fetched = await fetchPrices(options);
    expect(JSON.parse(readFileSync(fetched.path, "utf8"))).toEqual(fetched.list);
    const [first] = priceLists(join(folder, "prices"));
    expect(rateOf([first!], "Standard_D2as_v4", "westeurope")).toMatchObject({ price: 0.1, asOf: "2026-12-01" });
    expect(rateOf([first!], "Standard_D4ds_v5", "westeurope")).toMatchObject({ price: 0.2 });
    expect(fetchedText(fetched)).toContain("2 prices in EUR, as of 2026-12-01");
    expect(fetchedText(fetched)).toMatch(/The list has no price of: .*Standard_NC6; .*private endpoint/);
    expect(asked[0]!.searchParams.get("currencyCode")).toBe("'EUR'");
    expect(asked[0]!.searchParams.get("$filter")).toMatch(/armSkuName eq 'Standard_E8ds_v5'/);
  });

  it.each([
    [400, "no", "it answers 400"],
    [200, "<html>", "what it answers is no list of prices"],
    [200, "{}", "what it answers is no list of prices"],
    [
      200,
      JSON.stringify({ Items: [], NextPageLink: "http://elsewhere.example/" }),
      "it goes on at another host, elsewhere.example",
    ],
    [200, JSON.stringify({ Items: [], NextPageLink: "page 2" }), "what it names as its next page is no address"],
  ])("is refused where the list answers %d %s", async (status, body, why) => {
    answer = () => ({ status, body });
    expect(await problemOf(retailPrices("x", "EUR", url()))).toBe(
      `MLOPS-PRICES-001 Azure's price list cannot be read: ${why}`,
    );
  });

  it("ends where the list does not", async () => {
    answer = () => page([], url());
    expect(await problemOf(retailPrices("x", "EUR", url()))).toContain("more than 50 pages");
  });

  it("asks nothing where a size is none, and says what is wrong with each, and with the region", async () => {
    const options = { config: "config", region: "atlantis", currency: "EUR", today: "2026-12-01", url: url(), folder };
    const sizes = ["D2as_v4", "Standard_D2as_v4", "' or 1 eq 1"];
    const error: unknown = await fetchPrices({ ...options, sizes }).catch((reason: unknown) => reason);
    expect(error instanceof UserError && error.problems.map(({ code, given, fix }) => [code, given, fix])).toEqual([
      ["MLOPS-PRICES-004", "atlantis", undefined],
      ["MLOPS-PRICES-005", "D2as_v4", "did you mean Standard_D2as_v4?"],
      ["MLOPS-PRICES-005", "' or 1 eq 1", undefined],
    ]);
    expect(asked).toEqual([]);
  });

  it("writes nothing where the region is none", async () => {
    const options = {
      config: "config",
      region: "atlantis",
      currency: "EUR",
      sizes: [],
      today: "2026-12-01",
      url: url(),
      folder: join(folder, "prices"),
    };
    expect(await problemOf(fetchPrices(options))).toBe("MLOPS-PRICES-004 Azure has no such region");
    expect(existsSync(join(folder, "prices"))).toBe(false);
    expect(asked).toEqual([]);
  });
});
