import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { python } from "../../cli/ml/python";
import { machineHasPython } from "../support/python";

const project = join(__dirname, "../..");
const golden = join(project, "ml/tests/drift/golden");

interface Entry {
  readonly feature: string;
  readonly metric: string;
  readonly value: number | string | null;
  readonly data_type: string;
  readonly rows?: { readonly reference: number; readonly production: number };
}

interface Expected {
  readonly types: Readonly<Record<"reference" | "production", Readonly<Record<string, string>>>>;
  readonly drift: {
    readonly rows_used: { readonly reference: number; readonly production: number };
    readonly metrics: readonly Entry[];
  };
  readonly quality: { readonly metrics: readonly Entry[] };
  readonly attribution?: readonly { readonly ndcg: number }[];
}

const folder = mkdtempSync(join(tmpdir(), "mlops-ml-"));
const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

function mlops(parameters: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync("node", ["cli/mlops.js", "ml", ...parameters], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
  });
  return { code: status, stdout, stderr };
}

/** What the command says of a pair of tables, asked once. */
const said = new Map<string, ReturnType<typeof driftOf>>();
function drift(pair: string, more: readonly string[] = []): ReturnType<typeof driftOf> {
  const key = [pair, ...more].join(" ");
  if (!said.has(key)) said.set(key, driftOf(pair, more));
  return said.get(key)!;
}

function driftOf(pair: string, more: readonly string[]) {
  const expected = JSON.parse(readFileSync(join(golden, pair, "expected.json"), "utf8")) as Expected;
  const types = write(`${pair}.json`, JSON.stringify(expected.types));
  const tables = ["reference", "production"].flatMap((side) => [`--${side}`, join(golden, pair, `${side}.csv`)]);
  return { expected, ...mlops(["drift", ...tables, "--types", types, "--json", ...more]) };
}

const whereThereIsPython = machineHasPython() ? it : it.skip;

describe("mlops ml drift", () => {
  whereThereIsPython.each(["shifts", "ties-and-integers", "categories", "nulls-bounds-types", "large", "model"])(
    "prints what Azure's components compute on %s",
    (pair) => {
      const { expected, code, stdout } = drift(pair);
      expect(code).toBe(0);
      const found = JSON.parse(stdout) as readonly Entry[];
      for (const want of [...expected.drift.metrics, ...expected.quality.metrics]) {
        const entry = found.find(({ feature, metric }) => feature === want.feature && metric === want.metric);
        expect(entry).toMatchObject({ data_type: want.data_type });
        if (typeof want.value === "number") expect(entry!.value).toBeCloseTo(want.value, 7);
        else expect(entry!.value).toBe(want.value);
      }
      expect(found).toHaveLength(expected.drift.metrics.length + expected.quality.metrics.length);
      expect(found[0]!.rows).toEqual(expected.drift.rows_used);
    },
  );

  whereThereIsPython("computes attribution drift for a target, and tells that Azure's own verdict is fixed", () => {
    const { expected, stdout, stderr } = drift("model", ["--target", "label", "--prediction", "predicted"]);
    // The golden run had the features and the target only; here all columns are features, so the number differs.
    const [ndcg] = (JSON.parse(stdout) as readonly Entry[]).filter(
      ({ metric }) => metric.startsWith("Normalized") && metric.endsWith("Gain"),
    );
    expect(ndcg!.value).toBeGreaterThan(0);
    expect(ndcg!.value).toBeLessThanOrEqual(1 + 1e-12);
    expect(expected.attribution).not.toHaveLength(0);
    expect(stderr).toContain("its verdict is always that NDCG fell");
  });

  whereThereIsPython("tells what would surprise", () => {
    expect(drift("large").stderr).toContain("would end the whole run in Azure");
    expect(drift("categories").stderr).toContain("odd_text holds texts with a comma or a bracket");
    expect(drift("nulls-bounds-types").stderr).toContain("kind_changed is skipped without a word");
    expect(drift("shifts").stderr).toContain("tiny_scale varies by less than 0.001");
  });

  whereThereIsPython("says every problem at once, with exit code 2 and nothing on stdout", () => {
    const ragged = write("ragged.csv", "a,b\n1,2\n3\n4,5,6\n");
    const types = write("types.json", '{"a": "number", "b": "text"}');
    const { code, stdout, stderr } = mlops(
      ["drift", "--reference", ragged, "--production", join(folder, "none.csv"), "--types", types, "--feature-type", "a"], // prettier-ignore
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    for (const says of [
      `${types} the column a has no such type (given 'number'`,
      `${types} the column b has no such type (given 'text'`,
      `${ragged}:3:1 this row has another number of fields than the header (given 1; allowed 2)`,
      `${ragged}:4:1 this row has another number of fields than the header (given 3; allowed 2)`,
      `${join(folder, "none.csv")} there is no such file`,
      "--feature-type no such feature type (given a",
    ]) {
      expect(stderr).toContain(says);
    }
  });

  whereThereIsPython.each([
    ['["a"]', "this is no object"],
    ["{", "types-bad.json:1:2 this is no JSON"],
    ['{"z": "int"}', "neither table has this column (given z; allowed a)"],
  ])("refuses types that are %s", (text, says) => {
    const table = write("one.csv", "a\n1\n2\n");
    const types = write("types-bad.json", text);
    const { code, stderr } = mlops(["drift", "--reference", table, "--production", table, "--types", types]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  whereThereIsPython("ends with 1 where Azure's own run would fail", () => {
    const one = write("left.csv", "a\n1\n2\n");
    const other = write("right.csv", "b\n1\n2\n");
    const { code, stdout, stderr } = mlops(["drift", "--reference", one, "--production", other]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("Found no common columns between input datasets");
  });

  it("says how to get Python where there is none that is new enough", () => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "python3.8"), "#!/bin/sh\necho 3.8.20\n", { mode: 0o755 });
    const table = write("some.csv", "a\n1\n2\n");
    const { code, stderr } = mlops(["drift", "--reference", table, "--production", table], {
      MLOPS_PYTHON: join(bin, "python3.8"),
    });
    expect(code).toBe(2);
    expect(stderr).toContain("MLOPS-ML-001");
    expect(stderr).toContain("install Python 3.11 to 3.13");
  });
});

describe("the Python in ml/", () => {
  whereThereIsPython.each([
    ["its tests", ["-m", "pytest"]],
    ["its lint", ["-m", "ruff", "check", "."]],
    ["its format", ["-m", "ruff", "format", "--check", "."]],
    ["its types", ["-m", "mypy"]],
  ])("passes %s", async (_, parameters) => {
    const interpreter = await python("check", () => undefined);
    const { status, stdout, stderr } = spawnSync(interpreter, parameters, {
      cwd: join(project, "ml"),
      encoding: "utf8",
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONNOUSERSITE: "1" },
    });
    expect(`${stdout}${status === 0 ? "" : stderr}`).toMatch(/passed|formatted|no issues/);
    expect(status).toBe(0);
  });
});
