import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { otherPools } from "../../cli/environments/agent-pools";
import type { Position } from "../../domain/problem/problem";
import { loadConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";

const example = loadConfiguration(join(__dirname, "../../examples/azure-devops/config"));
const withRunner = (runner: string): Configuration => ({
  ...example,
  environments: example.environments.map((one) =>
    one.name === "prod" ? { ...one, deployment: { ...one.deployment, runner } } : one,
  ),
});
const stage = (environment: string, pool?: string) => ({
  template: "templates/deploy-environment.yml",
  parameters: { environment, ...(pool !== undefined && { pool }) },
});

describe("pools of agents in the pipelines of Azure", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "mlops-pools-"));
    mkdirSync(join(root, "azure-pipelines"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const write = (stages: readonly object[], pools?: object) => {
    writeFileSync(join(root, "azure-pipelines/deploy.yml"), JSON.stringify({ stages }, undefined, 1));
    const jobs = [
      { template: "templates/drift.yml", parameters: { environments: ["dev", "prod"], ...(pools && { pools }) } },
    ];
    writeFileSync(join(root, "azure-pipelines/drift.yml"), JSON.stringify({ jobs }, undefined, 1));
  };
  const told = (configuration: Configuration) =>
    otherPools(root, configuration).map(({ where, message, given, allowed }) => [
      basename((where as Position).file),
      message,
      given,
      allowed,
    ]);

  it("are told of where the configuration names others", () => {
    write([stage("dev"), stage("prod", "mdp-nwe-p")], { prod: "mdp-nwe-p" });
    expect(told(withRunner("mdp-nwe-p"))).toEqual([]);
    const others = "runs on agents that deployment.runner does not name";
    expect(told(example)).toEqual([
      ["deploy.yml", `prod ${others}`, "mdp-nwe-p", "no pool"],
      ["drift.yml", `prod ${others}`, "mdp-nwe-p", "no pool"],
    ]);
    write([stage("dev"), stage("prod")]);
    const missing = "does not run on the agents that deployment.runner names";
    expect(told(withRunner("mdp-nwe-p"))).toEqual([
      ["deploy.yml", `prod ${missing}`, "no pool", "mdp-nwe-p"],
      ["drift.yml", `prod ${missing}`, "no pool", "mdp-nwe-p"],
    ]);
  });

  it("are asked of what publishes, which runs where the first environment is deployed", () => {
    const publish = (publishes: boolean) => ({
      template: "templates/publish.yml",
      parameters: { publishes, pool: "mdp-nwe-p" },
    });
    write([publish(true)]);
    expect(told(example)).toEqual([
      ["deploy.yml", "publishing runs on agents that deployment.runner does not name", "mdp-nwe-p", "no pool"],
    ]);
    write([publish(false)]);
    expect(told(example)).toEqual([]);
  });

  it("are not looked for where there are no such pipelines", () => {
    expect(told(withRunner("mdp-nwe-p"))).toEqual([]);
  });
});
