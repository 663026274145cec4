import type { ComponentAsset, EnvironmentAsset, MlTree } from "../../schema/ml/tree";
import { UserError } from "../../domain/problem/problem";
import { shownPath } from "../../schema/folders";
import { trainingOf, type Answers, type TrainingAnswers } from "./questions";

/** Steps of a training in `ml/components/`, in order, with what each reads and gives on. */
const STEPS: readonly (readonly [step: string, component: string, bindings: string])[] = [
  [
    "validate",
    "validate_data",
    `    inputs:
      data: \${{parent.inputs.training_data}}
      definition: \${{parent.jobs.define.outputs.definition}}`,
  ],
  [
    "split",
    "split_data",
    `    inputs:
      data: \${{parent.jobs.validate.outputs.validated}}
      definition: \${{parent.jobs.define.outputs.definition}}`,
  ],
  [
    "train",
    "train_tabular",
    `    inputs:
      train: \${{parent.jobs.split.outputs.train}}
      validation: \${{parent.jobs.split.outputs.validation}}
      definition: \${{parent.jobs.define.outputs.definition}}
      overrides: \${{parent.inputs.overrides}}
    outputs:
      model: \${{parent.outputs.model}}`,
  ],
  [
    "evaluate",
    "evaluate_model",
    `    inputs:
      model: \${{parent.jobs.train.outputs.model}}
      test: \${{parent.jobs.split.outputs.test}}
      train: \${{parent.jobs.split.outputs.train}}
      definition: \${{parent.jobs.define.outputs.definition}}
      champion: \${{parent.inputs.champion}}
      model_name: \${{parent.inputs.model_name}}
    outputs:
      evaluation: \${{parent.outputs.evaluation}}`,
  ],
  [
    "explain",
    "explain_model",
    `    inputs:
      model: \${{parent.jobs.train.outputs.model}}
      test: \${{parent.jobs.split.outputs.test}}
      definition: \${{parent.jobs.define.outputs.definition}}
      champion: \${{parent.inputs.champion}}
      model_name: \${{parent.inputs.model_name}}
    outputs:
      explanation: \${{parent.outputs.explanation}}`,
  ],
  [
    "register",
    "register_model",
    `    inputs:
      model: \${{parent.jobs.train.outputs.model}}
      evaluation: \${{parent.jobs.evaluate.outputs.evaluation}}
      explanation: \${{parent.jobs.explain.outputs.explanation}}
      validation: \${{parent.jobs.validate.outputs.report}}
      training: \${{parent.jobs.train.outputs.training}}
      model_name: \${{parent.inputs.model_name}}`,
  ],
  [
    "publish",
    "publish_model",
    `    inputs:
      model: \${{parent.jobs.train.outputs.model}}
      registration: \${{parent.jobs.register.outputs.registration}}
      registry: \${{parent.inputs.registry}}`,
  ],
];
/** What steps run in. */
const ENVIRONMENT = "tabular-train";

/**
 * The files of a use case's training but for those that say what its data is: parameters, features, a pipeline of the
 * components in `ml/` at the versions that they have there, a scoring script, tests. By path in the use case's folder.
 * @throws UserError if `ml/` lacks a component or the environment
 */
export function trainingFiles(answers: TrainingAnswers, tree: MlTree): ReadonlyMap<string, string> {
  const { name, task } = answers;
  const { component, version } = trainingOf(answers);
  const definition = `${component}_definition`;
  const versions = versionsIn(tree);
  const at = (asset: string): string => `azureml:${asset}:${versions.get(asset)!}`;
  const steps = STEPS.map(
    ([step, used, bindings]) => `  ${step}:\n    type: command\n    component: ${at(used)}\n${bindings}`,
  );
  return new Map([
    ["params.yaml", params(name, task)],
    ["features.py", FEATURES],
    ["definition.yaml", definitionOf(name, definition, version, at(ENVIRONMENT))],
    ["pipeline.yaml", pipeline(answers, `azureml:${definition}:${version}`, steps)],
    ["score.py", score(name)],
    ["tests/test_model.py", tests(name)],
  ]);
}

/** Versions of what a training is made of, by name. */
function versionsIn({ folder, components, environments }: MlTree): ReadonlyMap<string, string> {
  const there: readonly (ComponentAsset | EnvironmentAsset)[] = [...components, ...environments];
  const known = new Map(there.flatMap(({ draft: { name, version } }) => (name && version ? [[name, version]] : [])));
  const missing = [...STEPS.map(([, component]) => component), ENVIRONMENT].filter((name) => !known.has(name));
  if (missing.length === 0) return known;
  throw new UserError([
    {
      code: "MLOPS-NEW-004",
      where: shownPath(folder),
      message: "what a training is made of is not all there",
      given: `without ${missing.join(", ")}`,
      fix: "leave --data out and name a component that trains elsewhere, or bring ml/ of this project",
    },
  ]);
}

