/** One way to spoil the tree, and what is said of it: place, code and the words that tell. */
export interface BadAsset {
  readonly name: string;
  /** File below the project, what is in it, what stands there instead. `""` for the whole file: it is removed. */
  readonly spoil: readonly (readonly [file: string, from: string | RegExp, to: string])[];
  readonly says: readonly string[];
}

const train = "ml/components/train_tabular/component.yaml";
const volume = "ml/components/volume_signal/component.yaml";
const collected = "ml/components/collected_to_table/component.yaml";
const environment = "ml/environments/tabular-train/environment.yaml";
const pipeline = "ml/use-cases/customer-churn/pipeline.yaml";
const contract = "ml/use-cases/customer-churn/contract.yaml";
const sample = "ml/use-cases/customer-churn/sample-request.json";
const configured = "config/use-cases/customer-churn.yaml";

export const badAssets: readonly BadAsset[] = [
  {
    name: "a key that is misspelt",
    spoil: [[train, "is_deterministic:", "is_determinstic:"]],
    says: [
      "ml/components/train_tabular/component.yaml «is_determinstic: true» MLOPS-CONFIG-020 is_determinstic is not a known key (allowed type, $schema, name, version, display_name, description, tag…); did you mean is_deterministic?",
    ],
  },
  {
    name: "a type of a port that does not exist",
    spoil: [[train, "    type: mlflow_model", "    type: ml_flow_model"]],
    says: [
      "ml/components/train_tabular/component.yaml «ml_flow_model» MLOPS-CONFIG-023 outputs.model.type is not one of the choices (given ml_flow_model; allowed uri_file, uri_folder, mltable, mlflow_model, custom_model, t…); did you mean mlflow_model?",
    ],
  },
  {
    name: "a version that is a label",
    spoil: [[train, 'version: "1"', "version: latest"]],
    says: [
      "ml/components/train_tabular/component.yaml «latest» MLOPS-CONFIG-121 version is not an exact version (given latest; allowed one version as registered, such as 4 or 1.0.0); name the version that was tested: labels and ranges change without a review",
    ],
  },
  {
    name: "a version that is a number",
    spoil: [[train, 'version: "1"', "version: 1"]],
    says: [
      'ml/components/train_tabular/component.yaml «1» MLOPS-CONFIG-022 version is not text (given 1; allowed text); put it in quotes: "1"',
    ],
  },
  {
    name: "a placeholder of an undeclared input",
    spoil: [[train, "--train ${{inputs.train}}", "--train ${{inputs.trian}}"]],
    says: [
      "ml/components/train_tabular/component.yaml «train:» MLOPS-ML-012 inputs.train is declared, and command does not use it; use ${{inputs.train}}, or remove it",
      "ml/components/train_tabular/component.yaml «>-» MLOPS-ML-011 command uses input trian, which is not declared (given ${{inputs.trian}}; allowed train, validation, definition, overrides); did you mean train?",
    ],
  },
  {
    name: "a placeholder that is never closed",
    spoil: [[train, "${{outputs.model}}", "${{outputs.model}"]],
    says: [
      "ml/components/train_tabular/component.yaml «model:» MLOPS-ML-012 outputs.model is declared, and command does not use it; use ${{outputs.model}}, or remove it",
      "ml/components/train_tabular/component.yaml «>-» MLOPS-ML-011 command opens ${{ and never closes it (given --model ${{outputs.model} --training; allowed ${{inputs.<name>}}, ${{outputs.<name>}}, $[[ … ]])",
    ],
  },
  {
    name: "a placeholder of neither side",
    spoil: [[train, "${{outputs.model}}", "${{output.model}}"]],
    says: [
      "ml/components/train_tabular/component.yaml «model:» MLOPS-ML-012 outputs.model is declared, and command does not use it; use ${{outputs.model}}, or remove it",
      "ml/components/train_tabular/component.yaml «>-» MLOPS-ML-011 command names neither an input nor an output (given ${{output.model}}; allowed ${{inputs.<name>}}, ${{outputs.<name>}}, $[[ … ]])",
    ],
  },
  {
    name: "a bracket that is never closed",
    spoil: [[train, '"${{inputs.overrides}}"]]', '"${{inputs.overrides}}"']],
    says: [
      "ml/components/train_tabular/component.yaml «overrides:» MLOPS-ML-012 inputs.overrides is declared, and command does not use it; use ${{inputs.overrides}}, or remove it",
      "ml/components/train_tabular/component.yaml «model:» MLOPS-ML-012 outputs.model is declared, and command does not use it; use ${{outputs.model}}, or remove it",
      "ml/components/train_tabular/component.yaml «training:» MLOPS-ML-012 outputs.training is declared, and command does not use it; use ${{outputs.training}}, or remove it",
      'ml/components/train_tabular/component.yaml «>-» MLOPS-ML-011 command opens $[[ and never closes it (given $[[--overrides "${{inputs.overrides}}" -; allowed ${{inputs.<name>}}, ${{outputs.<name>}}, $[[ … ]])',
    ],
  },
  {
    name: "an optional input outside of brackets",
    spoil: [[train, '$[[--overrides "${{inputs.overrides}}"]]', '--overrides "${{inputs.overrides}}"']],
    says: [
      "ml/components/train_tabular/component.yaml «>-» MLOPS-ML-013 command uses input overrides outside of $[[ ]], and it may be left out (given ${{inputs.overrides}}); write $[[--overrides ${{inputs.overrides}}]]",
    ],
  },
  {
    name: "brackets around what is always given",
    spoil: [[train, "--train ${{inputs.train}}", "$[[--train ${{inputs.train}}]]"]],
    says: [
      "ml/components/train_tabular/component.yaml «>-» MLOPS-ML-013 command has $[[ ]] around what is always given (given $[[…${{inputs.train}}]]); remove $[[ and ]], or make the input optional: true",
    ],
  },
  {
    name: "an input that nothing uses",
    spoil: [[train, "  overrides:\n", "  spare:\n    type: string\n    default: x\n  overrides:\n"]],
    says: [
      "ml/components/train_tabular/component.yaml «spare:» MLOPS-ML-012 inputs.spare is declared, and command does not use it; use ${{inputs.spare}}, or remove it",
    ],
  },
  {
    name: "a default out of bounds",
    spoil: [["ml/components/validate_data/component.yaml", "default: 100", "default: 0"]],
    says: [
      "ml/components/validate_data/component.yaml «0» MLOPS-ML-017 inputs.fewest_rows.default is not what the input takes (given 0; allowed a whole number from 1)",
    ],
  },
  {
    name: "code that is not there",
    spoil: [[train, "code: ./src", "code: ./source"]],
    says: [
      "ml/components/train_tabular/component.yaml «./source» MLOPS-ML-010 code is no folder that exists (given ./source); mend the path",
    ],
  },
  {
    name: "an include that is not there",
    spoil: [[train, "- ../../library/mlkit", "- ../../library/mlkits"]],
    says: [
      "ml/components/train_tabular/component.yaml «../../library/mlkits» MLOPS-ML-010 additional_includes[0] does not exist (given ../../library/mlkits); mend the path",
    ],
  },
  {
    name: "an environment that is not there",
    spoil: [[train, "azureml:tabular-train:1", "azureml:tabular-train:2"]],
    says: [
      "ml/components/train_tabular/component.yaml «azureml:tabular-train:2» MLOPS-ML-014 environment is not in ml/environments (given azureml:tabular-train:2; allowed azureml:registry-publish:1, azureml:tabular-score:1, azureml…); did you mean azureml:tabular-train:1?",
    ],
  },
  {
    name: "an environment by label",
    spoil: [[train, "azureml:tabular-train:1", "azureml:tabular-train@latest"]],
    says: [
      "ml/components/train_tabular/component.yaml «azureml:tabular-train@la» MLOPS-ML-014 environment is a label, which changes without a review (given azureml:tabular-train@latest; allowed azureml:registry-publish:1, azureml:tabular-score:1, azureml…)",
    ],
  },
  {
    name: "an environment in the component",
    spoil: [[train, "environment: azureml:tabular-train:1", "environment:\n  image: ubuntu"]],
    says: [
      "ml/components/train_tabular/component.yaml «image: ubuntu» MLOPS-ML-014 environment is described in the component, and becomes an anonymous one (given a mapping of 1 key; allowed azureml:registry-publish:1, azureml:tabular-score:1, azureml…); give it a folder in ml/environments",
    ],
  },
  {
    name: "no environment",
    spoil: [[train, "environment: azureml:tabular-train:1\n", ""]],
    says: [
      "ml/components/train_tabular/component.yaml «$schema: https://azureml» MLOPS-ML-014 environment is missing: nothing says what it runs in (allowed azureml:registry-publish:1, azureml:tabular-score:1, azureml…)",
    ],
  },
  {
    name: "an image without a tag",
    spoil: [[environment, /^image: \S+/m, "image: mcr.microsoft.com/azureml/base"]],
    says: [
      "ml/environments/tabular-train/environment.yaml «mcr.microsoft.com/azurem» MLOPS-ML-014 image has no tag, and so changes without a review (given mcr.microsoft.com/azureml/base; allowed an image with a digest (@sha256:…) or a dated tag)",
    ],
  },
  {
    name: "a conda file that is not there",
    spoil: [[environment, "conda_file: conda.yaml", "conda_file: conda.yml"]],
    says: [
      "ml/environments/tabular-train/environment.yaml «conda.yml» MLOPS-ML-010 conda_file does not exist (given conda.yml); mend the path",
    ],
  },
  {
    name: "a signal that is a command",
    spoil: [[volume, "type: spark", "type: command"]],
    says: [
      "ml/components/volume_signal/component.yaml «$schema: https://azureml» MLOPS-CONFIG-021 command is missing; it means: The command line",
      "ml/components/volume_signal/component.yaml «$schema: https://azureml» MLOPS-ML-014 environment is missing: nothing says what it runs in (allowed azureml:registry-publish:1, azureml:tabular-score:1, azureml…)",
      "ml/components/volume_signal/component.yaml «command» MLOPS-ML-020 type is nothing that monitors run: they run on Spark alone (given command; allowed spark)",
      "ml/components/volume_signal/component.yaml «entry:» MLOPS-CONFIG-020 entry is not a known key (allowed type, $schema, name, version, display_name, description, tag…)",
      "ml/components/volume_signal/component.yaml «args: >-» MLOPS-CONFIG-020 args is not a known key (allowed type, $schema, name, version, display_name, description, tag…)",
      "ml/components/volume_signal/component.yaml «conf:» MLOPS-CONFIG-020 conf is not a known key (allowed type, $schema, name, version, display_name, description, tag…)",
    ],
  },
  {
    name: "a signal without its output",
    spoil: [[volume, /signal_metrics/g, "metrics"]],
    says: [
      "config/use-cases/customer-churn.yaml «volume_signal» MLOPS-ML-020 monitors.signals.call-volume.component writes no signal_metrics, and so is no signal (given volume_signal)",
    ],
  },
  {
    name: "a signal whose production data is a folder",
    spoil: [
      [
        volume,
        "    type: mltable\n    mode: direct\n    description: Collected",
        "    type: uri_folder\n    mode: direct\n    description: Collected",
      ],
    ],
    says: [
      "ml/components/volume_signal/component.yaml «uri_folder» MLOPS-ML-020 inputs.production_data.type is not what monitors give (given uri_folder; allowed mltable)",
    ],
  },
  {
    name: "a signal whose output is not direct",
    spoil: [[volume, /mode: direct\n {4}description: Rows/, "mode: upload\n    description: Rows"]],
    says: [
      "ml/components/volume_signal/component.yaml «upload» MLOPS-ML-020 outputs.signal_metrics.mode is nothing that Spark reads or writes (given upload; allowed direct)",
    ],
  },
  {
    name: "a signal of a version of one part",
    spoil: [[volume, 'version: "1.0.0"', 'version: "1"']],
    says: [
      'config/use-cases/customer-churn.yaml «"1.0.0"» MLOPS-ML-015 monitors.signals.call-volume.version is not the version of volume_signal that is in ml/ (given "1.0.0"; allowed 1); write "1"',
      'ml/components/volume_signal/component.yaml «"1"» MLOPS-ML-020 version is no version that monitors take (given "1"; allowed three numbers, such as "1.0.0")',
    ],
  },
  {
    name: "a threshold that is text",
    spoil: [[volume, "  drop_share_threshold:\n    type: number", "  drop_share_threshold:\n    type: string"]],
    says: [
      "ml/components/volume_signal/component.yaml «string» MLOPS-ML-020 inputs.drop_share_threshold.type is no threshold (given string; allowed number)",
    ],
  },
  {
    name: "a signal without the size of its driver",
    spoil: [[volume, "  spark.driver.cores: 1\n", ""]],
    says: [
      "ml/components/volume_signal/component.yaml «conf:» MLOPS-ML-020 conf lacks spark.driver.cores, which Azure ML asks for (allowed spark.driver.cores, spark.driver.memory, spark.executor.core…)",
    ],
  },
  {
    name: "data of a signal that its component does not take, and lacks",
    spoil: [[configured, "data: { ground_truth: labels }", "data: { ground_trust: labels }"]],
    says: [
      "config/use-cases/customer-churn.yaml «data: { ground_trust: la» MLOPS-ML-018 monitors.signals.performance.data lacks the data ground_truth, which performance_signal cannot do without (allowed inputs, outputs, answers, reference or labels)",
      "config/use-cases/customer-churn.yaml «ground_trust: labels }» MLOPS-ML-019 monitors.signals.performance.data.ground_trust is no data that performance_signal takes (allowed ground_truth, model_outputs); did you mean ground_truth?",
    ],
  },
  {
    name: "a preprocessing component with another output",
    spoil: [[collected, /preprocessed_input_data/g, "preprocessed_data"]],
    says: [
      "config/use-cases/customer-churn.yaml «collected_to_table, vers» MLOPS-ML-020 monitors.signals.call-volume.preprocessing.component writes no preprocessed_input_data, and so prepares nothing for a monitor (given collected_to_table)",
      "config/use-cases/customer-churn.yaml «collected_to_table, vers» MLOPS-ML-020 monitors.signals.performance.preprocessing.component writes no preprocessed_input_data, and so prepares nothing for a monitor (given collected_to_table)",
      "config/use-cases/customer-churn.yaml «collected_to_table, vers» MLOPS-ML-020 monitors.signals.list-performance.preprocessing.component writes no preprocessed_input_data, and so prepares nothing for a monitor (given collected_to_table)",
      "config/use-cases/fuel-efficiency.yaml «collected_to_table» MLOPS-ML-020 data.production.preprocessing.component writes no preprocessed_input_data, and so prepares nothing for a monitor (given collected_to_table)",
      "ml/components/collected_to_table/component.yaml «outputs:» MLOPS-ML-020 outputs lack preprocessed_input_data, which monitors give or read (allowed preprocessed_input_data: mltable)",
    ],
  },
  {
    name: "a step that reads data where it changes, and may be answered from an earlier run",
    spoil: [["ml/components/validate_data/component.yaml", "is_deterministic: false", "is_deterministic: true"]],
    says: [
      "ml/components/validate_data/component.yaml «true» MLOPS-ML-027 is_deterministic lets Azure ML take an earlier run's answer although training_data of ml/use-cases/customer-churn/pipeline.yaml changed (given true; allowed is_deterministic: false)",
      "ml/components/validate_data/component.yaml «true» MLOPS-ML-027 is_deterministic lets Azure ML take an earlier run's answer although telemetry of ml/use-cases/fuel-efficiency/pipeline.yaml changed (given true; allowed is_deterministic: false)",
    ],
  },
  {
    name: "an entry that is not in the code",
    spoil: [[volume, "file: main.py", "file: run.py"]],
    says: [
      "ml/components/volume_signal/component.yaml «run.py» MLOPS-ML-010 entry.file is not in the code (given run.py); mend the path",
    ],
  },
  {
    name: "two components of one name",
    spoil: [["ml/components/split_data/component.yaml", "name: split_data", "name: validate_data"]],
    says: [
      "ml/components/validate_data/component.yaml «validate_data» MLOPS-ML-025 name is the name of ml/components/split_data/component.yaml, too (given validate_data); rename one of the two",
      "ml/use-cases/customer-churn/pipeline.yaml «azureml:split_data:1» MLOPS-ML-015 jobs.split.component is not in ml/ (given azureml:split_data:1; allowed azureml:backtest_monitor:1.0.0, azureml:collected_rows:1.0.0…); did you mean azureml:validate_data:1?",
      "ml/use-cases/fuel-efficiency/pipeline.yaml «azureml:split_data:1» MLOPS-ML-015 jobs.split.component is not in ml/ (given azureml:split_data:1; allowed azureml:backtest_monitor:1.0.0, azureml:collected_rows:1.0.0…); did you mean azureml:validate_data:1?",
    ],
  },
  {
    name: "a component in a version that is not there",
    spoil: [[pipeline, "azureml:train_tabular:1", "azureml:train_tabular:2"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «azureml:train_tabular:2» MLOPS-ML-015 jobs.train.component is not the version that is in ml/ (given azureml:train_tabular:2; allowed azureml:backtest_monitor:1.0.0, azureml:collected_rows:1.0.0…); write azureml:train_tabular:1",
    ],
  },
  {
    name: "a component that is not there",
    spoil: [[pipeline, "azureml:train_tabular:1", "azureml:train_tabluar:1"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «azureml:train_tabluar:1» MLOPS-ML-015 jobs.train.component is not in ml/ (given azureml:train_tabluar:1; allowed azureml:backtest_monitor:1.0.0, azureml:collected_rows:1.0.0…); did you mean azureml:train_tabular:1?",
    ],
  },
  {
    name: "a component by file",
    spoil: [[pipeline, "azureml:train_tabular:1", "../../components/train_tabular/component.yaml"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «../../components/train_t» MLOPS-ML-015 jobs.train.component is a file, and becomes an anonymous component in the registry (given ../../components/train_tabular/component.yaml; allowed azureml:<name>:<version>, or its id in a registry)",
    ],
  },
  {
    name: "an input that the component lacks",
    spoil: [[pipeline, "      fewest_rows: 1000", "      fewest_row: 1000"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «fewest_row: 1000» MLOPS-ML-019 jobs.validate.inputs.fewest_row is no input of validate_data (allowed data, definition, fewest_rows); did you mean fewest_rows?",
    ],
  },
  {
    name: "a value out of bounds",
    spoil: [[pipeline, "fewest_rows: 1000", "fewest_rows: many"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «many» MLOPS-ML-017 jobs.validate.inputs.fewest_rows is not what the input takes (given many; allowed a whole number from 1)",
    ],
  },
  {
    name: "an input that is not given",
    spoil: [[pipeline, "      train: ${{parent.jobs.split.outputs.train}}\n      validation", "      validation"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «inputs:» MLOPS-ML-018 jobs.train.inputs lacks train, which train_tabular cannot do without (allowed train: uri_folder)",
    ],
  },
  {
    name: "a binding to a step that is not there",
    spoil: [[pipeline, "parent.jobs.split.outputs.validation", "parent.jobs.spilt.outputs.validation"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «${{parent.jobs.spilt.out» MLOPS-ML-016 jobs.train.inputs.validation is bound to no step (given ${{parent.jobs.spilt.outputs.validation}}; allowed define, validate, split, train, evaluate, explain, register,…); did you mean split?",
    ],
  },
  {
    name: "a binding to an output that is not there",
    spoil: [[pipeline, "parent.jobs.split.outputs.validation", "parent.jobs.split.outputs.valid"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «${{parent.jobs.split.out» MLOPS-ML-016 jobs.train.inputs.validation is bound to no output of split (given ${{parent.jobs.split.outputs.valid}}; allowed train, validation, test, report)",
    ],
  },
  {
    name: "a binding to an input that is not there",
    spoil: [[pipeline, "parent.inputs.horizon_days", "parent.inputs.horizon"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «horizon_days:» MLOPS-ML-012 inputs.horizon_days is declared, and no step uses it; remove it",
      "ml/use-cases/customer-churn/pipeline.yaml «${{parent.inputs.horizon» MLOPS-ML-016 jobs.split.inputs.gap_days is bound to no input of the pipeline (given ${{parent.inputs.horizon}}; allowed training_data, horizon_days, model_name, champion, overrides…)",
    ],
  },
  {
    name: "a binding of types that do not fit",
    spoil: [
      [
        pipeline,
        "      model: ${{parent.jobs.train.outputs.model}}\n      evaluation:",
        "      model: ${{parent.jobs.split.outputs.test}}\n      evaluation:",
      ],
    ],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «${{parent.jobs.split.out» MLOPS-ML-017 jobs.register.inputs.model binds uri_folder to mlflow_model (given ${{parent.jobs.split.outputs.test}}; allowed mlflow_model)",
    ],
  },
  {
    name: "a binding that is misread",
    spoil: [[pipeline, "${{parent.jobs.split.outputs.validation}}", "${{jobs.split.outputs.validation}}"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «${{jobs.split.outputs.va» MLOPS-ML-016 jobs.train.inputs.validation is no binding of an input (given ${{jobs.split.outputs.validation}}; allowed a value, ${{parent.inputs.<name>}}, ${{parent.jobs.<step>.ou…)",
    ],
  },
  {
    name: "what may be left out where a step needs it",
    spoil: [[pipeline, "    default: customer-churn\n", "    optional: true\n"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «${{parent.inputs.model_n» MLOPS-ML-018 jobs.register.inputs.model_name may be left out of the pipeline, and the step cannot do without it (given ${{parent.inputs.model_name}}); give the pipeline's input model_name a default, or let the component's be optional",
    ],
  },
  {
    name: "steps that wait for each other",
    spoil: [
      [pipeline, "data: ${{parent.jobs.validate.outputs.validated}}", "data: ${{parent.jobs.split.outputs.train}}"],
    ],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «split:» MLOPS-ML-016 jobs.split waits for itself: split → split; break the circle",
    ],
  },
  {
    name: "an output that no step writes",
    spoil: [[pipeline, "    outputs:\n      model: ${{parent.outputs.model}}\n", ""]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «model:» MLOPS-ML-012 outputs.model is declared, and no step writes it; bind it in a step: ${{parent.outputs.model}}",
    ],
  },
  {
    name: "a mapping where a value stands",
    spoil: [[pipeline, "fewest_rows: 1000", "fewest_rows: {type: integer}"]],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «{type: integer}» MLOPS-CONFIG-022 jobs.validate.inputs.fewest_rows is not a single value (given a mapping of 1 key; allowed a text, a number, true or false)",
    ],
  },
  {
    name: "a contract with two targets",
    spoil: [[contract, "use: sensitive", "use: target"]],
    says: [
      "config/use-cases/customer-churn.yaml «churned» MLOPS-ML-023 data.reference.targetColumn is not the target of contract.yaml (given churned; allowed age_group)",
      'ml/use-cases/customer-churn/contract.yaml «text» MLOPS-ML-023 columns[9].type is nothing that a classification finds (given text; allowed whole, with categories ["0", "1"])',
      "ml/use-cases/customer-churn/contract.yaml «use: target, categories:» MLOPS-ML-023 columns[10].use is target a second time (allowed one column with use: target)",
    ],
  },
  {
    name: "a contract without a time",
    spoil: [[contract, "use: time", "use: extra"]],
    says: [
      "ml/use-cases/customer-churn/contract.yaml «columns:» MLOPS-ML-023 columns have no time (allowed one column with use: time)",
    ],
  },
  {
    name: "a whole number of which nobody says what it is",
    spoil: [[contract, "    featureType: numerical\n  - name: contract", "  - name: contract"]],
    says: [
      "ml/use-cases/customer-churn/contract.yaml «name: tenure_months» MLOPS-ML-023 columns[2].featureType is missing: of whole numbers with few distinct values Azure makes categories (allowed numerical, categorical)",
    ],
  },
  {
    name: "a maximum below the minimum",
    spoil: [[contract, "maximum: 360", "maximum: -1"]],
    says: [
      "ml/use-cases/customer-churn/contract.yaml «-1» MLOPS-ML-023 columns[2].maximum lies below the minimum (given -1; allowed 0 or more)",
      "ml/use-cases/customer-churn/sample-request.json «3,» MLOPS-ML-024 tenure_months is not what the contract allows (given 3; allowed a whole number from 0 to -1)",
      "ml/use-cases/customer-churn/sample-request.json «74,» MLOPS-ML-024 tenure_months is not what the contract allows (given 74; allowed a whole number from 0 to -1)",
    ],
  },
  {
    name: "a category with a comma",
    spoil: [[contract, "[monthly, one_year", '["monthly, free", one_year']],
    says: [
      'ml/use-cases/customer-churn/contract.yaml «"monthly, free", one_yea» MLOPS-ML-023 columns[3].categories[0] holds a comma or a bracket, and Azure\'s data quality never finds such a category again (given "monthly, free"); write the value without it, in the data, too',
      'ml/use-cases/customer-churn/sample-request.json «"monthly",» MLOPS-ML-024 contract is not what the contract allows (given "monthly"; allowed monthly, free, one_year, two_year)',
    ],
  },
  {
    name: "a column twice",
    spoil: [[contract, "name: paperless", "name: support_calls"]],
    says: [
      "ml/use-cases/customer-churn/contract.yaml «support_calls, type: boo» MLOPS-CONFIG-026 columns[8].name is listed twice (given support_calls); remove one",
      "ml/use-cases/customer-churn/sample-request.json «3,» MLOPS-ML-024 support_calls is not what the contract allows (given 3; allowed true or false)",
      "ml/use-cases/customer-churn/sample-request.json «false» MLOPS-ML-024 paperless is neither a feature of the contract nor its id (allowed customer_id, tenure_months, contract, monthly_charge, data_u…); remove it, or add it to contract.yaml",
      "ml/use-cases/customer-churn/sample-request.json «0,» MLOPS-ML-024 support_calls is not what the contract allows (given 0; allowed true or false)",
      "ml/use-cases/customer-churn/sample-request.json «true» MLOPS-ML-024 paperless is neither a feature of the contract nor its id (allowed customer_id, tenure_months, contract, monthly_charge, data_u…); remove it, or add it to contract.yaml",
    ],
  },
  {
    name: "a classification of three",
    spoil: [[contract, '["0", "1"]', '["0", "1", "2"]']],
    says: [
      'ml/use-cases/customer-churn/contract.yaml «whole, use: target, cate» MLOPS-ML-023 columns[10].type is nothing that a classification finds (given whole; allowed whole, with categories ["0", "1"])',
    ],
  },
  {
    name: "a request that lacks a feature",
    spoil: [[sample, '      "contract": "monthly",\n', ""]],
    says: [
      "ml/use-cases/customer-churn/sample-request.json «{» MLOPS-ML-024 row 1 lacks contract, a feature of the contract; add it",
    ],
  },
  {
    name: "a request with a wrong value",
    spoil: [[sample, '"tenure_months": 74', '"tenure_months": "74"']],
    says: [
      'ml/use-cases/customer-churn/sample-request.json «"74",» MLOPS-ML-024 tenure_months is not what the contract allows (given "74"; allowed a whole number from 0 to 360)',
    ],
  },
  {
    name: "a request with a column that nobody knows",
    spoil: [[sample, '"contract": "two_year"', '"contrat": "two_year"']],
    says: [
      "ml/use-cases/customer-churn/sample-request.json «{» MLOPS-ML-024 row 2 lacks contract, a feature of the contract; add it",
      'ml/use-cases/customer-churn/sample-request.json «"two_year",» MLOPS-ML-024 contrat is neither a feature of the contract nor its id (allowed customer_id, tenure_months, contract, monthly_charge, data_u…); did you mean contract?',
    ],
  },
  {
    name: "a request that is no JSON",
    spoil: [[sample, '"data": [', '"data": ']],
    says: [
      "ml/use-cases/customer-churn/sample-request.json «{» MLOPS-ML-024 the request is no JSON: Expected double-quoted property name in JSON at position 266",
    ],
  },
  {
    name: "a request without rows",
    spoil: [[sample, '"data"', '"rows"']],
    says: [
      'ml/use-cases/customer-churn/sample-request.json «{» MLOPS-ML-024 the request holds no rows (allowed {"data": [{"column": value}]})',
    ],
  },
  {
    name: "a use case without a request",
    spoil: [[sample, "", ""]],
    says: [
      "ml/use-cases/customer-churn «1:1» MLOPS-ML-010 sample-request.json is missing; add a request with every feature of the contract",
    ],
  },
  {
    name: "a use case without features",
    spoil: [["ml/use-cases/customer-churn/features.py", "", ""]],
    says: [
      "ml/use-cases/customer-churn «1:1» MLOPS-ML-010 features.py is missing; every use case has one; see ml/README.md",
      "ml/use-cases/customer-churn/definition.yaml «features.py» MLOPS-ML-010 additional_includes[2] does not exist (given features.py); mend the path",
    ],
  },
  {
    name: "a training in another version",
    spoil: [[configured, 'version: "4"', 'version: "3"']],
    says: [
      'config/use-cases/customer-churn.yaml «"3"» MLOPS-ML-015 training.version is not the version of customer_churn_training that is in ml/ (given "3"; allowed 4); write "4"',
    ],
  },
  {
    name: "a batch whose pipeline takes and writes other things",
    spoil: [
      [
        configured,
        /component: customer_churn_scoring[^]*?      customers:[^]*?      predictions:/,
        `component: customer_churn_scoring
    version: "2"
    cluster: cpu
    modelInput: customers
    schedule: { every: week, on: [monday], at: "06:00", startDate: 2026-12-07 }
    inputs:
      fewest_rows: { type: literal, value: "none" }
    outputs:
      predicitons:`,
      ],
    ],
    says: [
      'config/use-cases/customer-churn.yaml «"2"» MLOPS-ML-015 serving.batch.version is not the version of customer_churn_scoring that is in ml/ (given "2"; allowed 1); write "1"',
      "config/use-cases/customer-churn.yaml «customers» MLOPS-ML-017 serving.batch.modelInput gives a model to customers, which takes uri_folder (given customers; allowed mlflow_model)",
      "config/use-cases/customer-churn.yaml «inputs:» MLOPS-ML-018 serving.batch.inputs lacks the input model, which the scoring cannot do without (allowed model: mlflow_model)",
      'config/use-cases/customer-churn.yaml «"none" }» MLOPS-ML-017 serving.batch.inputs.fewest_rows.value is not what the scoring takes (given "none"; allowed a whole number from 1)',
      "config/use-cases/customer-churn.yaml «predicitons:» MLOPS-ML-019 serving.batch.outputs.predicitons is no output of the scoring (allowed predictions, scored, collected_inputs, collected_outputs); did you mean predictions?",
    ],
  },
  {
    name: "a batch without an input that takes the model",
    spoil: [
      [
        "ml/use-cases/customer-churn/scoring.yaml",
        "  model:\n    type: mlflow_model",
        "  model:\n    type: uri_folder",
      ],
    ],
    says: [
      "config/use-cases/customer-churn.yaml «batch:» MLOPS-ML-017 serving.batch gives a model to model, which takes uri_folder (allowed mlflow_model)",
      "ml/use-cases/customer-churn/scoring.yaml «${{parent.inputs.model}}» MLOPS-ML-017 jobs.score.inputs.model binds uri_folder to mlflow_model (given ${{parent.inputs.model}}; allowed mlflow_model)",
    ],
  },
  {
    name: "a step that is misspelt in a pipeline that scores",
    spoil: [
      [
        "ml/use-cases/customer-churn/scoring.yaml",
        "rows: ${{parent.inputs.customers}}",
        "row: ${{parent.inputs.customer}}",
      ],
    ],
    says: [
      "ml/use-cases/customer-churn/scoring.yaml «customers:» MLOPS-ML-012 inputs.customers is declared, and no step uses it; remove it",
      "ml/use-cases/customer-churn/scoring.yaml «inputs:» MLOPS-ML-018 jobs.score.inputs lacks rows, which score_batch cannot do without (allowed rows: uri_folder)",
      "ml/use-cases/customer-churn/scoring.yaml «row: ${{parent.inputs.cu» MLOPS-ML-019 jobs.score.inputs.row is no input of score_batch (allowed model, rows, fewest_rows); did you mean rows?",
      "ml/use-cases/customer-churn/scoring.yaml «${{parent.inputs.custome» MLOPS-ML-016 jobs.score.inputs.row is bound to no input of the pipeline (given ${{parent.inputs.customer}}; allowed model, customers, fewest_rows); did you mean customers?",
    ],
  },
  {
    name: "a training that is not there",
    spoil: [[configured, "component: customer_churn_training", "component: customer_churn_trainig"]],
    says: [
      "config/use-cases/customer-churn.yaml «customer_churn_trainig» MLOPS-ML-015 training.component is not in ml/ (given customer_churn_trainig; allowed customer_churn_training, customer_churn_scoring, fuel_effici…); did you mean customer_churn_training?",
    ],
  },
  {
    name: "a training input that is not there",
    spoil: [[configured, "horizon_days:", "horizon:"]],
    says: [
      "config/use-cases/customer-churn.yaml «horizon:» MLOPS-ML-019 training.inputs.horizon is no input of the training (allowed training_data, horizon_days, model_name, champion, overrides…)",
    ],
  },
  {
    name: "a training input out of bounds",
    spoil: [[configured, 'value: "7"', 'value: "-1"']],
    says: [
      'config/use-cases/customer-churn.yaml «"-1"» MLOPS-ML-017 training.inputs.horizon_days.value is not what the training takes (given "-1"; allowed a number from 0)',
    ],
  },
  {
    name: "a training input of another type",
    spoil: [
      [
        configured,
        "      type: uri_folder\n      path: azureml://datastores/workspaceblobstore/paths/customer-churn/training/",
        "      type: mltable\n      path: azureml://datastores/workspaceblobstore/paths/customer-churn/training/",
      ],
    ],
    says: [
      "config/use-cases/customer-churn.yaml «mltable» MLOPS-ML-017 training.inputs.training_data.type is not the type of the training's input (given mltable; allowed uri_folder)",
    ],
  },
  {
    name: "a training output that is not there",
    spoil: [[configured, "    model:\n      type: mlflow_model", "    modell:\n      type: mlflow_model"]],
    says: [
      "config/use-cases/customer-churn.yaml «modell:» MLOPS-ML-019 training.outputs.modell is no output of the training (allowed model, evaluation, explanation); did you mean model?",
    ],
  },
  {
    name: "a gate on a metric that nothing produces",
    spoil: [[configured, "      auc:\n        atLeast: 0.", "      roc_auc:\n        atLeast: 0."]],
    says: [
      "config/use-cases/customer-churn.yaml «roc_auc:» MLOPS-ML-021 promotion.gates.metrics.roc_auc is a metric that no step of the training produces (allowed auc, recall, precision, f1, accuracy, selection_rate, log_lo…)",
    ],
  },
  {
    name: "a gate on the worst group of a column that the contract does not slice",
    spoil: [[configured, "      recall:\n        atLeast: 0.", "      recall_worst_age_group:\n        atLeast: 0."]],
    says: [
      "config/use-cases/customer-churn.yaml «recall_worst_age_group:» MLOPS-ML-021 promotion.gates.metrics.recall_worst_age_group is a metric that no step of the training produces (allowed auc, recall, precision, f1, accuracy, selection_rate, log_lo…); did you mean recall_gap_age_group?",
    ],
  },
  {
    name: "slices of a column without groups",
    spoil: [[contract, "{ name: monthly_charge, type: number,", "{ name: monthly_charge, slices: true, type: number,"]],
    says: [
      "ml/use-cases/customer-churn/contract.yaml «true, type: number, desc» MLOPS-ML-023 columns[4].slices is nothing that a number has (given true); remove it",
    ],
  },
  {
    name: "a champion compared by a metric that nothing produces",
    spoil: [[configured, "metric: auc\n", "metric: gini\n"]],
    says: [
      "config/use-cases/customer-churn.yaml «gini» MLOPS-ML-021 promotion.gates.champion.metric is a metric that no step of the training produces (given gini; allowed auc, recall, precision, f1, accuracy, selection_rate, log_lo…)",
    ],
  },
  {
    name: "another model served than is registered",
    spoil: [[configured, "  model: customer-churn\n", "  model: churn\n"]],
    says: [
      "config/use-cases/customer-churn.yaml «churn» MLOPS-ML-022 serving.model is not what the training registers (given churn; allowed customer-churn); write customer-churn, or give the training its name",
    ],
  },
  {
    name: "another target than the contract's",
    spoil: [[configured, /churned/g, "left"]],
    says: [
      "config/use-cases/customer-churn.yaml «left» MLOPS-ML-023 data.reference.targetColumn is not the target of contract.yaml (given left; allowed churned)",
    ],
  },
  {
    name: "a feature that the contract lacks",
    spoil: [[configured, "        top: 10\n", "        only: [tenure_month]\n"]],
    says: [
      "config/use-cases/customer-churn.yaml «tenure_month]» MLOPS-ML-023 monitors.signals.data-drift.features.only[0] is no feature of contract.yaml (given tenure_month; allowed tenure_months, contract, monthly_charge, data_usage_gb, supp…); did you mean tenure_months?",
    ],
  },
  {
    name: "a signal that is not there",
    spoil: [[configured, /component: (call_)?volume_signal/, "component: volumes_signal"]],
    says: [
      "config/use-cases/customer-churn.yaml «volumes_signal» MLOPS-ML-015 monitors.signals.call-volume.component is not in ml/ (given volumes_signal; allowed backtest_monitor, collected_rows, collected_to_table, evalua…); did you mean volume_signal?",
    ],
  },
  {
    name: "a metric without a threshold",
    spoil: [[configured, "metric: std_deviation", "metric: standard_deviation"]],
    says: [
      "config/use-cases/customer-churn.yaml «standard_deviation» MLOPS-ML-020 monitors.signals.call-volume.metric has no threshold in volume_signal (given standard_deviation; allowed std_deviation, drop_share, rise_share); did you mean std_deviation?",
    ],
  },
  {
    name: "trainings without the registry that their environments publish into, and with one that is no text",
    spoil: [
      ["ml/use-cases/customer-churn/pipeline.yaml", /  registry:\n    type: string\n    optional: true\n.*\n/, ""],
      ["ml/use-cases/customer-churn/pipeline.yaml", /  publish:\n[^]*$/, ""],
      ["config/environments/preprod.yaml", "publishesModels: true", "publishesModels: false"],
      ["ml/use-cases/fuel-efficiency/pipeline.yaml", /(?<=  registry:\n    type: )string/, "number"],
    ],
    says: [
      "ml/use-cases/customer-churn/pipeline.yaml «inputs:» MLOPS-ML-018 inputs lacks the input registry: trainings of dev, prod write into the registry that it names (compute.publishesModels); add registry: { type: string, optional: true } and give it to a step of publish_model",
      "ml/use-cases/fuel-efficiency/pipeline.yaml «number» MLOPS-ML-017 inputs.registry.type is not text: trainings of dev, prod write into the registry that it names (compute.publishesModels) (given number; allowed string)",
      "ml/use-cases/fuel-efficiency/pipeline.yaml «${{parent.inputs.registr» MLOPS-ML-017 jobs.publish.inputs.registry binds number to string (given ${{parent.inputs.registry}}; allowed string)",
    ],
  },
  {
    name: "another task than the contract's",
    spoil: [[configured, "task: classification", "task: regression"]],
    says: [
      "config/use-cases/customer-churn.yaml «regression» MLOPS-ML-023 task is not the task of contract.yaml (given regression; allowed classification)",
    ],
  },
  {
    name: "a scoring script, code and environment that are not there",
    spoil: [
      [configured, "asset: customer-churn-score", "asset: customer-chrun-score"],
      [configured, "environment: { name: tabular-score", "script: main.py\n    environment: { name: tabular-scor"],
    ],
    says: [
      "config/use-cases/customer-churn.yaml «customer-chrun-score, ve» MLOPS-ML-026 serving.scoring.code.asset is no scoring code of ml/ (given customer-chrun-score; allowed customer-churn-score, fuel-efficiency-score); did you mean customer-churn-score?",
      "config/use-cases/customer-churn.yaml «main.py» MLOPS-ML-026 serving.scoring.script is not in the published code (given main.py; allowed score.py)",
      'config/use-cases/customer-churn.yaml «tabular-scor, version: "» MLOPS-ML-026 serving.scoring.environment.name is no environment of ml/ (given tabular-scor; allowed tabular-score); did you mean tabular-score?',
    ],
  },
  {
    name: "another use case's scoring script, and an environment that serves nothing",
    spoil: [
      [configured, "asset: customer-churn-score", "asset: fuel-efficiency-score"],
      [configured, "environment: { name: tabular-score", "environment: { name: tabular-train"],
    ],
    says: [
      "config/use-cases/customer-churn.yaml «fuel-efficiency-score, v» MLOPS-ML-026 serving.scoring.code.asset answers by the contract of fuel-efficiency, not of customer-churn (given fuel-efficiency-score; allowed customer-churn-score)",
      "config/use-cases/customer-churn.yaml «tabular-train, version:» MLOPS-ML-026 serving.scoring.environment.name has no inference_config: nothing would answer in it (given tabular-train; allowed tabular-score)",
    ],
  },
  {
    name: "old versions of scoring code and environment",
    spoil: [
      [configured, 'asset: customer-churn-score, version: "4"', 'asset: customer-churn-score, version: "3"'],
      [configured, 'name: tabular-score, version: "1"', 'name: tabular-score, version: "7"'],
    ],
    says: [
      'config/use-cases/customer-churn.yaml «"3" }» MLOPS-ML-026 serving.scoring.code.version is not the version of customer-churn-score that is in ml/: code has its pipeline\'s (given "3"; allowed 4); write "4"',
      'config/use-cases/customer-churn.yaml «"7" }» MLOPS-ML-026 serving.scoring.environment.version is not the version of tabular-score that is in ml/ (given "7"; allowed 1); write "1"',
    ],
  },
  {
    name: "columns of answers that the scoring script does not collect",
    spoil: [[configured, "score_column: churned_probability", "score_column: probability"]],
    says: [
      "config/use-cases/customer-churn.yaml «probability» MLOPS-ML-026 monitors.signals.performance.inputs.score_column is no column that the scoring script collects under this meaning (given probability; allowed churned_probability)",
    ],
  },
];
