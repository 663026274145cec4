import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHIPPED } from "../support/configuration";
import { machineHasPython } from "../support/python";

const project = join(__dirname, "../..");
const good = {
  name: "parts-demand",
  description: "Predicts which spare parts each depot needs next week",
  task: "regression",
  team: "PFS Logistics",
  group: "5b1f0c7e-2d34-4a89-9f10-6c7d8e9fa0b1",
  contact: "logistics@pfs.example",
  training: "parts_demand_training:1",
  gate: "r2 >= 0.7",
};

describe("mlops new", () => {
  let folder: string;
  let config: string;
  let written: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-new-test-"));
    config = join(folder, "config");
    written = join(config, "use-cases", "parts-demand.yaml");
    cpSync(SHIPPED, config, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function mlopsNew(answers: Record<string, string>, ...more: string[]) {
    const file = join(folder, "answers.yaml");
    const lines = Object.entries(answers).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
    writeFileSync(file, lines.join(""));
    const parameters = ["cli/mlops.js", "new", "--config", config, "--answers", file, ...more];
    const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: project, encoding: "utf8" });
    return { code: status, stdout, stderr: stderr.replaceAll(file, "answers.yaml") };
  }
  const read = () => {
    try {
      return readFileSync(written, "utf8");
    } catch {
      return undefined;
    }
  };

  it("writes one file, once, after showing what each environment gets", () => {
    const prices = join(folder, "prices.yaml");
    writeFileSync(prices, "currency: EUR\nperHour: { Standard_D2as_v4: 0.1 }\n");
    const dry = mlopsNew(good, "--dry-run", "--prices", prices);
    expect(dry).toMatchObject({ code: 0, stderr: "" });
    expect(dry.stdout).toContain("Nothing was written.");
    expect(read()).toBeUndefined();

    const { code, stdout } = mlopsNew(good, "--yes", "--prices", prices);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /in dev, preprod and prod alike\n  stack      <environment>-parts-demand: \d+ resources at first/,
    );
    expect(stdout).toContain("PFS Logistics: Reader on the endpoint");
    expect(stdout).toMatch(/next runs  training \d{4}-\d\d-\d\d 02:00, /);
    expect(stdout).toContain(
      "costs      146 EUR a month idle once a version is live, 219 under the usual load; no price of",
    );
    expect(stdout).toContain("prices     your price file\n");
    expect(stdout).toMatch(
      /\ntogether {3}43[789] EUR a month idle, \d+ under the usual load, once a version is live in dev, /,
    );
    // Nobody gave a sample: what the defaults do is told instead.
    expect(stdout).toMatch(/--data proposes what fits yours/);
    expect(stdout).toContain("git add ");
    const text = read();
    expect(text).toContain("component: parts_demand_training");

    expect(mlopsNew(good, "--yes").stdout).toContain("is there already, with these answers. Nothing to do.");
    const other = mlopsNew({ ...good, gate: "r2 >= 0.8" }, "--yes");
    expect(other).toMatchObject({ code: 1, stdout: "" });
    expect(other.stderr).toContain("says something else");
    expect(read()).toBe(text);
  });

  it("tells every wrong and missing answer at once, and writes nothing", () => {
    const answers = { ...good, task: "regresion", group: "PFS Logistics", extra: "1", contact: "" };
    const { code, stdout, stderr } = mlopsNew(answers, "--yes");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(
      stderr
        .trim()
        .split("\n")
        .map((line) => line.split(" ").slice(0, 3).join(" ")),
    ).toEqual([
      "answers.yaml:3:7 MLOPS-CONFIG-023 task",
      "answers.yaml:5:8 MLOPS-CONFIG-030 group",
      "answers.yaml:6:10 MLOPS-CONFIG-031 contact",
      "answers.yaml:9:1 MLOPS-CONFIG-020 extra",
    ]);
    expect(read()).toBeUndefined();
  });

  it("rejects what only shows in the whole configuration", () => {
    const { code, stderr } = mlopsNew({ ...good, name: "a-name-that-is-far-too-long-for-an-endpoint" }, "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain("use-cases/a-name-that-is-far-too-long-for-an-endpoint.yaml:2:1 MLOPS-CONFIG-");
  });

  it("refuses columns without a table", () => {
    const { code, stderr } = mlopsNew(good, "--yes", "--time", "week", "--target", "parts");
    expect({ code, problems: stderr.match(/MLOPS-NEW-005/g)?.length }).toEqual({ code: 2, problems: 2 });
    expect(read()).toBeUndefined();
  });

  (machineHasPython() ? it : it.skip)("drafts no training from a table whose columns cannot be told", () => {
    const table = join(folder, "weeks.csv");
    writeFileSync(table, "depot,parts,ordered,sold\na,3,2026-01-05,2026-01-06\nb,4,2026-01-12,2026-01-13\n");
    const { code, stdout, stderr } = mlopsNew(good, "--yes", "--data", table, "--target", "part", "--ml", "ml");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trim().split("\n")).toEqual([
      expect.stringMatching(/^--time MLOPS-NEW-005 which column is the instant of a row .*given ordered, sold/),
      expect.stringMatching(/^--id MLOPS-NEW-005 .*given none of them.*name it with --id$/),
      expect.stringMatching(/^--target MLOPS-NEW-005 .*given part; allowed depot, parts, ordered, sold/),
    ]);
    expect(read()).toBeUndefined();
  });

  (machineHasPython() ? it : it.skip)("proposes a gate and thresholds from a sample, the same ones again", () => {
    const table = join(folder, "weeks.csv");
    const rows = Array.from({ length: 2400 }, (_, row) => {
      const day = new Date(Date.UTC(2026, 0, 1, 0, row * 12)).toISOString();
      const weight = (row * 7919) % 100;
      return `r${row},${day},${weight},${"abc"[row % 3]},${weight * 2 + ((row * 31) % 40)}`;
    });
    writeFileSync(table, `id,at,weight,kind,target\n${rows.join("\n")}\n`);
    const others = Object.fromEntries(Object.entries(good).filter(([key]) => key !== "task" && key !== "gate"));
    const sample = ["--yes", "--data", table, "--ml", join(folder, "ml")];
    for (const part of ["components", "environments", "library", "requirements"]) {
      cpSync(join(project, "ml", part), join(folder, "ml", part), { recursive: true });
    }
    const { code, stdout, stderr } = mlopsNew(others, ...sample);
    expect(stderr).toMatch(/^.*weeks\.csv {2}trained on once, and monitors are replayed over it.*\n$/);
    expect(code).toBe(0);
    expect(stdout).toContain("From the sample; every other default stays:\n  gate r2 >= 0.");
    expect(stdout).toMatch(/the sample has 120 rows a day/);
    const text = read()!;
    expect(text).toContain("task: regression");
    expect(text).toMatch(/# On the last 600 rows the training as drafted reaches r2 0\.\d+/);
    expect(mlopsNew(others, ...sample).stdout).toContain("is there already, with these answers. Nothing to do.");
  });

  it("says that nobody can be asked where there is no terminal", () => {
    const { code, stderr } = mlopsNew({ name: "parts-demand" });
    expect(code).toBe(2);
    expect(stderr).toContain("description is missing");
  });
});
