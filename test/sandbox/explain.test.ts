import { parse } from "yaml";
import { environmentText, explainEnvironment } from "../../cli/explain/environment";
import { explain, explanationText, type Explanation } from "../../cli/explain/explain";
import { SHIPPED } from "../support/configuration";

const now = "2026-12-01T00:00:00Z";
const explainShipped = (useCase: string, environment?: string) =>
  explain({ config: SHIPPED, useCase, environment, now });

const linesAbout = ({ words }: Explanation, about: string) => words.find((one) => one.about === about)?.lines;

describe("mlops explain", () => {
  it("says in words what a use case does", async () => {
    const { environments } = await explainShipped("customer-churn", "preprod");
    const [preprod] = environments as [Explanation];
    expect(linesAbout(preprod, "Training")).toEqual([
      "component customer_churn_training 4 on the cluster cpu",
      "every Monday at 02:00 (Europe/Amsterdam)",
      "next: 2026-12-07 02:00, 2026-12-14 02:00, 2026-12-21 02:00",
    ]);
    expect(linesAbout(preprod, "On drift")).toEqual([
      "data-drift or prediction-drift starts a training, at most 2 a week, 1d apart",
    ]);
    expect(linesAbout(preprod, "Serving")).toEqual([
      "customer-churn 12 answers",
      "customer-churn 13 is tried: it answers 50 % of requests",
      "2 to 6 × Standard_D2as_v4, more from 65 % CPU on",
      "called by PFS Call Centre Apps",
    ]);
    expect(linesAbout(preprod, "Told")![0]).toBe("customer-analytics@pfs.example of every alert");
  });

  it("says what keeping the former version costs, in money where prices are given", async () => {
    const kept = async (perHour?: Readonly<Record<string, number>>) => {
      const prices = perHour && { currency: "EUR", perHour };
      const { environments } = await explain({
        config: SHIPPED,
        useCase: "customer-churn",
        environment: "prod",
        now,
        ...(prices && { prices }),
      });
      return linesAbout(environments[0]!, "Promotion")!.find((line) => line.startsWith("the version before stays"));
    };
    const hours = "2 × Standard_D2as_v4, 96 instance hours";
    expect(await kept()).toContain(`${hours} each time`);
    expect(await kept({ Standard_D2as_v4: 0.11 })).toContain(`${hours}, 10.56 EUR each time`);
    expect(await kept({ other: 1 })).toContain(`${hours} (the price file has no Standard_D2as_v4) each time`);
  });

  it("gives every resource the id it will have in Azure", async () => {
    const { environments } = await explainShipped("customer-churn", "prod");
    const { resources, settings } = environments[0]!;
    const workspace =
      "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-pfs-prod-ml/providers/Microsoft.MachineLearningServices/workspaces/mlw-pfs-prod";
    const endpoint = resources.find(({ kind }) => kind === "endpoint")!;
    expect(endpoint.id).toBe(`${workspace}/onlineEndpoints/${endpoint.name}`);
    expect(resources.find(({ name }) => name === "model-12")!.id).toBe(`${endpoint.id}/deployments/model-12`);
    expect(resources.filter(({ id }) => id === undefined)).toEqual([]);
    expect(new Set(resources.map(({ id }) => id)).size).toBe(resources.length);
    expect(settings.filter(({ key }) => key.startsWith("release."))).toEqual([
      expect.objectContaining({ key: "release.live.model", value: "12", origin: "file" }),
      expect.objectContaining({ key: "release.history", value: "[11]", origin: "file" }),
      { key: "release.rejected", value: "[]", origin: "default" },
    ]);
    expect(parse(settings.find(({ key }) => key === "serving.instances.max")!.value)).toBe(6);
  });

  it("tells what is the same in all environments once", async () => {
    const { useCase, environments } = await explainShipped("fuel-efficiency");
    const text = explanationText(useCase, environments);
    expect(text.split("fuel_efficiency_training 2").length - 1).toBe(1);
    expect(text).toContain(
      [
        "  On drift   dev:",
        "               mileage-drift tells the owner",
        "             preprod, prod:",
        "               mileage-drift starts a training, at most 1 a week, 7d apart",
      ].join("\n"),
    );
    expect(text).toContain("mlops explain fuel-efficiency prod");
  });

  it("rejects an environment in which the use case does not live", async () => {
    await expect(explainShipped("customer-churn", "dv")).rejects.toThrow("did you mean dev?");
  });

  it("says where each value of an environment comes from, and what its own stack becomes", async () => {
    const explained = await explainEnvironment(SHIPPED, "prod");
    expect(explained).toMatchObject({ stack: "prod", useCases: ["customer-churn", "fuel-efficiency"] });
    expect(explained.settings).toContainEqual(
      expect.objectContaining({ key: "organization.prefix", value: "pfs", origin: "file" }),
    );
    expect(explained.settings).toContainEqual({ key: "logs.retention", value: "365d", origin: "default" });
    const [vault] = explained.resources.filter(({ kind }) => kind === "key vault");
    expect(vault!.id).toMatch(/\/providers\/Microsoft.KeyVault\/vaults\/kv-pfs-prod-/);
    const text = environmentText(explained);
    expect(text).toMatch(/^prod, stack prod\n {2}use cases: customer-churn, fuel-efficiency\n/);
    expect(text).toMatch(/ {2}organization\.prefix +pfs +\S*organization\.yaml:\d+\n/);
  });
});
