import { MonitorClient } from "@azure/arm-monitor";
import { connect, type AzureConnection } from "../../azure/connection";
import { recordMetrics, startSandbox, type Sandbox } from "../../sandbox";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interfere, type Interference } from "../support/promotion-world";

const ID = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg/providers/Microsoft.Test/things";
const answer = (body: unknown, status = 200): Interference => ({ status, body });

/** A connection to something that answers as it is told. */
async function talkTo<Result>(
  decide: (url: URL, count: number, base: string) => Interference,
  work: (azure: AzureConnection) => Promise<Result>,
  more: { readonly patience?: "short" } = {},
): Promise<Result> {
  let base = "";
  const server = await interfere("http://127.0.0.1:1", (count, { url }) => decide(new URL(url!, base), count, base));
  base = server.env["MLOPS_SANDBOX_ARM"]!;
  try {
    return await work(await connect({ env: server.env, ...more }));
  } finally {
    await server.close();
  }
}

describe("the connection to Azure", () => {
  it("goes to Azure unless a sandbox is named", async () => {
    expect(await connect({ env: {} })).toMatchObject({ target: "azure", armUrl: "https://management.azure.com" });
    expect(await connect({ env: { MLOPS_SANDBOX_ARM: "https://localhost:1/" } })).toMatchObject({
      target: "sandbox",
      armUrl: "https://localhost:1",
    });
  });

  it("trusts nobody but the sandbox's own authority", async () => {
    await talkTo(
      () => answer({}),
      async ({ armUrl }) => {
        const strangers = await connect({ env: { MLOPS_SANDBOX_ARM: armUrl }, patience: "short" });
        await expect(strangers.get(ID, "1")).rejects.toThrow("MLOPS-AZURE-003 Azure was not reached");
      },
    );
  });

  it("reads every page of a list, and nothing of what is not there", async () => {
    const names = await talkTo(
      (url, _count, base) => {
        const page = Number(url.searchParams.get("page") ?? 0);
        const next = `${base}${ID}?api-version=1&page=${page + 1}`;
        return answer({ value: [{ name: `t${page}` }], ...(page < 2 && { nextLink: next }) });
      },
      async (azure) => (await azure.list(ID, "1")).map(({ name }) => name),
    );
    expect(names).toEqual(["t0", "t1", "t2"]);
    const nothing = (azure: AzureConnection) => Promise.all([azure.list(ID, "1"), azure.get(ID, "1")]);
    expect(await talkTo(() => answer({ error: { code: "NotFound", message: "no" } }, 404), nothing)).toEqual([
      [],
      undefined,
    ]);
  });

  it("does not follow a list to another host, nor in a circle", async () => {
    const list = (azure: AzureConnection) => azure.list(ID, "1");
    const elsewhere = talkTo(() => answer({ value: [], nextLink: "https://elsewhere.example/x" }), list);
    await expect(elsewhere).rejects.toThrow(
      "MLOPS-AZURE-006 Azure's answer goes on at another host, which gets no token (given elsewhere.example)",
    );
    const circle = await talkTo(
      (_url, _count, base) => answer({ value: [{}], nextLink: `${base}${ID}?api-version=1` }),
      list,
    );
    expect(circle).toHaveLength(1);
  });

  it.each([
    [401, "MLOPS-AZURE-001 nobody is signed in to Azure"],
    [403, "MLOPS-AZURE-002 whoever is signed in may not do this: Denied: not you"],
    [409, "MLOPS-AZURE-004 Azure refused with HTTP 409: Denied: not you"],
  ])("says what HTTP %d means for the user", async (status, message) => {
    const refused = talkTo(
      () => answer({ error: { code: "Denied", message: "not you" } }, status),
      (azure) => azure.get(ID, "1"),
    );
    await expect(refused).rejects.toThrow(message);
  });

  it("gives up soon where it is told to", async () => {
    let asked = 0;
    const count = (result: Interference) => () => (asked++, result);
    const broken = talkTo(count("reset"), (azure) => azure.get(ID, "1"), { patience: "short" });
    await expect(broken).rejects.toThrow("MLOPS-AZURE-003 Azure was not reached");
    expect(asked).toBe(2);
  });

  it("reads Azure's clock from its answers", async () => {
    const reading = await talkTo(
      () => answer({}),
      async (azure) => {
        expect(azure.clock()).toBeUndefined();
        await azure.get(ID, "1");
        return azure.clock()!;
      },
    );
    expect(Math.abs(reading.azure.getTime() - reading.ours.getTime())).toBeLessThan(2000);
  });
});

describe("Azure Monitor's metrics in the sandbox", () => {
  const endpoint = `${ID.replace("Microsoft.Test/things", "Microsoft.MachineLearningServices")}/workspaces/w/onlineEndpoints/e`;
  let sandbox: Sandbox;
  let dir: string;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "mlops-metrics-"));
    sandbox = await startSandbox({ dir });
    sandbox.store.put({
      id: endpoint,
      type: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
      body: {},
      readOnly: {},
    });
    const sample = (minute: string, value: number, statusCodeClass: string) => ({
      resource: endpoint,
      metric: "RequestsPerMinute",
      at: `2026-12-01T12:${minute}:00Z`,
      value,
      dimensions: { deployment: "blue", statusCodeClass },
    });
    recordMetrics(sandbox.cloud, [sample("01", 10, "2xx"), sample("03", 20, "2xx"), sample("12", 5, "5xx")]);
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const query = async (options: object) => {
    const azure = await connect({ env: sandbox.env });
    const client = azure.client((credential, more) => new MonitorClient(credential, "s", more));
    const base = {
      metricnames: "RequestsPerMinute",
      aggregation: "Average",
      interval: "PT5M",
      timespan: "2026-12-01T12:00:00Z/2026-12-01T12:15:00Z",
    };
    return client.metrics.list(endpoint.slice(1), { ...base, ...options });
  };

  it("are averaged in points of equal length, split as asked, with gaps where nothing was measured", async () => {
    const { value } = await query({ filter: "deployment eq 'blue' and statusCodeClass eq '*'" });
    expect(
      value[0]!.timeseries.map(({ metadatavalues, data }) => [
        metadatavalues!.at(-1)!.value,
        data!.map(({ average }) => average),
      ]),
    ).toEqual([
      ["2xx", [15, undefined, undefined]],
      ["5xx", [undefined, undefined, 5]],
    ]);
    expect((await query({ filter: "deployment eq 'green'" })).value[0]!.timeseries).toEqual([]);
  });

  it("outlive the sandbox", async () => {
    await sandbox.close();
    sandbox = await startSandbox({ dir });
    expect((await query({})).value[0]!.timeseries).toHaveLength(1);
  });

  it.each([
    [{ metricnames: "Requests" }, "Failed to find metric configuration"],
    [{ aggregation: "Total" }, "does not support the aggregation Total"],
    [{ interval: "PT7M" }, "Invalid time grain PT7M"],
    [{ filter: "region eq 'x'" }, "does not have the dimension region"],
    [{ timespan: "yesterday" }, "invalid time interval"],
  ])("refuse %j, as Azure does", async (options, message) => {
    await expect(query(options)).rejects.toThrow(message);
  });
});
