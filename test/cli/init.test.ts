import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { answeredProblems, initRepository, type InitOptions } from "../../cli/init/init";
import { environmentsOf, initQuestions, optionOf, problemsWith } from "../../cli/init/questions";
import { createProgram } from "../../cli/program";
import { formatProblem, UserError } from "../../domain/problem/problem";
import { leftFromExamples } from "../../schema/left-from-examples";
import { loadConfiguration } from "../../schema/load";
import { contoso, id } from "../support/contoso";
import { project } from "../support/documents";

const azureRepos = "https://dev.azure.com/contoso/ML%20Platform/_git/mlops";

describe("mlops init", () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "mlops-init-test-"));
    folder = join(parent, "contoso");
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));
  const options = (more: Partial<InitOptions["answers"]> = {}, rest: Partial<InitOptions> = {}): InitOptions => ({
    folder,
    answers: { ...contoso, ...more },
    today: "2027-03-04",
    lookup: (name) => ({ "Data Scientists": id(6), Audit: id(8), Promoters: id(9) })[name],
    ...rest,
  });
  const problemsOf = (...given: Parameters<typeof options>): string[] => {
    try {
      initRepository(options(...given));
    } catch (error) {
      if (error instanceof UserError) return error.problems.map(formatProblem);
      throw error;
    }
    return [];
  };
  const text = (path: string) => readFileSync(join(folder, path), "utf8");

  it("makes a configuration that is valid and the adopter's own, of which nothing is left of the example", () => {
    initRepository(options());
    const configuration = loadConfiguration(join(folder, "config"), "2027-03-04");
    expect(leftFromExamples(configuration)).toEqual([]);
    expect(
      configuration.environments.map(({ name, subscription, network }) => [name, subscription, network.addressSpace]),
    ).toEqual([
      ["dev", id(3), "10.60.0.0/22"],
      ["preprod", id(4), "10.60.4.0/22"],
      ["prod", id(5), "10.60.8.0/22"],
    ]);
    expect(configuration.useCases.map(({ name }) => name)).toEqual(["customer-churn", "fuel-efficiency"]);
    // Nothing is live where nothing was trained.
    expect(configuration.releases.filter(({ environments }) => environments.length > 0)).toEqual([]);
    const written = readdirSync(join(folder, "config"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".yaml"))
      .map((path) => text(join("config", path)))
      .join("\n");
    expect(written).not.toMatch(/PFS|pfs/);
    // Groups by whom they were looked up, or given; no other group or person of the example came along.
    const groups = [...written.matchAll(/(?:group|user): ([0-9a-f-]{36})/g)].map(([, found]) => found!);
    expect(new Set(groups)).toEqual(new Set([id(6), id(7), id(8), id(9)]));
    const starts = [...written.matchAll(/startDate: (\S+)/g)].map(([, day]) => day!);
    expect(starts.length).toBeGreaterThan(3);
    expect(starts.filter((day) => day < "2027-03-11")).toEqual([]);
  });

  it("peers private environments with the company's hub, and logs where the company does", () => {
    const providers = `/subscriptions/${id(2)}/resourceGroups/rg-hub/providers`;
    const hub = `${providers}/Microsoft.Network/virtualNetworks/vnet-hub`;
    const logs = `${providers}/Microsoft.OperationalInsights/workspaces/log-hub`;
    const nobodyGetsIn = () =>
      loadConfiguration(join(folder, "config"), "2027-03-04").environments.filter(
        ({ network }) => network.inbound.mode === "private" && network.hub === undefined,
      ).length;
    initRepository(options({ hub, logs }));
    const { environments } = loadConfiguration(join(folder, "config"), "2027-03-04");
    expect(environments.map(({ network }) => network.hub?.virtualNetwork)).toEqual([undefined, hub, hub]);
    expect(environments.map((environment) => environment.logs.workspace)).toEqual([logs, logs, logs]);
    expect(nobodyGetsIn()).toBe(0);
    rmSync(folder, { recursive: true });
    initRepository(options());
    expect(nobodyGetsIn()).toBe(2);
  });

  it("pins this project, whose bin and scripts are what the repository calls", () => {
    initRepository(options());
    expect(JSON.parse(text("package.json")).dependencies).toEqual({ "azure-mlops-environments": contoso.project });
    const own = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    expect(own.name).toBe("azure-mlops-environments");
    expect(existsSync(join(project, own.bin.mlops))).toBe(true);
    expect(parse(text("config/organization.yaml")).documentation).toBe(
      `https://github.com/contoso/azure-mlops-environments/blob/${"a".repeat(40)}/docs`,
    );
    expect(text("README.md").trim().split("\n").length).toBeLessThanOrEqual(10);
  });

  it.each(["contoso/mlops", azureRepos])(
    "brings pipelines that call only what the repository holds: %s",
    (repository) => {
      initRepository(options({ repository }));
      const pipelines = repository === azureRepos ? "azure-pipelines" : ".github";
      const other = repository === azureRepos ? ".github" : "azure-pipelines";
      expect(existsSync(join(folder, other))).toBe(false);
      const texts = [pipelines, "pipelines"].flatMap((root) =>
        readdirSync(join(folder, root), { recursive: true, encoding: "utf8" })
          .filter((path) => /\.(ya?ml|sh)$/.test(path))
          .map((path) => text(join(root, path))),
      );
      const called = texts.flatMap((one) =>
        [...one.matchAll(/(?<![\w/.-])pipelines\/[\w-]+\.sh/g)].map(([path]) => path),
      );
      expect(called).toContain("pipelines/plan.sh");
      for (const path of called) expect([path, statSync(join(folder, path)).mode & 0o100]).toEqual([path, 0o100]);
      for (const one of texts) expect(one).not.toMatch(/npm (run|test)|--affected|node cli\//);
      // What is pinned must have what is called there.
      const pinned = texts.flatMap((one) =>
        [...one.matchAll(/node_modules\/azure-mlops-environments\/([\w./-]*\w)/g)].map(([, path]) => path!),
      );
      expect(pinned).toContain("cli/mlops.js");
      expect(pinned.filter((path) => !existsSync(join(project, path)))).toEqual([]);
      for (const path of readdirSync(join(folder, "pipelines")))
        execFileSync("bash", ["-n", join(folder, "pipelines", path)]);
      expect(() => loadConfiguration(join(folder, "config"))).not.toThrow();
    },
  );

  it("makes other environments, which pipelines deploy in their order, where no use cases come along", () => {
    initRepository(options({ environments: { test: id(3), prod: id(4) } }, { empty: true }));
    const { environments, useCases } = loadConfiguration(join(folder, "config"));
    expect(environments.map(({ name }) => name)).toEqual(["test", "prod"]);
    expect(useCases).toEqual([]);
    expect(Object.keys(parse(text(".github/workflows/deploy.yml")).jobs)).toEqual(["publish", "test", "prod"]);
    expect(existsSync(join(folder, "ml/components"))).toBe(true);
    expect(existsSync(join(folder, "ml/use-cases"))).toBe(false);
  });

  it("takes one environment, and an empty folder", () => {
    mkdirSync(folder);
    initRepository(options({ environments: { only: id(3) }, repository: azureRepos }, { empty: true }));
    const { environments, organization } = loadConfiguration(join(folder, "config"));
    expect(environments.map(({ name }) => name)).toEqual(["only"]);
    // No reason speaks of a platform that the company has not.
    expect(organization.platform.state.inbound).toMatchObject({
      reason: expect.stringMatching(/^Microsoft-hosted agents/),
    });
    expect(text("config/organization.yaml")).not.toMatch(/GitHub-hosted/);
    expect(text("config/waivers.yaml")).toMatch(/reason: Microsoft-hosted agents have no fixed addresses/);
    expect(text("config/waivers.yaml")).not.toMatch(/GitHub-hosted|hosted runners/);
  });

  it("rejects everything that does not fit at once, and leaves nothing behind", () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "mine.txt"), "mine");
    const problems = problemsOf({
      environments: { test: id(3), prod: id(4) },
      network: "10.0.0.0/22",
      promoters: "Nobody",
    });
    expect(problems.map((problem) => problem.split(" ").slice(0, 2).join(" "))).toEqual([
      "<folder> MLOPS-INIT-002",
      "--network MLOPS-INIT-004",
      "--environment MLOPS-INIT-005",
      "--promoters MLOPS-INIT-003",
    ]);
    expect(readdirSync(parent)).toEqual(["contoso"]);
    expect(readdirSync(folder)).toEqual(["mine.txt"]);
  });

  it("tells of the place, of groups and of what validate would refuse at once", () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "mine.txt"), "mine");
    const problems = problemsOf({ promoters: "Nobody", office: "10.0.0.1" });
    expect(
      problems.map((problem) =>
        problem
          .replace(/^.*contoso\//, "")
          .split(" ")
          .slice(0, 2)
          .join(" "),
      ),
    ).toEqual([
      "<folder> MLOPS-INIT-002",
      "--promoters MLOPS-INIT-003",
      expect.stringMatching(/^config\/environments\/dev\.yaml:\d+:\d+ MLOPS-CONFIG-/),
    ]);
    expect(readdirSync(parent)).toEqual(["contoso"]);
  });

  it("judges answers that are right by themselves where others are missing or wrong", () => {
    const given = {
      environments: { test: id(3), prod: id(4) },
      network: "10.0.0.0/22",
      promoters: "Nobody",
      auditors: "Audit=nobody",
    };
    const where = (more: object) =>
      answeredProblems({ ...given, ...more }, false, () => undefined).map((one) => one.where);
    expect(where({})).toEqual(["--network", "--environment", "--promoters"]);
    expect(where({ network: "nonsense", promoters: undefined })).toEqual([]);
  });

  it("rejects what validate would refuse, told at its place, and leaves nothing behind", () => {
    const problems = problemsOf({ office: "10.0.0.1, nonsense" });
    expect(problems).toHaveLength(2);
    for (const problem of problems)
      expect(problem).toMatch(/contoso\/config\/environments\/dev\.yaml:\d+:\d+ MLOPS-CONFIG-/);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("tells of files as they would be called where the command runs, too", () => {
    const here = mkdtempSync(join(project, "node_modules/.mlops-init-test-"));
    try {
      const [problem] = problemsOf({ office: "10.0.0.1" }, { folder: join(here, "contoso") });
      expect(problem).toMatch(
        /^node_modules\/\.mlops-init-test-\w+\/contoso\/config\/environments\/dev\.yaml:\d+:\d+ /,
      );
    } finally {
      rmSync(here, { recursive: true, force: true });
    }
  });

  it("writes nothing when it only looks", () => {
    expect(initRepository(options(), true)).toEqual(
      expect.arrayContaining(["config/organization.yaml", "package.json"]),
    );
    expect(readdirSync(parent)).toEqual([]);
  });
});

describe("the questions of mlops init", () => {
  it("each have an option", () => {
    const known = createProgram()
      .commands.find((command) => command.name() === "init")!
      .options.map(({ long }) => long);
    expect(known).toEqual(expect.arrayContaining(initQuestions.map(optionOf)));
  });

  it.each([
    ["project", "git+https://git.example/a.git#main"],
    ["project", "azure-mlops-environments"],
    ["repository", "contoso"],
    ["dataScientists", "Data Scientists=nobody"],
    ["environments", { shared: id(1) }],
    ["environments", {}],
    ["network", "10.0.0.0/23"],
    ["location", "moon"],
    ["hub", "vnet-hub"],
    ["logs", `/subscriptions/${id(2)}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet`],
  ] as const)("rejects %s %j", (question, answer) => {
    const problems = problemsWith(question, answer);
    expect(problems.map(({ where }) => where)).toEqual([optionOf(question)]);
  });

  it("rejects environments without a subscription, or given twice", () => {
    const { environments, problems } = environmentsOf([`dev=${id(1)}`, "prod", `dev=${id(2)}`]);
    expect(environments).toEqual({ dev: id(1) });
    expect(problems.map(({ given }) => given)).toEqual(["prod", `dev=${id(2)}`]);
  });
});