const params = (name: string, task: Answers["task"]): string =>
  `# How the model is trained. \`mlops ml run ${name} --set learning_rate=0.05\` changes one for a run.
seed: 1
split:
  validation: 0.15
  test: 0.25
parameters:
  max_iter: 150
  min_samples_leaf: 20
  l2_regularization: 1.0
# Every combination is trained; the one with the smallest ${task === "regression" ? "mean absolute error" : "log loss"} on validation is kept.
search:
  learning_rate: [0.05, 0.1]
  max_leaf_nodes: [7, 15]
baseline:
  # A model that saves less of the loss of the best rule without features is not registered.
  gain: 0.05
`;

const FEATURES = `"""What the model learns from, made of the columns of a request. The same code runs in training and in the endpoint.

\`derive\` takes the contract's features, returns one row per row and looks at nothing else: no clock, no file, no other row. It
is written into the model by value, so it imports what it needs inside.
"""

import pandas as pd


def derive(frame: pd.DataFrame) -> pd.DataFrame:
    """Hands all features on; counts and yes or no become numbers. Add what you know of your customers here."""
    numbers = frame.select_dtypes(["number", "bool"]).columns
    return frame.assign(**{name: frame[name].astype("float64") for name in numbers})
`;

const definitionOf = (name: string, component: string, version: string, environment: string): string =>
  `# Hands the files that say what this use case is to the reusable components: a component's code cannot come from elsewhere.
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: ${component}
version: ${JSON.stringify(version)}
display_name: What ${name} is
description: contract.yaml, params.yaml and features.py of the use case as a folder
is_deterministic: true
outputs:
  definition:
    type: uri_folder
    description: The three files
additional_includes:
  - contract.yaml
  - params.yaml
  - features.py
environment: ${environment}
command: cp contract.yaml params.yaml features.py \${{outputs.definition}}/
`;

function pipeline(answers: TrainingAnswers, definition: string, steps: readonly string[]): string {
  const { name } = answers;
  const { component, version } = trainingOf(answers);
  return `# The training of ${name}: run by Azure ML, by \`mlops ml run ${name}\` and by jobs in the sandbox.
$schema: https://azuremlschemas.azureedge.net/latest/pipelineComponent.schema.json
type: pipeline
name: ${component}
version: ${JSON.stringify(version)}
display_name: Train ${name}
description: Checks data, splits it by time, trains, evaluates, explains, registers and publishes
inputs:
  training_data:
    type: uri_folder
    description: Rows with their labels, as CSV or Parquet files
  model_name:
    type: string
    default: ${name}
    description: Name to register under
  champion:
    type: mlflow_model
    optional: true
    description: What serves now; without it the version registered last
  overrides:
    type: string
    optional: true
    description: Parameters instead of params.yaml's, as NAME=VALUE separated by spaces
  registry:
    type: string
    optional: true
    description: Registry that the version is written into; without it it stays in the workspace
outputs:
  model:
    type: mlflow_model
  evaluation:
    type: uri_folder
  explanation:
    type: uri_folder
jobs:
  define:
    type: command
    component: ${definition}
${steps.join("\n")}
`;
}

const score = (
  name: string,
): string => `"""The endpoint of ${name}: Azure's inference server calls \`init\` once and \`run\` for every request.

A request is what an MLflow model takes, \`{"input_data": {"columns": […], "index": […], "data": [[…]]}}\`, or the short form
\`{"data": [{…}, …]}\`. Beside the contract's features it may hold the id: it is collected with the answer, so that the label
finds it.
"""

from __future__ import annotations

from typing import Any

from mlkit.serve import Endpoint

endpoint: Endpoint | None = None


def init() -> None:
    """Reads the model and opens the collectors."""
    global endpoint
    endpoint = Endpoint.from_environment()


def run(data: str) -> Any:
    """Answers a request; one with missing or mistyped values gets status 400 and all that is wrong."""
    assert endpoint is not None
    return endpoint.answer(data)
`;

const tests = (
  name: string,
): string => `"""What must hold of this use case's model, whatever its parameters: change features.py or params.yaml and run this."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlkit.features import derived, request_frame
from support.usecases import model, use_case

NAME = "${name}"
HERE = use_case(NAME)
ROWS = HERE.data().tail(50)


def test_features_are_of_the_row_alone() -> None:
    asked = request_frame(ROWS, HERE.contract)
    together = derived(HERE.features.derive, asked)
    apart = pd.concat([derived(HERE.features.derive, asked.iloc[[row]]) for row in range(len(asked))])
    pd.testing.assert_frame_equal(together, apart)


def test_answers_do_not_depend_on_the_order_of_rows() -> None:
    forward, backward = model(NAME).answer(ROWS).prediction, model(NAME).answer(ROWS[::-1]).prediction
    assert np.array_equal(forward, backward[::-1])
`;
