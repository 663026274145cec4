import { join } from "node:path";
import { parse } from "yaml";
import { defaultsFor } from "../../cli/onboarding/defaults";
import { draftUseCase } from "../../cli/onboarding/draft";
import { trainingFiles } from "../../cli/onboarding/training-files";
import { readTree } from "../../schema/ml/tree";
import { describeQuestion, questions, wrongWith, type Answers } from "../../cli/onboarding/questions";
import { notCounted } from "../../schema/not-counted";
import { loadConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";
import {
  exampleConfiguration,
  inFolder,
  shippedTexts,
  writeConfiguration,
  writeFiles,
  type ConfigurationChanges,
} from "../support/configuration";

const answers: Answers = {
  name: "parts-demand",
  description: "Predicts which spare parts: each depot needs # next week",
  task: "regression",
  team: "PFS Logistics",
  group: "5b1f0c7e-2d34-4a89-9f10-6c7d8e9fa0b1",
  contact: "logistics@pfs.example",
  training: "parts_demand_training:1.2.0",
  gate: "r2 >= 0.7",
};
const draft = (given: Answers = answers, configuration: Configuration = exampleConfiguration()) =>
  draftUseCase(given, defaultsFor(configuration, given.group, "2026-11-21"));

/** The shipped configuration with the drafted use case in it, loaded as any other. */
function loadedWith(text: string, changes?: ConfigurationChanges) {
  return inFolder((folder) => {
    if (changes === undefined) writeFiles(folder, shippedTexts());
    else writeConfiguration(folder, changes);
    writeFiles(folder, new Map([["use-cases/parts-demand.yaml", text]]));
    return loadConfiguration(folder);
  });
}

describe("the file that mlops new writes", () => {
  it.each(["classification", "regression"] as const)("is right as it stands for a %s", (task) => {
    const { useCases } = loadedWith(draft({ ...answers, task }));
    const [last] = useCases.find(({ name }) => name === answers.name)!.variants.slice(-1);
    expect(last).toMatchObject({
      environment: "prod",
      description: answers.description,
      task,
      owner: { team: answers.team, group: answers.group, contact: answers.contact },
      training: { component: "parts_demand_training", version: "1.2.0", cluster: "cpu" },
      promotion: { gates: { metrics: { r2: { atLeast: 0.7 } } } },
      release: { history: [] },
    });
    expect(last!.monitors!.signals.map(({ key }) => key)).toEqual(["data-drift", "data-quality", "prediction-drift"]);
  });

  it("takes an upper bound as one", () => {
    expect(parse(draft({ ...answers, gate: "mean_absolute_error <= 0.6" })).promotion.gates.metrics).toEqual({
      mean_absolute_error: { atMost: 0.6 },
    });
  });

  it("starts nothing within a week, and on a Monday", () => {
    const { retraining, monitors } = parse(draft());
    expect([retraining.schedule.startDate, monitors.schedule.startDate]).toEqual(["2026-11-30", "2026-11-30"]);
  });

  it("lets nobody approve their own team's versions, or what they promote themselves", () => {
    const owners = { ...answers, group: "e02c3613-8f64-42d2-adc0-52837492c017" };
    const { approvers, teams } = parse(draft(owners)).promotion.approvals.prod;
    expect(teams).toBeUndefined();
    expect(approvers).toEqual([{ group: "9b7e1c6e-3a1f-4c8d-9e7b-0d3e2f4c5b12", name: "PFS ML Engineers" }]);
  });

  it("names the teams that GitHub counts, and says so where it knows none", () => {
    expect(parse(draft()).promotion.approvals.prod.teams).toEqual(["model-risk"]);
    expect(notCounted("config", loadedWith(draft()))).toEqual([]);
    const own = draft({ ...answers, team: "Model Risk" });
    expect(own).toContain("# GitHub counts the approvals of teams only");
    expect(
      notCounted("config", loadedWith(own))
        .map(({ message }) => message)
        .join(),
    ).toContain("nothing counts them");
  });

  it("has no monitors where a network does not let them work", () => {
    const approvedOnly = {
      environments: { prod: { network: { outbound: { mode: "approved-only", reason: undefined } } } },
      useCases: { "customer-churn": undefined, "fuel-efficiency": undefined },
      releases: { "customer-churn": undefined, "fuel-efficiency": undefined },
    };
    const text = draft(answers, exampleConfiguration(approvedOnly));
    expect(parse(text)).not.toHaveProperty("monitors");
    expect(parse(draft())).toHaveProperty("monitors");
    expect(loadedWith(text, approvedOnly).useCases).toHaveLength(1);
  });

  it("explains every default it sets", () => {
    const lines = draft().split("\n");
    expect(lines[0]).toBe("# yaml-language-server: $schema=../schemas/use-case.schema.json");
    expect(lines.filter((line) => line.trim().startsWith("#")).length).toBeGreaterThan(12);
  });

  it("rejects a configuration without a cluster that all environments share", () => {
    const configuration = exampleConfiguration();
    const [dev, ...others] = configuration.environments;
    const without = { ...dev!, compute: { ...dev!.compute, clusters: {} } };
    expect(() => draft(answers, { ...configuration, environments: [without, ...others] })).toThrow(
      "MLOPS-NEW-001 no cluster is there in every environment",
    );
  });
});

describe("the training that mlops new drafts", () => {
  const tree = readTree(join(__dirname, "../../ml"));
  const example = tree.useCases.find(({ name }) => name === "fuel-efficiency")!;
  const drafted = trainingFiles({ ...answers, training: "parts_demand_training:7" }, tree);

  it("has the steps and bindings of the example's, with the components that are there", () => {
    const known = JSON.stringify(example.pipeline!.file.value)
      .replaceAll("fuel-efficiency", "parts-demand")
      .replaceAll("fuel_efficiency", "parts_demand")
      .replaceAll("telemetry", "training_data");
    const { jobs, outputs, inputs } = JSON.parse(known) as Record<string, Record<string, object>>;
    const made = parse(drafted.get("pipeline.yaml")!);
    const validate = jobs!["validate"] as { inputs: { fewest_rows?: number } };
    delete validate.inputs.fewest_rows;
    jobs!["define"] = { type: "command", component: "azureml:parts_demand_training_definition:7" };
    expect(made).toMatchObject({ name: "parts_demand_training", version: "7", jobs, outputs });
    expect(Object.keys(made.inputs)).toEqual(Object.keys(inputs!));
    expect(parse(drafted.get("definition.yaml")!)).toMatchObject({
      name: "parts_demand_training_definition",
      version: "7",
    });
  });

  it("is refused where what it is made of is not there", () => {
    const without = { ...tree, components: tree.components.filter(({ draft: { name } }) => name !== "split_data") };
    expect(() => trainingFiles(answers, without)).toThrow(/MLOPS-NEW-004 .*\(given without split_data\)/);
  });

  it("tells monitors which whole numbers are no categories, and what is predicted", () => {
    const defaults = defaultsFor(exampleConfiguration(), answers.group, "2026-11-21");
    const text = draftUseCase(answers, defaults, { target: "parts", counts: ["weeks", "orders"] });
    const { data, monitors } = parse(text);
    expect(data.reference.targetColumn).toBe("parts");
    const types = { weeks: "numerical", orders: "numerical" };
    expect(monitors.signals).toMatchObject({
      "data-drift": { featureTypes: types },
      "data-quality": { featureTypes: types },
    });
    expect(loadedWith(text).useCases).toHaveLength(3);
  });
});

describe("the questions of mlops new", () => {
  it("are at most eight, in the schema's words", () => {
    expect(questions.length).toBeLessThanOrEqual(8);
    expect(describeQuestion("contact")).toBe("Address that the alerts of the use case reach.");
  });

  it.each(Object.entries(answers) as [keyof Answers, string][])("accept %s %s", (question, answer) => {
    expect(wrongWith(question, answer)).toBeUndefined();
  });

  it.each<[keyof Answers, string, string]>([
    ["name", "Parts Demand", "3 or more lower-case letters"],
    ["task", "clustering", "classification, regression"],
    ["group", "PFS Logistics", "32 lower-case hex digits"],
    ["contact", "nobody", "name@domain"],
    ["training", "parts_demand_training:latest", "<component>:<version>"],
    ["training", "parts_demand_training", "<component>:<version>"],
    ["gate", "auc > 0.8", "<metric> >= <number>"],
    ["description", "   ", "1 to 500 characters"],
  ])("refuse %s %s", (question, answer, says) => {
    expect(wrongWith(question, answer)).toContain(says);
  });
});
