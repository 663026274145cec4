import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { check, lock } from "../../../cli/ml/check";
import { UserError } from "../../../domain/problem/problem";
import { lockFileOf, locksOf } from "../../../schema/ml/lock";
import { readTree } from "../../../schema/ml/tree";

const project = join(__dirname, "../../..");
const left = new Set(["data", "tests", "requirements", "__pycache__"]);
let folder: string;
let ml: string;
let config: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-ml-lock-"));
  [ml, config] = [join(folder, "ml"), join(folder, "config")];
  const filter = (source: string) => !left.has(basename(source)) && !/^\.(venv|runs)/.test(basename(source));
  for (const name of ["ml", "config"]) cpSync(join(project, name), join(folder, name), { recursive: true, filter });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), "utf8");
  // An edit that changes nothing would test nothing.
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(
    join(folder, file),
    text.replace(from, () => to),
  );
}

const told = (): readonly string[] => check(ml, config, "text").output.replaceAll(`${folder}/`, "").split("\n");
const locked = () => JSON.parse(readFileSync(lockFileOf(ml), "utf8")) as Record<string, string>;
const refused = (): string => {
  try {
    return lock(ml, config);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
};

describe("the lock of versions in ml/", () => {
  it("has every version of the project with the content that it has", () => {
    const { before, now } = locksOf(readTree(join(project, "ml")));
    expect(Object.keys(now).length).toBeGreaterThan(20);
    // Another content: `npx mlops ml check` names what to raise. A version that is missing: `npx mlops ml lock`.
    expect(before).toEqual({ ...before, ...now });
  });

  it("tells of other content under a version, where to raise it, and what the content is", () => {
    edit("ml/components/score_batch/src/main.py", "\n", "\n# other\n");
    const lines = told();
    expect(lines).toEqual([
      expect.stringMatching(
        /^ml\/components\/score_batch\/component\.yaml:5:10 MLOPS-ML-028 version is the number of other content of component score_batch \(key [0-9a-f]{12}, here [0-9a-f]{12}\); its content is this file, \.\/src, \.\.\/\.\.\/library\/mlkit, azureml:tabular-train:1 .*; raise it here, and where it is named: ml\/use-cases\/customer-churn\/scoring\.yaml:37; then mlops ml lock$/,
      ),
      expect.stringMatching(
        /^ml\/use-cases\/customer-churn\/scoring\.yaml:6:10 MLOPS-ML-028 .* pipeline customer_churn_scoring .*where it is named: config\/use-cases\/customer-churn\.yaml:\d+; then/,
      ),
      "2 problems",
    ]);
  });

  it("counts the library as content of all that includes it, endpoints among it, and an environment of all that runs in it", () => {
    edit("ml/library/mlkit/threads.py", "\n", "\n# other\n");
    const library = told().join("\n");
    for (const asset of ["component train_tabular", "component volume_signal", "pipeline fuel_efficiency_training", "code customer-churn-score"]) expect(library).toContain(`of ${asset} `); // prettier-ignore
    expect(library).not.toContain("of environment ");
    edit("ml/environments/tabular-train/environment.yaml", "description:", "description: other,");
    const environment = told().join("\n");
    expect(environment).toMatch(/environment tabular-train .*ml\/components\/score_batch\/component\.yaml:38/);
    expect(environment).toContain("of component customer_churn_definition ");
  });

  it("adds a version that is raised everywhere, keeps those before, and writes nothing when nothing is new", () => {
    edit("ml/components/score_batch/src/main.py", "\n", "\n# other\n");
    const before = locked();
    expect(refused()).toContain("MLOPS-ML-028");
    expect(locked()).toEqual(before);
    edit("ml/components/score_batch/component.yaml", 'version: "1"', 'version: "2"');
    edit("ml/use-cases/customer-churn/scoring.yaml", "azureml:score_batch:1", "azureml:score_batch:2");
    edit("ml/use-cases/customer-churn/scoring.yaml", 'version: "1"', 'version: "2"');
    const text = readFileSync(join(config, "use-cases/customer-churn.yaml"), "utf8").split("\n");
    const line = text.findIndex((each) => each.includes("customer_churn_scoring")) + 1;
    text[line] = text[line]!.replace('"1"', '"2"');
    writeFileSync(join(config, "use-cases/customer-churn.yaml"), text.join("\n"));
    expect(lock(ml, config)).toMatch(/: component score_batch:2, pipeline customer_churn_scoring:2$/);
    expect(locked()).toMatchObject(before);
    expect(Object.keys(locked())).toHaveLength(Object.keys(before).length + 2);
    expect(lock(ml, config)).toMatch(/all versions are in it$/);
    expect(told()).toEqual([expect.stringContaining("no problems")]);
  });

  it("refuses the content of a version that is not the last", () => {
    edit("ml/assets.lock.json", '"component score_batch:1"', '"component score_batch:3"');
    edit("ml/components/score_batch/component.yaml", 'version: "1"', 'version: "3"');
    edit("ml/use-cases/customer-churn/scoring.yaml", "azureml:score_batch:1", "azureml:score_batch:3");
    expect(told().join("\n")).not.toContain("component score_batch ");
    edit("ml/components/score_batch/src/main.py", "\n", "\n# other\n");
    expect(told().join("\n")).toContain("component score_batch ");
  });

  it("tells of everything that is wrong in its file, with lines", () => {
    edit("ml/assets.lock.json", '"component score_batch:1": "', '"score_batch": "');
    edit("ml/assets.lock.json", '"component split_data:1": "', '"component split_data:1": "x');
    const message = refused();
    expect(message).toMatch(/assets\.lock\.json:14:\d+ /);
    expect(message).toMatch(/assets\.lock\.json:15:\d+ /);
  });
});
