import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { proposeEnvironment, writeEnvironment } from "../../cli/environments/new-environment";
import { otherPools } from "../../cli/environments/agent-pools";
import { pipelinesFor, pipelinesNaming } from "../../cli/environments/pipelines";
import { formatProblem, UserError } from "../../domain/problem/problem";
import { loadConfiguration } from "../../schema/load";
import { setInYaml } from "../../schema/yaml/edit";
import { project } from "../support/documents";

const subscription = "3f815eaf-4297-4d60-af4a-ae1325d7a404";
const wanted = { name: "test", like: "preprod", subscription, addressSpace: "10.40.12.0/22", before: "preprod" };

describe("mlops new-environment", () => {
  let config: string;
  beforeEach(() => {
    config = mkdtempSync(join(tmpdir(), "mlops-new-environment-test-"));
    cpSync(join(project, "config"), config, { recursive: true });
  });
  afterEach(() => rmSync(config, { recursive: true, force: true }));
  const problemsOf = (more: Partial<typeof wanted>): string[] => {
    try {
      proposeEnvironment({ config, ...wanted, ...more });
    } catch (error) {
      if (error instanceof UserError) return error.problems.map(formatProblem);
      throw error;
    }
    return [];
  };

  it("makes a configuration that is valid, with the environment in its place everywhere", () => {
    const proposed = proposeEnvironment({ config, ...wanted });
    expect(loadConfiguration(config).environments.map(({ name }) => name)).toEqual(["dev", "preprod", "prod"]);
    writeEnvironment(config, proposed);

    const { environments, useCases, releases } = loadConfiguration(config);
    expect(environments.map(({ name }) => name)).toEqual(["dev", "test", "preprod", "prod"]);
    const [, test, preprod] = environments;
    expect({ ...test, name: "", subscription: "", network: {} }).toEqual({
      ...preprod,
      name: "",
      subscription: "",
      network: {},
    });
    expect(test).toMatchObject({ subscription, network: { addressSpace: "10.40.12.0/22" } });
    for (const { environments: homes, variants } of useCases) {
      expect(homes).toEqual(["dev", "test", "preprod", "prod"]);
      const of = (name: string) => variants.find(({ environment }) => environment === name)!.serving;
      expect(of("test")).toEqual(of("preprod"));
    }
    const churn = releases.find(({ useCase }) => useCase === "customer-churn")!;
    // 13 is tried in preprod, 12 serves there and in prod: all of that must have been live before.
    expect(churn.environments[1]).toMatchObject({
      environment: "test",
      live: { model: "13" },
      history: expect.arrayContaining(["12"]),
    });
    expect(proposed.notes.join("\n")).toContain(
      "customer-churn lives in test, too; version 13 is granted as live there",
    );
  });

  it("keeps what was written: comments, order, everything that does not change", () => {
    writeEnvironment(config, proposeEnvironment({ config, ...wanted }));
    const before = readFileSync(join(project, "config/use-cases/customer-churn.yaml"), "utf8").split("\n");
    const after = readFileSync(join(config, "use-cases/customer-churn.yaml"), "utf8").split("\n");
    expect(after.filter((line) => !before.includes(line))).toEqual(["environments: [dev, test, preprod, prod]"]);
    const file = readFileSync(join(config, "environments/test.yaml"), "utf8");
    expect(file).toMatch(/^# yaml-language-server: .*\n# test: made like preprod\.\n/);
    expect(file).not.toContain("Pre-production");
  });

  it("comes last where nothing is said to follow", () => {
    const { name, addressSpace } = wanted;
    const { texts } = proposeEnvironment({ config, name, subscription, addressSpace, like: "prod" });
    expect(texts.get("organization.yaml")).toContain("promotionOrder: [dev, preprod, prod, test]");
  });

  it.each([
    ["a name that is taken", { name: "dev" }, "<name> MLOPS-NEW-010 there is an environment of this name (given dev)"],
    ["an environment that is none", { like: "preprd" }, "MLOPS-CLI-002 there is no such environment (given preprd"],
    ["addresses that are taken", { addressSpace: "10.40.4.0/22" }, "environments/test.yaml:"],
    ["what is no subscription", { subscription: "x" }, "subscription"],
    ["a name that Azure does not take", { name: "Test" }, "<name> MLOPS-NEW-011 it is not a name for an environment"],
    ["a name that leads elsewhere", { name: "../../x" }, "<name> MLOPS-NEW-011 it is not a name for an environment"],
    ["the name of a stack", { name: "registry" }, "<name> MLOPS-NEW-011 it is a name that is taken by a stack of ours"],
  ])("refuses %s, and writes nothing", (_, more, says) => {
    const before = readFileSync(join(config, "organization.yaml"), "utf8");
    expect(problemsOf(more).join("\n")).toContain(says);
    expect(readFileSync(join(config, "organization.yaml"), "utf8")).toBe(before);
    expect([join(tmpdir(), "x.yaml"), join(config, "../x.yaml")].filter((path) => existsSync(path))).toEqual([]);
  });

  describe("leaves nothing to edit by hand in pipelines", () => {
    const root = mkdtempSync(join(tmpdir(), "mlops-new-environment-root-"));
    const read = (path: string) => readFileSync(join(root, path), "utf8");
    afterAll(() => rmSync(root, { recursive: true, force: true }));
    beforeAll(() => {
      for (const folder of [".github/workflows", "azure-pipelines"]) {
        cpSync(join(project, folder), join(root, folder), { recursive: true });
      }
    });

    it.each([
      ["first", { before: "dev" }, ["test", "dev", "preprod", "prod"]],
      ["between others", {}, ["dev", "test", "preprod", "prod"]],
      ["last", { before: undefined, like: "prod" }, ["dev", "preprod", "prod", "test"]],
    ])("where it comes %s", async (_, more, order) => {
      const before = ["dev", "preprod", "prod"];
      const proposed = { order: { before, after: order } };
      if (!("before" in more) || more.before !== "dev") {
        const { before: next, ...rest } = { ...wanted, ...more };
        expect(proposeEnvironment({ config, ...rest, ...(next !== undefined && { before: next }) }).order).toEqual(
          proposed.order,
        );
      }
      const changed = pipelinesFor(root, before, order);
      expect([...changed.keys()]).toEqual([
        ".github/workflows/deploy.yml",
        ...["deploy", "drift", "promote", "pull-request"].map((name) => `azure-pipelines/${name}.yml`),
      ]);
      const yaml = (path: string) => parse(changed.get(path)!);
      const { jobs } = yaml(".github/workflows/deploy.yml");
      expect(Object.keys(jobs)).toEqual(["publish", ...order]);
      order.forEach((name, index) =>
        expect(jobs[name]).toMatchObject({
          with: { environment: name },
          needs: order[index - 1] ?? "publish",
        }),
      );
      const { stages } = yaml("azure-pipelines/deploy.yml");
      const [publishing, ...deploying] = stages.map(
        (stage: { parameters: { environment?: string } }) => stage.parameters.environment,
      );
      expect([publishing, deploying]).toEqual([undefined, order]);
      for (const name of ["drift", "pull-request"]) {
        expect(yaml(`azure-pipelines/${name}.yml`).jobs[0].parameters.environments).toEqual(order);
      }
      expect(yaml("azure-pipelines/promote.yml").parameters[2].values).toEqual(order);
      expect(before.flatMap((name) => pipelinesNaming(root, name, changed))).toEqual([]);
      // Back again: nothing else was touched.
      for (const [path, text] of changed) writeFileSync(join(root, path), text);
      for (const [path, text] of pipelinesFor(root, order, before)) writeFileSync(join(root, path), text);
      for (const path of changed.keys()) expect(read(path)).toBe(readFileSync(join(project, path), "utf8"));
    });

    it("where stages name pools of agents, and the new one has that of the one it is made like", () => {
      const azure = join(root, "azure");
      cpSync(join(project, "azure-pipelines"), join(azure, "azure-pipelines"), { recursive: true });
      cpSync(join(project, "examples/azure-devops/config"), join(azure, "config"), { recursive: true });
      const edit = (path: string, from: string, to: string) => {
        const text = readFileSync(join(azure, path), "utf8");
        expect(text).toContain(from);
        writeFileSync(
          join(azure, path),
          text.replace(from, () => to),
        );
      };
      const order = loadConfiguration(join(azure, "config")).organization.promotionOrder;
      const [first, last] = [order[0]!, order.at(-1)!];
      for (const [path, text] of pipelinesFor(azure, ["dev", "preprod", "prod"], order)) {
        writeFileSync(join(azure, path), text);
      }
      for (const name of [first, last]) {
        const path = join(azure, "config/environments", `${name}.yaml`);
        writeFileSync(path, setInYaml(readFileSync(path, "utf8"), ["deployment", "runner"], `pool-${name}`));
        const written = `      environment: ${name}\n`;
        edit("azure-pipelines/deploy.yml", written, `${written}      pool: pool-${name}\n`);
      }
      edit("azure-pipelines/deploy.yml", "publishes: false\n", `publishes: true\n      pool: pool-${first}\n`);
      const listed = `environments: [${order.join(", ")}]\n`;
      const pools = `      pools: { ${first}: pool-${first}, ${last}: pool-${last} }\n`;
      edit("azure-pipelines/drift.yml", listed, listed + pools);
      expect(otherPools(azure, loadConfiguration(join(azure, "config")))).toEqual([]);

      const proposed = proposeEnvironment({
        config: join(azure, "config"),
        ...{ name: "test", like: last, before: first, subscription, addressSpace: "10.40.12.0/22" },
      });
      const changed = pipelinesFor(azure, proposed.order.before, proposed.order.after, proposed.pools);
      expect(pipelinesNaming(azure, last, changed)).toEqual([]);
      writeEnvironment(join(azure, "config"), proposed, changed, azure);
      const { stages } = parse(readFileSync(join(azure, "azure-pipelines/deploy.yml"), "utf8"));
      expect(stages.map(({ parameters }: { parameters: object }) => parameters)).toEqual([
        { publishes: true, pool: `pool-${last}` },
        { environment: "test", pool: `pool-${last}` },
        ...order.map((environment) => ({
          environment,
          ...([first, last].includes(environment) && { pool: `pool-${environment}` }),
        })),
      ]);
      expect(otherPools(azure, loadConfiguration(join(azure, "config")))).toEqual([]);
    });

    it("names what was written otherwise and names environments all the same", () => {
      writeFileSync(join(root, ".github/workflows/own.yml"), "on: push\njobs: { a: { environment: preprod } }\n");
      const changed = pipelinesFor(root, ["dev", "preprod", "prod"], ["dev", "preprod", "test", "prod"]);
      expect(pipelinesNaming(root, "preprod", changed)).toEqual([".github/workflows/own.yml"]);
      expect(pipelinesNaming(config, "preprod", new Map())).toEqual([]);
    });
  });
});
