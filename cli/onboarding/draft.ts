import { stringify } from "yaml";
import { wrap } from "../../print/wrap";
import { teamSlugOf } from "../../domain/promotion/rules";
import type { Defaults } from "./defaults";
import { gateOf, trainingOf, type Answers } from "./questions";

/** A value as YAML, quoted where it has to be. */
const scalar = (value: string): string => stringify(value, { lineWidth: 0 }).trimEnd();
/** Quoted always: a version or time of day that YAML would take for a number. */
const quoted = (value: string): string => JSON.stringify(value);

/** What is known of the data's columns. */
export interface DraftColumns {
  readonly target: string;
  /** Features that are whole numbers and no categories. */
  readonly counts: readonly string[];
  /** What a sample says gates and thresholds should be. @default - nothing was computed */
  readonly proposed?: Proposed;
}

/** A threshold, and why it is that. */
export interface ProposedThreshold {
  readonly metric: string;
  readonly default: number;
  readonly value: number;
  /** Whether chance alone would exceed the default. */
  readonly raised: boolean;
  readonly reason: string;
}

/** What was computed from a sample: `ml/local/propose.py` says how. */
export interface Proposed {
  /** A bound for a metric; absent where no step computes the metric that was asked for. */
  readonly gate?: {
    readonly metric: string;
    readonly bound: "atLeast" | "atMost";
    readonly value: number;
    /** What 99 of 100 samples of so many rows reach. */
    readonly sure: number;
    /** Whether that is better than any rule without a model. */
    readonly beaten: boolean;
    readonly reason: string;
  };
  /** What a run of the monitors looks at; absent where the sample has not even one whole day. */
  readonly window?: {
    readonly days: number;
    readonly reason: string;
    /** By signal and type of feature. */
    readonly signals: Readonly<Record<string, Readonly<Record<string, ProposedThreshold>>>>;
  };
}

/**
 * The file of a new use case: what was answered, and every default with the reason why one would change it. Later edits
 * are made by hand; nothing reads it back.
 */
