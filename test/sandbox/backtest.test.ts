import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machineHasPython } from "../support/python";

const project = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "mlops-backtest-test-"));
const config = join(folder, "config");
const configured = join(config, "use-cases/customer-churn.yaml");
const training = join(project, "ml/use-cases/customer-churn/data/training/customers.csv");
const calls = join(folder, "calls.csv");
/** From here on every second customer is new. */
const CHANGE = "2026-10-15";

const whereThereIsPython = machineHasPython() ? it : it.skip;

beforeAll(() => {
  cpSync(join(project, "config"), config, { recursive: true });
  const [header, ...rows] = readFileSync(training, "utf8").trim().split("\n");
  const columns = header!.split(",");
  const [time, tenure] = [columns.indexOf("called_at"), columns.indexOf("tenure_months")];
  const changed = rows.map((row, index) => {
    const cells = row.split(",");
    if (cells[time]! >= CHANGE && index % 2 === 0) cells[tenure] = "1";
    return cells.join(",");
  });
  writeFileSync(calls, [header, ...changed].join("\n"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function backtest(parameters: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    "node",
    ["cli/mlops.js", "backtest", ...parameters, "--config", config],
    {
      cwd: project,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    },
  );
  return { code: status, stdout, stderr };
}

interface Report {
  readonly signals: readonly {
    readonly key: string;
    readonly features: readonly { readonly name: string; readonly alarms: number }[];
    readonly windows: readonly { readonly from: string; readonly to: string; readonly features: readonly string[] }[];
  }[];
}

describe("mlops backtest", () => {
  whereThereIsPython("finds a known change in the first window that holds it, and nothing before", () => {
    const reference = join(project, "ml/use-cases/customer-churn/data/reference/customers.csv");
    const { code, stdout } = backtest(["--production", calls, "--reference", reference, "--time", "called_at", "--window", "7d", "--json"]); // prettier-ignore
    expect(code).toBe(0);
    const [signal] = (JSON.parse(stdout) as Report).signals;
    const found = signal!.windows.filter(({ features }) => features.includes("tenure_months"));
    const whole = signal!.windows.filter(({ from }) => from >= CHANGE);
    expect(whole.length).toBeGreaterThan(3);
    expect(found.map(({ from }) => from)).toEqual(expect.arrayContaining(whole.map(({ from }) => from)));
    for (const { to } of found) expect(to > CHANGE).toBe(true);
  });

  whereThereIsPython("replays what is configured, tells what it leaves out, and what no drift gives", () => {
    const { code, stdout, stderr } = backtest(["customer-churn", "--production", calls, "--check"]);
    expect(stderr).toContain("call-volume is left out: custom cannot be replayed from tables");
    expect(stderr).toContain("prediction-drift is left out: name the column of the answers with --prediction");
    expect(stdout).toMatch(/data-drift \(data-drift\): \d+ alarms in \d+ runs/);
    expect(stdout).toMatch(/no drift, numerical, \d+ rows: jensen-shannon-distance/);
    // A day has some 70 calls, too few for a threshold of 0.1.
    expect(stderr).toContain("too tight: data-drift, numerical");
    expect(code).toBe(1);
  });

  whereThereIsPython(
    "writes thresholds that no drift does not reach, each with its reason, and then is content",
    () => {
      const before = readFileSync(configured, "utf8");
      const { code, stdout } = backtest(["customer-churn", "--production", calls, "--suggest"]);
      expect(code).toBe(0);
      expect(stdout).toContain("monitors.signals.data-drift.numerical.above");
      const after = readFileSync(configured, "utf8");
      const [changed, kept] = [after, before].map((text) => text.split("\n"));
      const differing = changed!.filter((line, index) => line !== kept![index]);
      expect(changed).toHaveLength(kept!.length);
      expect(differing.length).toBeGreaterThan(0);
      for (const line of differing)
        expect(line).toMatch(/^ +above: 0\.\d+ # with \d+ rows a window, 0\.\d alarms in \d+% of the runs/);
      const again = backtest(["customer-churn", "--production", calls, "--suggest", "--check"]);
      expect({
        code: again.code,
        content: again.stdout.includes("every threshold lies above what no drift gives"),
      }).toEqual({
        code: 0,
        content: true,
      });
      writeFileSync(configured, before);
    },
  );

  whereThereIsPython("says what cannot be used, with exit code 2", () => {
    const { code, stdout, stderr } = backtest(["--production", join(folder, "none.csv"), "--time", "called_at"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("there is no such file");
  });

  it("refuses a use case that is nowhere, and a suggestion for none", () => {
    expect(backtest(["churn", "--production", calls])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("MLOPS-CLI-001"),
    });
    expect(backtest(["--production", calls, "--suggest"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("MLOPS-ML-038"),
    });
  });
});
