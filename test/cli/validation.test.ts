import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { validate } from "../../cli/validation";
import { SHIPPED, writeConfiguration } from "../support/configuration";

describe("mlops validate", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-validate-"));
    writeConfiguration(folder, { environments: { dev: { location: "westeurop" } } });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const message = "location is not a region of public Azure (given westeurop); did you mean westeurope?";

  const wayIn = { reason: "the network team connects it to the hub of the Virtual WAN" };
  const reached = Object.fromEntries(["preprod", "prod"].map((name) => [name, { network: { wayIn } }]));

  /** The example without the signal that Azure's own component lets alarm in every run, and looking once a week, as its list comes. */
  const weekly = { every: "week", on: ["monday"], at: "10:00" };
  const unsurprising = { monitors: { schedule: weekly, signals: { "attribution-drift": undefined } } };
  const surprise = expect.stringContaining("MLOPS-MONITOR-012 monitors.signals.attribution-drift alarms in every run");

  it("says in one line that nothing is wrong", () => {
    writeConfiguration(folder, { environments: reached, useCases: { "customer-churn": unsurprising } });
    expect(validate(folder, "text", "2026-12-01")).toEqual({
      exitCode: 0,
      output:
        "PFS Corporation: 3 environments (dev, preprod, prod), 2 use cases (customer-churn, fuel-efficiency), no problems",
    });
  });

  it("says which private environments nothing leads into, and what to choose", () => {
    const told = (environments: object) => {
      writeConfiguration(folder, { environments: { ...reached, ...environments } });
      const { exitCode, output } = validate(folder, "json", "2026-12-01");
      expect(exitCode).toBe(0);
      return (JSON.parse(output) as { noWayIn?: { where: string; code: string }[] }).noWayIn?.map(({ where }) => where);
    };
    expect(validate(SHIPPED, "text", "2026-12-01").output.split("\n").slice(1)).toEqual([
      "nobody gets in:",
      expect.stringContaining("preprod.yaml MLOPS-NETWORK-004 the environment is private, and nothing leads into"),
      expect.stringContaining("or say in network.wayIn.reason what leads in"),
      "judged by Azure otherwise than it looks:",
      surprise,
      "looked at more often than it comes:",
      expect.stringMatching(
        /customer-churn\.yaml:\d+:\d+ MLOPS-MONITOR-013 monitors\.schedule runs every 1d, and batches/,
      ),
    ]);
    expect(told({})).toBeUndefined();
    expect(told({ prod: {} })).toEqual([`${folder}/environments/prod.yaml`]);
    const virtualNetwork = `/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;
    expect(told({ prod: { network: { hub: { virtualNetwork } } } })).toBeUndefined();
    const existing = { virtualNetwork, privateEndpoints: "private-endpoints" };
    expect(told({ prod: { network: { existing, addressSpace: undefined } } })).toBeUndefined();
  });

  it("says that nobody gets in once the first region is lost, and that the runners are lost with it", () => {
    const addressSpace = "10.40.12.0/22";
    const jumpHost = { access: [{ group: "9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f", name: "People" }], bastion: "Basic" };
    const told = (network: object, deployment: object = {}) => {
      const recovery = { location: "northeurope", mode: "cold", network: { addressSpace, ...network } };
      const prod = { network: { jumpHost, runners: { type: "github", businessId: "9919" } }, recovery, deployment };
      writeConfiguration(folder, {
        organization: { platform: { registry: { replicas: ["northeurope"] } } },
        environments: { ...reached, prod },
        useCases: { "customer-churn": unsurprising },
      });
      return validate(folder, "text", "2026-12-01").output.split("\n").slice(1).join("\n");
    };
    expect(told({ jumpHost })).toBe("");
    expect(told({})).toMatch(
      /nobody gets in:\n.*prod\.yaml MLOPS-NETWORK-004 the second region is private[^]*recovery\.network\.jumpHost/,
    );
    expect(told({ jumpHost }, { runner: "mlops-prod" })).toMatch(
      /^lost with the first region:\n.*prod\.yaml MLOPS-NETWORK-016 its workflows run on mlops-prod.* westeurope only: .* puts northeurope in charge/,
    );
  });

  it("refuses a way into what is public, or into a network of others", () => {
    const existing = {
      virtualNetwork: `/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-spoke`,
      privateEndpoints: "private-endpoints",
    };
    writeConfiguration(folder, {
      environments: { dev: { network: { wayIn } }, prod: { network: { existing, addressSpace: undefined, wayIn } } },
    });
    const { exitCode, output } = validate(folder, "text", "2026-12-01");
    expect(exitCode).toBe(2);
    expect(output).toMatch(
      /dev\.yaml:\d+:\d+ \S+ network\.wayIn is for private endpoints, and where inbound is public/,
    );
    expect(output).toMatch(/prod\.yaml:\d+:\d+ \S+ network\.wayIn is for a network of the environment's own/);
  });

  it("says of a signal that Azure judges it otherwise than it looks, in every format, and refuses nothing", () => {
    const told = (signals: object): string[] => {
      writeConfiguration(folder, { environments: reached, useCases: { "customer-churn": { monitors: { signals } } } });
      const { exitCode, output } = validate(folder, "json", "2026-12-01");
      expect(exitCode).toBe(0);
      return (JSON.parse(output) as { surprising?: { message: string }[] }).surprising?.map((one) => one.message) ?? [];
    };
    const attribution = { "attribution-drift": undefined };
    const ks = { metric: "two-sample-kolmogorov-smirnov-test", below: 0.01, above: undefined };
    expect(told({})).toEqual([expect.stringContaining("attribution-drift alarms in every run")]);
    expect(told({ ...attribution, "data-drift": { numerical: ks } })).toEqual([
      expect.stringMatching(
        /^monitors\.signals\.data-drift fails as a whole, .* once the reference or a window has 10,000 rows/,
      ),
    ]);
    expect(told({ ...attribution, "call-volume": { metric: "accuracy" } })).toEqual([
      expect.stringContaining("call-volume alarms when accuracy rises"),
    ]);
    // The positive twin: what is told above is gone.
    expect(told(attribution)).toEqual([]);
    expect(validate(folder, "text", "2026-12-01").output).not.toContain("otherwise");
    expect(validate(SHIPPED, "sarif", "2026-12-01").output).toContain("MLOPS-MONITOR-012");
    expect(validate(SHIPPED, "github", "2026-12-01").output).toContain("title=MLOPS-MONITOR-012");
  });

  it("says once what is the same of many use cases, and names each to programs", () => {
    const copy = (count: number) => {
      const use = parse(readFileSync(join(SHIPPED, "use-cases/customer-churn.yaml"), "utf8")) as {
        readonly monitors: { readonly schedule: object };
      };
      Object.assign(use.monitors.schedule, weekly);
      const names = Array.from({ length: count }, (_, index) => `copy-${String(index + 1).padStart(2, "0")}`);
      writeConfiguration(folder, { environments: reached, useCases: { "customer-churn": unsurprising } });
      for (const name of names) writeFileSync(join(folder, "use-cases", `${name}.yaml`), stringify(use));
      return validate(folder, "text", "2026-12-01").output.split("\n").slice(2);
    };
    expect(copy(3)).toEqual([surprise, surprise, surprise]);
    const others = Array.from({ length: 12 }, (_, index) => `copy-${String(index + 2).padStart(2, "0")}`);
    expect(copy(15)).toEqual([
      expect.stringMatching(/use-cases\/copy-01\.yaml MLOPS-MONITOR-012 /),
      `  The same of 14 others: ${others.join(", ")} and 2 more. --format json names each.`,
    ]);
    const { surprising } = JSON.parse(validate(folder, "json", "2026-12-01").output) as { surprising: unknown[] };
    expect(surprising).toHaveLength(15);
  });

  it("says which approvals nothing counts, which is no problem", () => {
    writeConfiguration(folder, {
      environments: reached,
      organization: { repository: { protection: { security: { teams: [] } } } },
      useCases: { "customer-churn": { ...unsurprising, promotion: { approvals: { prod: { teams: [] } } } } },
    });
    const lines = [
      `${folder}/organization.yaml MLOPS-PIPELINE-008 nobody has to approve what a review finds to need security's approval; name the teams in repository.protection.security.teams`,
      `${folder}/use-cases/customer-churn.yaml MLOPS-PIPELINE-009 2 of PFS Model Risk are to agree before a version enters prod, and nothing counts them; name their teams in promotion.approvals.prod.teams`,
    ];
    const { exitCode, output } = validate(folder, "text", "2026-12-01");
    expect([exitCode, output.split("\n").slice(1)]).toEqual([0, ["not enforced:", ...lines]]);
    expect(validate(folder, "github", "2026-12-01").output).toContain(
      "::warning title=MLOPS-PIPELINE-009::2 of PFS Model Risk are to agree",
    );
    const { problems, notEnforced } = JSON.parse(validate(folder, "json", "2026-12-01").output);
    expect([problems, notEnforced.map(({ code }: { code: string }) => code)]).toEqual([
      [],
      ["MLOPS-PIPELINE-008", "MLOPS-PIPELINE-009"],
    ]);
    const { runs } = JSON.parse(validate(folder, "sarif", "2026-12-01").output);
    expect(runs[0].results.map(({ level }: { level: string }) => level)).toEqual(["warning", "warning"]);
  });

  it("tells of components that are named and nowhere to be found, in every format, and refuses nothing", () => {
    const ml = join(SHIPPED, "../ml");
    const named = { training: { component: "churn_trainng" } };
    writeConfiguration(folder, { environments: reached, useCases: { "customer-churn": named } });
    const { exitCode, output } = validate(folder, "text", "2026-12-01", ml);
    expect([exitCode, output.split("\n")[1]]).toEqual([0, "named, but nowhere to be found:"]);
    expect(output).toContain("customer-churn.yaml:");
    expect(output).toContain("MLOPS-ML-015 training.component is not in ml/ (given churn_trainng");
    expect(JSON.parse(validate(folder, "json", "2026-12-01", ml).output).absent).toHaveLength(1);
    expect(validate(folder, "github", "2026-12-01", ml).output).toContain("MLOPS-ML-015");
    expect(validate(folder, "sarif", "2026-12-01", ml).output).toContain("MLOPS-ML-015");
    writeConfiguration(folder, { useCases: { "customer-churn": { training: { ...named.training, external: true } } } });
    expect(validate(folder, "text", "2026-12-01", ml).output).not.toContain("nowhere");
    expect(validate(SHIPPED, "text", "2026-12-01", ml).output).not.toContain("nowhere");
  });

  it("says where a rollout asks a smoke test that nobody may ask", () => {
    const told = (serving: object, promotion: object) => {
      writeConfiguration(folder, { useCases: { "customer-churn": { serving, promotion } } });
      const { exitCode, output } = validate(folder, "text", "2026-12-01");
      expect(exitCode).toBe(0);
      return output.split("\n").filter((line) => line.includes("MLOPS-PIPELINE-014"));
    };
    const smokeTest = { requests: 2 };
    const [first, ...more] = told({ callers: undefined }, { smokeTest });
    expect(first).toContain("customer-churn.yaml MLOPS-PIPELINE-014 a rollout in dev asks the endpoint the smoke test");
    expect(more.length).toBeGreaterThan(0);
    expect(told({}, { smokeTest })).toEqual([]);
    expect(told({ callers: undefined }, {})).toEqual([]);
  });

  it("prints each problem with its place, and how many there are", () => {
    expect(validate(folder, "text", "2026-12-01")).toEqual({
      exitCode: 2,
      output: `${folder}/environments/dev.yaml:2:11 MLOPS-CONFIG-040 ${message}\n1 problem`,
    });
  });

  it("prints problems as data", () => {
    expect(JSON.parse(validate(SHIPPED, "json", "2026-12-01").output).problems).toEqual([]);
    const { exitCode, output } = validate(folder, "json", "2026-12-01");
    expect(exitCode).toBe(2);
    expect(JSON.parse(output)).toEqual({
      problems: [
        {
          code: "MLOPS-CONFIG-040",
          where: { file: `${folder}/environments/dev.yaml`, line: 2, column: 11 },
          message: "location is not a region of public Azure",
          given: "westeurop",
          fix: "did you mean westeurope?",
        },
      ],
    });
  });

  it("prints problems as annotations of a pull request", () => {
    expect(validate(folder, "github", "2026-12-01").output).toBe(
      `::error file=${folder}/environments/dev.yaml,line=2,col=11,title=MLOPS-CONFIG-040::${message}`,
    );
  });

  it("prints problems for code scanning", () => {
    const { runs } = JSON.parse(validate(folder, "sarif", "2026-12-01").output);
    const title = { text: "A location is no region of public Azure." };
    expect(runs[0].tool.driver.rules).toEqual([
      {
        id: "MLOPS-CONFIG-040",
        shortDescription: title,
        fullDescription: title,
        help: { text: "Take the suggestion, or see the table of regions." },
      },
    ]);
    expect(runs[0].results).toEqual([
      {
        ruleId: "MLOPS-CONFIG-040",
        ruleIndex: 0,
        level: "error",
        message: { text: message },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: `${folder}/environments/dev.yaml` },
              region: { startLine: 2, startColumn: 11 },
            },
          },
        ],
      },
    ]);
    writeConfiguration(folder, { environments: reached, useCases: { "customer-churn": unsurprising } });
    expect(JSON.parse(validate(folder, "sarif", "2026-12-01").output).runs[0].results).toEqual([]);
  });
});
