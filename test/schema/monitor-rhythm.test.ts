import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatProblem, messageOf } from "../../domain/problem/problem";
import { checkConfiguration, readSources } from "../../schema/load";
import { batchesJudgedAgain } from "../../schema/monitor-rhythm";
import { withoutBatch, writeConfiguration } from "../support/configuration";

describe("monitors of what batches write", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-rhythm-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const judged = (churn: Readonly<Record<string, unknown>>) => {
    writeConfiguration(folder, { useCases: { "customer-churn": churn } });
    const sources = readSources(folder);
    return batchesJudgedAgain(sources, checkConfiguration(sources, "2026-12-01"));
  };
  const looking = (schedule: object) => judged({ monitors: { schedule } });
  const scored = (schedule: object) => ({ serving: { batch: { schedule } } });
  const cron = (text: string) => ({ cron: text, every: undefined, on: undefined, at: undefined });
  const alarms = "each alarms for the same batch in every run until the next one";

  it("are told of once where they run more often than the batch, at the schedule, with both periods and the fix", () => {
    const told = judged({});
    expect(told.map(formatProblem)).toEqual([expect.stringMatching(/customer-churn\.yaml:\d+:\d+ MLOPS-MONITOR-013 /)]);
    expect(told.map(messageOf)).toEqual([
      `monitors.schedule runs every 1d, and batches that list-drift, list-performance, list-predictions look at come up to 7d apart: ${alarms}; ` +
        "let it run once for each batch, after serving.batch has ended, unless other signals must look sooner",
    ]);
    const { line } = told[0]!.where as { readonly line: number };
    const lines = readFileSync(join(folder, "use-cases/customer-churn.yaml"), "utf8").split("\n");
    expect(lines.slice(line - 2, line).map((text) => text.trim())).toEqual(["monitors:", "schedule:"]);
  });

  it("are fine where they run as rarely as the batch, or more rarely, whatever the hour", () => {
    expect(looking({ every: "week", on: ["monday"], at: "10:00" })).toEqual([]);
    expect(looking({ every: "week", on: ["sunday"], at: "05:30" })).toEqual([]);
    expect(looking({ every: "month", days: [1], at: "05:30" })).toEqual([]);
    // The positive twin: a second day of the week is one too many.
    expect(looking({ every: "week", on: ["monday", "thursday"], at: "10:00" }).map(messageOf)).toEqual([
      expect.stringContaining("runs every 4d, and batches"),
    ]);
  });

  it("are compared with the longest time that one batch stays the last", () => {
    const workdays = scored(cron("0 4 * * MON-FRI"));
    expect(judged(workdays).map(messageOf)).toEqual([expect.stringContaining("come up to 3d apart")]);
    expect(judged({ ...workdays, monitors: { schedule: cron("0 6 * * MON-FRI") } })).toEqual([]);
    expect(judged(scored({ every: "day", on: undefined, at: "04:00" }))).toEqual([]);
  });

  it("are fine where nothing runs, or nothing looks at batches", () => {
    expect(judged({ monitors: { paused: true } })).toEqual([]);
    expect(judged({ serving: { batch: { paused: true } } })).toEqual([]);
    expect(judged(withoutBatch)).toEqual([]);
  });

  it("that train by themselves are told to train again, unless the cooldown is as long as the batch's rhythm", () => {
    const training = (onDrift: object) =>
      judged({ retraining: { onDrift: { signals: ["list-drift"], ...onDrift } } }).map(messageOf);
    // In dev the mode is another, and so is what is told.
    expect(training({}).sort()).toEqual([
      expect.stringMatching(new RegExp(`${alarms}, .*\\(1d\\); .*; or let the cooldown be 7d$`)),
      expect.stringContaining(`${alarms}; let it run once`),
    ]);
    expect(training({ cooldown: "7d" })).toEqual([expect.stringContaining(`${alarms}; let it run once`)]);
  });

  it("are told of where an environment's own schedule stands", () => {
    const daily = { schedule: { every: "day", at: "05:30", timeZone: "Europe/Amsterdam", startDate: "2026-12-07" } };
    const told = judged({
      monitors: { schedule: { every: "week", on: ["monday"], at: "10:00" } },
      overrides: { prod: { monitors: daily } },
    });
    expect(told).toHaveLength(1);
    const { line } = told[0]!.where as { readonly line: number };
    const lines = readFileSync(join(folder, "use-cases/customer-churn.yaml"), "utf8").split("\n");
    expect(lines.findIndex((text) => text.startsWith("overrides:"))).toBeLessThan(line - 1);
    expect(lines[line - 1]!.trim()).toBe("schedule:");
  });
});
