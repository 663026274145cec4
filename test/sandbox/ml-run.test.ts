import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { python } from "../../cli/ml/python";
import type { RunRecord } from "../../cli/ml/run/record";
import { locksOf } from "../../schema/ml/lock";
import { readTree } from "../../schema/ml/tree";
import { machineHasPython } from "../support/python";

const project = join(__dirname, "../..");
// A blank in the path: Azure ML has none in its paths, so nothing quotes them.
const folder = mkdtempSync(join(tmpdir(), "mlops run "));
const ml = join(folder, "ml");
const config = join(folder, "config");
const useCase = join(ml, "use-cases/customer-churn");
const configured = join(config, "use-cases/customer-churn.yaml");

const whereThereIsPython = machineHasPython() ? it : it.skip;

beforeAll(async () => {
  const filter = (source: string) => !/^\.(venv|runs)|^__pycache__$/.test(basename(source));
  for (const name of ["ml", "config"]) cpSync(join(project, name), join(folder, name), { recursive: true, filter });
  if (whereThereIsPython === it) await python("train", () => undefined);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function mlops(parameters: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(
    "node",
    ["cli/mlops.js", "ml", ...parameters, "--ml", ml, "--config", config],
    { cwd: project, encoding: "utf8", env: { ...process.env, ...env }, maxBuffer: 1 << 26 },
  );
  return { code: status, stdout, stderr };
}

/** While `work` runs, a file holds something else. */
function spoilt<Result>(path: string, from: string | RegExp, to: string, work: () => Result): Result {
  const before = readFileSync(path, "utf8");
  const after = before.replace(from, () => to);
  if (after === before) throw new Error(`${path} does not hold ${String(from)}`);
  writeFileSync(path, after);
  try {
    return work();
  } finally {
    writeFileSync(path, before);
  }
}

const runs = () => readdirSync(join(ml, ".runs/customer-churn")).sort();
const statuses = ({ steps }: RunRecord) =>
  Object.fromEntries(Object.entries(steps).map(([name, { status }]) => [name, status]));

describe("mlops ml run", () => {
  whereThereIsPython("trains end to end, judges by the gates and registers", () => {
    const { code, stdout } = mlops(["run", "customer-churn"]);
    expect(stdout).toMatch(/customer-churn, run 1: succeeded after [\d.]+ s, 0 of 8 steps reused/);
    expect(stdout).toMatch(/auc +0\.\d+, at least 0\.\d+ asked for +pass, by 0\.\d+/);
    expect(stdout).toContain("no version is registered yet to compare with");
    expect(stdout).toContain("registered on this machine: customer-churn:1");
    expect(code).toBe(0);
    for (const step of ["validate", "train", "register"]) {
      expect(existsSync(join(ml, ".runs/customer-churn/1", step, "log.txt"))).toBe(true);
    }
    expect(readFileSync(join(ml, ".runs/customer-churn/1/train/outputs/model/MLmodel"), "utf8")).toContain("signature");
    expect(readdirSync(join(ml, ".runs/mlruns/models/customer-churn"))).toContain("version-1");
  });

  whereThereIsPython("runs a step again only if code, inputs or chance ask for it, and tells a missed gate", () => {
    const asked = "auc:\n        atLeast: 0.99\n      recall_worst_contract:\n        atLeast: 0.99";
    const { code, stdout, stderr } = spoilt(configured, /auc:\n {8}atLeast: \S+/, asked, () =>
      mlops(["run", "customer-churn", "--json"]),
    );
    const record = JSON.parse(stdout) as RunRecord;
    expect(statuses(record)).toEqual({
      define: "reused",
      validate: "ran",
      split: "reused",
      train: "reused",
      evaluate: "ran",
      explain: "ran",
      register: "ran",
      publish: "ran",
    });
    const auc = record.gates.find(({ gate }) => gate === "auc")!;
    expect(auc.result).toBe("miss");
    expect(auc.by).toBeCloseTo(0.99 - (record.metrics["auc"] ?? NaN), 9);
    const worst = record.gates.find(({ gate }) => gate === "recall_worst_contract")!;
    expect(worst).toMatchObject({
      result: "miss",
      by: expect.closeTo(0.99 - record.metrics["recall_worst_contract"]!, 9),
    });
    expect(record.metrics["recall_worst_contract"]).toBeLessThan(record.metrics["recall"]!);
    // The same model against itself.
    expect(record.gates.find(({ gate }) => gate === "champion")).toMatchObject({ result: "pass" });
    expect(record.metrics["champion_auc"]).toBe(record.metrics["auc"]);
    expect(stderr).toMatch(/train +reused from run 1/);
    expect(code).toBe(1);
  });

  whereThereIsPython("trains with another parameter, and tells what changed", () => {
    const { code, stdout } = mlops(["run", "customer-churn", "--set", "learning_rate=0.05"]);
    expect(code).toBe(0);
    expect(stdout).toContain("2 of 8 steps reused");
    const listed = mlops(["runs", "customer-churn", "--json"]);
    const { runs: all, by } = JSON.parse(listed.stdout) as { readonly by: string; readonly runs: readonly RunRecord[] };
    const values = all.map(({ metrics }) => metrics[by]!);
    expect(values).toEqual([...values].sort((one, other) => other - one));
    expect(mlops(["runs", "customer-churn"]).stdout).toContain("learning_rate=0.05");
    const changed = mlops(["runs", "customer-churn", "1", "3"]).stdout;
    expect(changed).toMatch(/input overrides +none +learning_rate=0.05/);
    expect(changed).toMatch(/parameter learning_rate +0\.1 +0\.05/);
    expect(changed).toMatch(/metric auc +0\.\d+ +0\.\d+/);
    expect(changed).not.toContain("data.hash");
    expect(mlops(["runs", "customer-churn", "1", "1"]).stdout).toContain("differ in nothing");
    expect(mlops(["runs", "customer-churn", "9"])).toMatchObject({ code: 2, stdout: "" });
  });

  whereThereIsPython(
    "runs another pipeline with the last model, judges it by no gate and lists it with no training",
    () => {
      const given = ["--pipeline", "scoring", "--input", `customers=${join(useCase, "data/weekly")}`];
      const { code, stdout } = mlops(["run", "customer-churn", ...given]);
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("customer-churn scoring, run 4"),
      });
      expect(stdout).not.toContain("gates");
      const list = /^predictions: (.*)$/m.exec(stdout)![1]!;
      expect(JSON.parse(readFileSync(resolve(project, list, "summary.json"), "utf8"))).toMatchObject({ rows: 400 });
      const again = mlops(["run", "customer-churn", ...given, "--json"]);
      const record = JSON.parse(again.stdout) as RunRecord;
      // The same address, another week.
      expect({ pipeline: record.pipeline, statuses: statuses(record) }).toEqual({
        pipeline: "scoring",
        statuses: { score: "ran" },
      });
      expect(mlops(["runs", "customer-churn"]).stdout).not.toMatch(/^[45] /m);
      expect(mlops(["run", "customer-churn", "--pipeline", "scorng"])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/MLOPS-ML-041 .*given scorng; allowed pipeline, scoring.*did you mean scoring\?/),
      });
    },
  );

  whereThereIsPython("answers with what was trained", () => {
    const { code, stdout } = mlops(["score", "customer-churn", "--input", join(useCase, "sample-request.json")]);
    expect(code).toBe(0);
    const { predictions } = JSON.parse(stdout) as { readonly predictions: readonly Record<string, unknown>[] };
    expect(predictions.map((each) => each["customer_id"])).toEqual(["c0000000001", "c0000000002"]);
    for (const each of predictions) expect([0, 1]).toContain(each["churned"]);

    const request = join(folder, "request.json");
    writeFileSync(request, '{"data": [{"tenure_months": "long"}]}');
    const refused = mlops(["score", "customer-churn", "--input", request, "--run", "1"]);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("contract: the feature is missing as a column");
    const none = mlops(["score", "fuel-efficiency", "--input", request]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("MLOPS-ML-033 no run has trained a model yet");
  });

  whereThereIsPython("serves with Azure's server, and collects as Azure does", async () => {
    const port = 20_000 + (process.pid % 20_000);
    const parameters = [
      "serve",
      "customer-churn",
      "--run",
      "1",
      "--port",
      String(port),
      "--ml",
      ml,
      "--config",
      config,
    ];
    const child = spawn("node", ["cli/mlops.js", "ml", ...parameters], { cwd: project });
    let said = "";
    const ready = new Promise<void>((done, failed) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (data: Buffer) => {
          said += data.toString();
          if (said.includes("POST http")) done();
        });
      }
      child.once("close", () => failed(new Error(said)));
    });
    const ended = new Promise<number | null>((done) => child.once("close", done));
    await ready;
    const ask = (body: string) =>
      fetch(`http://127.0.0.1:${port}/score`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
    const sample = readFileSync(join(useCase, "sample-request.json"), "utf8");
    const answer = await ask(sample);
    expect(answer.headers.get("x-ms-server-version")).toMatch(/^azmlinfsrv/);
    const { predictions } = (await answer.json()) as { readonly predictions: readonly unknown[] };
    const scored = mlops(["score", "customer-churn", "--run", "1", "--input", join(useCase, "sample-request.json")]);
    expect(predictions).toEqual((JSON.parse(scored.stdout) as { readonly predictions: unknown }).predictions);
    expect((await ask('{"data": [{"contract": "weekly"}]}')).status).toBe(400);

    const taken = mlops(["serve", "customer-churn", "--port", String(port)]);
    expect({ code: taken.code, port: taken.stderr.includes("MLOPS-ML-037") }).toEqual({ code: 2, port: true });

    for (let waited = 0; !said.includes("model_outputs: 2 rows collected") && waited < 100; waited += 1) {
      await new Promise((done) => setTimeout(done, 100));
    }
    child.kill("SIGINT");
    expect(await ended).toBe(0);

    // Read by what monitors read with: the refused request is not in it.
    const collected = join(ml, ".runs/collected/modelDataCollector/customer-churn/run-1");
    const files = readdirSync(join(collected, "model_inputs"), { recursive: true, encoding: "utf8" });
    expect(files.some((file) => /^\d{4}\/\d\d\/\d\d\/\d\d\/[0-9a-f-]{36}\.jsonl$/.test(file))).toBe(true);
    const [event] = files
      .filter((file) => file.endsWith(".jsonl"))
      .flatMap((file) =>
        readFileSync(join(collected, "model_inputs", file), "utf8")
          .trim()
          .split("\n"),
      )
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(event).toMatchObject({
      specversion: "1.0",
      type: "azureml.inference.model_inputs",
      agent: "azureml-ai-monitoring/1.0.0",
      correlationid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(event!["data"]).toHaveLength(2);
  });

  whereThereIsPython("shows every violation of a broken contract, and trains nothing", () => {
    const data = join(folder, "my data.csv");
    const lines = readFileSync(join(useCase, "data/training/customers.csv"), "utf8").split("\n").slice(0, 40);
    writeFileSync(data, lines.join("\n").replace("monthly_charge", "charge").replaceAll("one_year", "weekly"));
    const { code, stdout, stderr } = mlops(["run", "customer-churn", "--input", `training_data=${data}`]);
    expect(code).toBe(1);
    expect(stdout).toContain("validate failed with exit code 1");
    for (const says of [
      "at least 1000 are needed",
      "none of monthly, one_year, two_year",
      "monthly_charge: the feature is missing",
      "charge: the contract does not know this column",
    ]) {
      // prettier-ignore
      expect(stdout).toContain(says);
    }
    expect(stdout).toMatch(/train +not run/);
    expect(stdout + stderr).not.toMatch(/^\s+at .*\.ts/m);
  });

  whereThereIsPython("tells the last lines of a step that breaks", () => {
    const { code, stdout } = spoilt(
      join(useCase, "features.py"),
      'tenure = frame["tenure_months"]',
      'tenure = frame["tenure"]',
      () => mlops(["run", "customer-churn"]),
    );
    expect(code).toBe(1);
    expect(stdout).toContain("train failed with exit code 1");
    expect(stdout).toContain("KeyError: 'tenure'");
    const said = stdout.slice(stdout.indexOf("train failed")).split("\n").slice(1);
    expect(said.length).toBeLessThanOrEqual(21);
  });

  whereThereIsPython("ends its steps when it is asked to stop", async () => {
    const child = spawn(
      "node",
      ["cli/mlops.js", "ml", "run", "customer-churn", "--fresh", "--ml", ml, "--config", config],
      {
        cwd: project,
      },
    );
    let said = "";
    const code = await new Promise<number | null>((done) => {
      child.stdout.on("data", (data: Buffer) => {
        const before = said.includes("train     running");
        said += data.toString();
        if (!before && said.includes("train     running")) child.kill("SIGINT");
      });
      child.once("close", done);
    });
    expect(code).toBe(130);
    expect(said).toMatch(/train +stopped/);
    const left = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout;
    expect(left).not.toContain(`${folder}/ml/.runs`);
  });

  it("refuses a tree with problems, all at once, before anything runs", () => {
    const before = existsSync(join(ml, ".runs")) ? runs() : [];
    const { code, stdout, stderr } = spoilt(
      join(useCase, "pipeline.yaml"),
      "azureml:train_tabular:1",
      "azureml:train_tabular:9",
      () =>
        spoilt(configured, "model: customer-churn\n", "model: churn\n", () =>
          spoilt(join(useCase, "contract.yaml"), "maximum: 360", "maximum: -1", () => mlops(["run", "customer-churn"])),
        ),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const places = stderr
      .split("\n")
      .map((line) => /([\w-]+\.(yaml|json):\d+:\d+ MLOPS-ML-\d+)/.exec(line)?.[1]?.replace(/:\d+:\d+/, ""));
    expect(new Set(places)).toEqual(
      new Set(["pipeline.yaml MLOPS-ML-015", "contract.yaml MLOPS-ML-023", "sample-request.json MLOPS-ML-024", "customer-churn.yaml MLOPS-ML-022", undefined]), // prettier-ignore
    );
    expect(existsSync(join(ml, ".runs")) ? runs() : []).toEqual(before);
  });

  it("refuses what the training does not take, all at once", () => {
    const { code, stderr } = mlops(["run", "customer-churn", "--input", "training_dat=x", "--input", "horizon_days=-1", "--input", "training_data=nowhere", "--set", "x"]); // prettier-ignore
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean training_data?");
    expect(stderr).toContain("horizon_days does not take this (given -1; allowed a number from 0)");
    expect(stderr).toContain("the data of training_data is not there (given nowhere)");
    expect(stderr).toContain("--set MLOPS-ML-031 this names nothing to set (given x");
  });

  it("says how to get Python where there is none, and checks all the same", () => {
    const { code, stderr } = mlops(["run", "customer-churn"], { MLOPS_PYTHON: "no-python" });
    expect(code).toBe(2);
    expect(stderr).toContain("install Python 3.11 to 3.13");
    expect(mlops(["check"], { MLOPS_PYTHON: "no-python" })).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("mlops doctor --ml", () => {
  const doctor = (env: NodeJS.ProcessEnv = {}) =>
    spawnSync("node", ["cli/mlops.js", "doctor", "--ml", "--json"], {
      cwd: project,
      encoding: "utf8",
      env: { ...process.env, ...env },
    });

  whereThereIsPython("passes where everything is there", () => {
    const { status, stdout } = doctor();
    expect(status).toBe(0);
    const { lines } = JSON.parse(stdout) as {
      readonly lines: readonly { readonly check: string; readonly text: string }[];
    };
    expect(lines.find(({ check }) => check === "packages to train and score")!.text).toContain("as locked");
    expect(lines.find(({ check }) => check === "ml")!.text).toContain("customer-churn");
  });

  it("fails without Python, and says how to get it", () => {
    const { status, stdout } = doctor({ MLOPS_PYTHON: "no-python" });
    expect(status).toBe(1);
    expect(stdout).toContain("install Python 3.11 to 3.13");
  });
});

describe("content keys", () => {
  whereThereIsPython("are those that publishing computes", async () => {
    const code = `
import json, sys
from pathlib import Path
import publish
ml = Path(sys.argv[1])
assets = publish.read_assets(ml)
assets += publish.read_codes(ml, assets)
print(json.dumps({f"{asset.kind} {asset.name}:{asset.version}": asset.key for asset in assets}))
`;
    const { stdout, stderr } = spawnSync(await python("train", () => undefined), ["-c", code, ml], {
      encoding: "utf8",
      env: { ...process.env, PYTHONPATH: ml, PYTHONDONTWRITEBYTECODE: "1" },
    });
    expect(stderr).toBe("");
    const { now } = locksOf(readTree(ml));
    expect(Object.keys(now).length).toBeGreaterThan(20);
    expect(now).toEqual(JSON.parse(stdout));
  });
});
