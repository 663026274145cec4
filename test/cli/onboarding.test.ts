import { join } from "node:path";
import { parse } from "yaml";
import { input, select } from "@inquirer/prompts";
import { ask } from "../../cli/onboarding/ask";
import { keepAnswers } from "../../cli/onboarding/kept-answers";
import { readAnswers } from "../../cli/onboarding/read-answers";
import { differences } from "../../cli/onboarding/differences";
import { wrongName } from "../../cli/onboarding/new-use-case";
import { defaultsFor } from "../../cli/onboarding/defaults";
import { draftUseCase, type Proposed } from "../../cli/onboarding/draft";
import { trainingFiles } from "../../cli/onboarding/training-files";
import { readTree } from "../../schema/ml/tree";
import { describeQuestion, questions, wrongWith, type Answers } from "../../cli/onboarding/questions";
import { notCounted } from "../../schema/not-counted";
import { loadConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";
import {
  exampleConfiguration,
  inFolder,
  SHIPPED,
  shippedTexts,
  writeConfiguration,
  writeFiles,
  type ConfigurationChanges,
} from "../support/configuration";

jest.mock("@inquirer/prompts", () => ({ input: jest.fn(), select: jest.fn() }));

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

describe("what a sample proposes", () => {
  const advice = { metric: "jensen-shannon-distance", default: 0.1, value: 0.13, raised: true, reason: "with 40 rows" };
  const kept = { ...advice, value: 0.1, raised: false, reason: "with 900 rows: it can stay" };
  const proposed: Proposed = {
    gate: {
      metric: "r2",
      bound: "atLeast",
      value: 0.66,
      sure: 0.667,
      beaten: true,
      reason: "on the last 90 rows it is 0.7",
    },
    window: {
      days: 7,
      reason: "the sample has 6 rows a day",
      signals: { "data-drift": { numerical: advice }, "prediction-drift": { numerical: kept }, "data-quality": {} },
    },
  };
  const text = draftUseCase(answers, defaultsFor(exampleConfiguration(), answers.group, "2026-11-21"), {
    target: "parts",
    counts: [],
    proposed,
  });

  it("stands in the file with its reason, and loads", () => {
    const { monitors, promotion } = parse(text);
    expect(Object.values(monitors.signals).map((signal) => (signal as { window: string }).window)).toEqual([
      "7d",
      "7d",
      "7d",
    ]);
    expect(monitors.signals["data-drift"].numerical.above).toBe(0.13);
    // Advice for a metric that is not the file's says nothing of it.
    expect(monitors.signals["prediction-drift"].numerical).toEqual({
      metric: "normalized-wasserstein-distance",
      above: 0.2,
    });
    expect(promotion.gates.metrics).toEqual({ r2: { atLeast: 0.7 } });
    expect(text).toMatch(/# With 40 rows\.\n {8}above: 0\.13/);
    expect(text).toMatch(/# On the last 90 rows it is 0\.7\.\n {6}r2:/);
    expect(text).toContain("# The sample has 6 rows a day.");
    expect(loadedWith(text).useCases).toHaveLength(3);
  });

  it("is told where it differs from the defaults only, and where a gate asks for more", () => {
    const said = differences(answers, proposed, 100);
    expect(said.split("\n")).toEqual([
      "From the sample; every other default stays:",
      "  gate r2 >= 0.7",
      "    on the last 90 rows it is 0.7; this gate asks for more",
      "  window 7d instead of 1d",
      "    the sample has 6 rows a day",
      "  data-drift, numerical: jensen-shannon-distance above 0.13 instead of 0.1",
      "    with 40 rows",
    ]);
    expect(differences({ ...answers, gate: "r2 >= 0.6" }, proposed, 100)).not.toContain("asks for more");
    expect(differences({ ...answers, gate: "bias <= 0.6" }, proposed, 100)).not.toContain("gate");
    expect(differences(answers, {}, 100)).toContain("no whole day");
  });
});

describe("the name of a new use case", () => {
  it("is checked in the whole configuration before anything else is asked", async () => {
    expect(await wrongName(SHIPPED, "customer-churn")).toContain("is there already: take another name");
    expect(await wrongName(SHIPPED, "a-name-that-is-far-too-long-for-an-endpoint")).toContain("at most 19 characters");
    expect(await wrongName(SHIPPED, "parts-demand")).toBeUndefined();
  });
});

describe("asking", () => {
  const group = "9b7e1c6e-3a1f-4c8d-9e7b-0d3e2f4c5b12";
  const typed = (...given: string[]) => {
    const said: string[] = [];
    const next = ({ message }: { message: string }) => {
      said.push(message.split("  ")[0]!);
      return Promise.resolve(given.shift()!);
    };
    jest.mocked(input).mockImplementation(next as never);
    jest.mocked(select).mockImplementation(next as never);
    return said;
  };
  const asking = (kept: Partial<Answers>[]) => ({
    configuration: exampleConfiguration(),
    wrongName: async () => undefined,
    keep: (answered: Partial<Answers>) => void kept.push({ ...answered }),
  });
  beforeEach(() => void jest.spyOn(console, "log").mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  it("goes back a question, counts what is open only, and gives on what was answered after each answer", async () => {
    const said = typed("parts", "Predicts parts", "Team", "<", "The team", group, "a@b.example", "parts:1");
    const kept: Partial<Answers>[] = [];
    const found = await ask({ task: "regression", gate: "r2 >= 0.7" }, asking(kept));
    expect(said.map((label) => label.split(" of ")[0])).toEqual(["1", "2", "3", "4", "3", "4", "5", "6"]);
    expect(new Set(said.map((label) => label.split(" of ")[1]))).toEqual(new Set(["6"]));
    expect(found).toMatchObject({ name: "parts", team: "The team", group, training: "parts:1", gate: "r2 >= 0.7" });
    expect(kept.map(({ team }) => team)).toEqual([
      undefined,
      undefined,
      "Team",
      "The team",
      "The team",
      "The team",
      "The team",
    ]);
  });

  it("offers the gate that a sample proposes", async () => {
    typed("r2 >= 0.8");
    const given: Partial<Answers> = { ...answers, gate: undefined };
    const proposeGate = jest.fn(async () => ({ gate: "r2 >= 0.8", why: "it reaches 0.85." }));
    await ask(given, { ...asking([]), proposeGate });
    expect(proposeGate).toHaveBeenCalledTimes(1);
    expect(jest.mocked(input).mock.calls.at(-1)![0]).toMatchObject({ default: "r2 >= 0.8" });
  });
});

describe("answers of a run that wrote no use case", () => {
  const said: string[] = [];
  beforeEach(() => {
    said.length = 0;
    jest.spyOn(console, "error").mockImplementation((text: string) => void said.push(text));
  });
  afterEach(() => jest.restoreAllMocks());

  it("are kept where the next run reads them, beside a file of the same name, and the command goes on with the same table", () =>
    inFolder((folder) => {
      const answered = { name: "parts", description: "Predicts: parts # now" };
      keepAnswers(answered, { config: "config", ml: "ml", data: "last year.csv", target: "sold" }, folder);
      expect(readAnswers(join(folder, "answers.yaml"), questions)).toEqual(answered);
      expect(said.join()).toMatch(
        /Go on with: npx mlops new --answers \S+answers\.yaml --data 'last year\.csv' --target sold$/,
      );
      keepAnswers({ ...answered, team: "Parts" }, { config: "elsewhere" }, folder);
      expect(readAnswers(join(folder, "answers.yaml"), questions)).toEqual(answered);
      expect(readAnswers(join(folder, "answers-parts.yaml"), questions)).toMatchObject({ team: "Parts" });
      expect(said.at(-1)).toMatch(/ --config elsewhere$/);
    }));

  it("are shown where no file can be written, and nothing is said where nothing was answered", () =>
    inFolder((folder) => {
      keepAnswers({}, {}, folder);
      expect(said).toEqual([]);
      writeFiles(folder, new Map([["a-file", "in the way"]]));
      keepAnswers({ name: "parts" }, { answers: join(folder, "a-file", "answers.yaml") }, folder);
      expect(said.join()).toContain("could not be kept");
      expect(said.join()).toContain("name: parts");
    }));
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