export function draftUseCase(answers: Answers, defaults: Defaults, columns?: DraftColumns): string {
  const sections = [
    head(answers, defaults),
    dataAndTraining(answers, defaults, columns),
    retraining(defaults),
    ...(watched(defaults) ? [monitors(answers, defaults, columns)] : []),
    serving(answers, defaults),
    promotion(answers, defaults, columns?.proposed),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** Monitors need egress that approved-only networks do not have. */
const watched = ({ unwatched }: Defaults): boolean => unwatched.length === 0;

const head = (answers: Answers, { environments }: Defaults): string =>
  `# yaml-language-server: $schema=../schemas/use-case.schema.json
description: ${scalar(answers.description)}
owner:
  team: ${scalar(answers.team)}
  # Its members see the endpoint, its metrics and logs; what else they may do is said in config/environments/.
  group: ${answers.group}
  name: ${scalar(answers.team)}
  # Gets every alert of the use case.
  contact: ${scalar(answers.contact)}
task: ${answers.task}
# A version enters them in this order. Without an environment here, nothing of the use case is there.
environments: [${environments.join(", ")}]`;

function dataAndTraining(answers: Answers, { cluster }: Defaults, columns: DraftColumns | undefined): string {
  const { component, version } = trainingOf(answers);
  return `data:
  # What production is compared with, usually the data the model was trained on. With \`path\` it is registered for you;
  # a new version is a new number here. With \`targetColumn\` monitors look at the features that matter most.
  reference:
    asset: ${answers.name}-reference
    version: "1"
    type: mltable
    path: azureml://datastores/workspaceblobstore/paths/${answers.name}/reference/${
      columns === undefined ? "" : `\n    targetColumn: ${scalar(columns.target)}`
    }
  # What the endpoint is asked and answers is collected; nothing else is needed.
  production:
    source: collector

# The pipeline component in the registry that every training runs, at the version that was tested.
training:
  component: ${component}
  version: ${quoted(version)}
  cluster: ${cluster}
  inputs:
    training_data:
      type: uri_folder
      path: azureml://datastores/workspaceblobstore/paths/${answers.name}/training/
  outputs:
    model:
      type: mlflow_model`;
}

const retraining = (defaults: Defaults): string =>
  `retraining:
  # \`every\`: day, week or month; or \`cron\`. \`paused: true\` keeps the schedule and starts nothing.
  schedule:
    every: week
    on: [monday]
    at: "02:00"
    timeZone: ${defaults.timeZone}
    # The first run; never today's date, so that deploying starts nothing.
    startDate: ${defaults.startDate}${
      watched(defaults)
        ? `
  # What drift does: \`notify\` tells the contact, \`automatic\` starts a training as well, within these limits.
  onDrift:
    mode: notify
    cooldown: 24h
    maxPerWeek: 2`
        : ""
    }`;

/** A reason as a sentence of comment lines that fit beside code. */
function comment(reason: string, indent: number): string {
  const lines = wrap(`${reason[0]!.toUpperCase()}${reason.slice(1)}.`, 118 - indent);
  return lines.map((line) => `${" ".repeat(indent)}# ${line}`).join("\n");
}

/** A metric and its threshold as YAML, with the reason where one was computed for this very metric. */
function threshold(
  proposed: Proposed | undefined,
  signal: string,
  kind: "numerical" | "categorical",
  metric: string,
  otherwise: number,
): string {
  const advice = proposed?.window?.signals[signal]?.[kind];
  const fits = advice?.metric === metric;
  const reason = fits ? `\n${comment(advice.reason, 8)}` : "";
  return `\n      ${kind}:\n        metric: ${metric}${reason}\n        above: ${fits ? advice.value : otherwise}`;
}

function monitors({ task }: Answers, { timeZone, startDate }: Defaults, columns: DraftColumns | undefined): string {
  const { counts = [], proposed } = columns ?? {};
  const types =
    counts.length === 0
      ? ""
      : `
      # Left alone, Azure compares whole numbers with few distinct values as categories.
      featureTypes:${counts.map((name) => `\n        ${name}: numerical`).join("")}`;
  const prediction =
    task === "classification"
      ? threshold(proposed, "prediction-drift", "categorical", "population-stability-index", 0.2)
      : threshold(proposed, "prediction-drift", "numerical", "normalized-wasserstein-distance", 0.2);
  const span = `${proposed?.window?.days ?? 1}d`;
  const about =
    proposed?.window === undefined
      ? "# Thresholds to start with: look at a month of results, then set them where they would have told of what you know."
      : `# Thresholds that chance exceeds in no more than 1 of 100 runs if as many rows are asked as the sample has.
${comment(proposed.window.reason, 2)}`;
  return `# Run for the version that is live, and for one that is tried.
monitors:
  schedule:
    every: day
    at: "06:00"
    timeZone: ${timeZone}
    startDate: ${startDate}
  ${about}
  signals:
    data-drift:
      type: data-drift
      window: ${span}${types}${threshold(proposed, "data-drift", "numerical", "jensen-shannon-distance", 0.1)}${threshold(proposed, "data-drift", "categorical", "population-stability-index", 0.2)}
    prediction-drift:
      type: prediction-drift
      window: ${span}${prediction}
    data-quality:
      type: data-quality
      window: ${span}${types}${threshold(proposed, "data-quality", "numerical", "null-value-rate", 0.05)}
      categorical:
        metric: out-of-bounds-rate
        above: 0.05`;
}

const serving = ({ name }: Answers, { size }: Defaults): string =>
  `# The endpoint. Nothing runs before config/releases/${name}.yaml names a version.
serving:
  model: ${name}
  size: ${size}
  # Two instances survive the loss of one; \`max\` is what load may make of it.
  instances:
    min: 2
    max: 4
  # Entra groups that may call it.
  callers: []
  alerts:
    serverErrorPercent: 1`;

function promotion(answers: Answers, defaults: Defaults, proposed: Proposed | undefined): string {
  const { approvers, approvingTeams, environments } = defaults;
  const { metric, bound, value } = gateOf(answers);
  const reason = proposed?.gate?.metric === metric ? `\n${comment(proposed.gate.reason, 6)}` : "";
  const last = environments.at(-1)!;
  const groups = approvers.map(({ group, name }) => `        - group: ${group}\n          name: ${scalar(name)}`);
  const counted = approvingTeams.filter((team) => teamSlugOf(team) !== teamSlugOf(answers.team));
  const teams =
    counted.length > 0
      ? `      teams: [${counted.map(scalar).join(", ")}]`
      : "      # GitHub counts the approvals of teams only: name who approves there as `teams: [<slug>]`.";
  return `promotion:
  gates:
    metrics:${reason}
      ${metric}:
        ${bound}: ${value}
    # How long a version must have been live in the environment before.
    soak: 3d
  approvals:
    ${last}:
      approvers:
${groups.join("\n")}
${teams}
  # Each step is taken when \`bake\` is over and nothing is wrong.
  rollout:
    - trafficPercent: 10
      bake: 24h
    - trafficPercent: 50
      bake: 24h
    - trafficPercent: 100
      bake: 24h
  # What sends all traffic back to the live version.
  rollback:
    serverErrorPercent: 5`;
}
