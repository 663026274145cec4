import { originChanges, originInWords, recordedOrigin, type Origin } from "../../release";

const whole: Origin = {
  model: { name: "churn", version: "13", id: "/registries/r/models/churn/versions/13" },
  tags: {
    "training.run": "mlflow",
    "code.key": "1".repeat(64),
    "environment.key": "2".repeat(64),
    "data.hash": "3".repeat(64),
    "data.rows": "6000",
    "data.to": "2026-11-01",
    "metrics.auc": "0.87",
  },
  job: {
    name: "bold_fig",
    environment: "dev",
    status: "Completed",
    component: "/w/components/churn/versions/4",
    data: { rows: "azureml://rows" },
  },
};

describe("where a version is from", () => {
  it("is told in a line, with keys as long as a reader compares", () => {
    expect(originInWords(whole)).toBe(
      "from run bold_fig in dev, code 111111111111, environment 222222222222, data 333333333333, 6000 rows up to 2026-11-01",
    );
    expect(originInWords({ ...whole, tags: {} })).toBe("from run bold_fig in dev, code churn/versions/4");
  });

  it("is not made up where nobody tells, and what was not asked is said", () => {
    const { model } = whole;
    expect(originInWords({ model, tags: { "metrics.auc": "1" } })).toBe(
      "where it is from is unknown: Azure does not tell",
    );
    expect(originInWords({ model, tags: {}, unread: ["whoever is signed in may not"] })).toMatch(
      /; not asked: whoever/,
    );
  });

  it("shows nothing that a terminal obeys", () => {
    const name = "x\u001b[2J\n";
    expect(originInWords({ ...whole, job: { ...whole.job!, name } })).toContain("x\\u001b[2J\\n");
  });

  it("is kept without the tags that tell nothing of it", () => {
    expect(recordedOrigin(whole).tags).not.toHaveProperty(["metrics.auc"]);
    expect(Object.keys(recordedOrigin(whole).tags)).toHaveLength(6);
  });

  it.each([
    ["the run", { job: { ...whole.job!, name: "other" } }, 'run was "bold_fig", now it is "other"'],
    ["the data", { tags: { ...whole.tags, "data.rows": "7" } }, 'data.rows was "6000", now it is "7"'],
    ["an input", { job: { ...whole.job!, data: { rows: "b" } } }, 'rows was "azureml://rows", now it is "b"'],
  ])("is contradicted by %s of another", (_what, change, text) => {
    expect(originChanges(recordedOrigin(whole), { ...whole, ...change })).toEqual([text]);
  });

  it("is not contradicted by what is gone, nor by a job under the name that another place gives it", () => {
    expect(originChanges(whole, { model: whole.model, tags: {} })).toEqual([]);
    const elsewhere = { ...whole.model, id: "/workspaces/w/models/churn/versions/13" };
    expect(originChanges(whole, { ...whole, model: elsewhere, job: { ...whole.job!, name: "j" } })).toEqual([]);
  });
});
