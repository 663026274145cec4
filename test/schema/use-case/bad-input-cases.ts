import { setInYaml } from "../../../schema/yaml/edit";
import { shippedTexts } from "../../support/configuration";

/** One way to get a use case or a release wrong. */
export interface BadUseCase {
  readonly name: string;
  /** Replacements in the shipped files, each by file, what stands there once, and what to write instead. */
  readonly edits: readonly (readonly [file: keyof typeof FILES, from: string, to: string])[];
  /** Keys to take away, each by file. */
  readonly drop?: readonly (readonly [file: keyof typeof FILES, key: string])[];
  /** Files to add, by path. */
  readonly add?: Readonly<Record<string, string>>;
  /** Every line of the message. */
  readonly says: readonly string[];
}

export const FILES = {
  churn: "use-cases/customer-churn.yaml",
  fuel: "use-cases/fuel-efficiency.yaml",
  churnRelease: "releases/customer-churn.yaml",
  fuelRelease: "releases/fuel-efficiency.yaml",
  organization: "organization.yaml",
  dev: "environments/dev.yaml",
  prod: "environments/prod.yaml",
} as const;

/** The shipped files, spoilt. */
export function spoilt({ edits, add = {}, drop = [] }: Omit<BadUseCase, "name" | "says">): Map<string, string> {
  const texts = shippedTexts();
  for (const [file, from, to] of edits) {
    const parts = texts.get(FILES[file])!.split(from);
    if (parts.length !== 2) throw new Error(`${FILES[file]} does not hold once: ${from}`);
    texts.set(FILES[file], parts.join(to));
  }
  for (const [file, key] of drop) texts.set(FILES[file], setInYaml(texts.get(FILES[file])!, key.split("."), undefined));
  const special: Readonly<Record<string, string>> = {
    shipped: texts.get(FILES.churn)!,
    "dev-one": texts.get("environments/dev.yaml")!.replace("10.40.0.0/22", "10.40.12.0/22").replace("ci-ada", "ci-eve"),
  };
  for (const [path, text] of Object.entries(add)) texts.set(path, special[text] ?? text);
  return texts;
}

export const badUseCases: readonly BadUseCase[] = [
  {
    name: "a budget that Azure does not make",
    edits: [
      [
        "fuel",
        "serving:\n  model: fuel-efficiency\n",
        "serving:\n  budget: { amount: 0, startMonth: 2026-13, thresholdPercents: [80, 50] }\n  model: fuel-efficiency\n",
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:90:21 MLOPS-CONFIG-024 serving.budget.amount is too small (given 0; allowed 1 to 1000000000)",
      "use-cases/fuel-efficiency.yaml:90:36 MLOPS-CONFIG-034 serving.budget.startMonth is not a month to start a budget in (given 2026-13; allowed YYYY-MM from 2017-06)",
      "use-cases/fuel-efficiency.yaml:90:69 MLOPS-CONFIG-036 serving.budget.thresholdPercents[1] is not more than 80 before it (given 50); sort the percentages, each once",
    ],
  },
  {
    name: "names by patterns of the organization that are too long",
    edits: [
      [
        "organization",
        "\ntags:\n",
        '\nnaming:\n  environments: { dev: x, preprod: y }\n  patterns:\n    useCaseBudget: "a-budget-for-everything-that-answers-questions-in-{useCase}-{environment}"\n    onlineEndpoint: "{useCase}-{environment}-of-everybody-{hash}"\ntags:\n',
      ],
    ],
    says: ["customer-churn", "fuel-efficiency"].flatMap((one) => [
      `use-cases/${one}.yaml:3:1 MLOPS-CONFIG-060 the file makes a bad name: the composed name of the onlineEndpoint is not one that Azure accepts (given ${one}-prod-of-everybody-${one === "customer-churn" ? "e3f5" : "e904"} (${one.length + 23} characters); allowed 3 to 32 characters matching ^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$); give the use case a name of at most 9 characters`,
      `use-cases/${one}.yaml:3:1 MLOPS-CONFIG-175 the file has a name in dev that Azure does not accept, by naming.patterns.useCaseBudget in organization.yaml (given a-budget-for-everything-that-answers-questions-in-${one}-x (${one.length + 52} characters); allowed 1 to 63 characters matching ^[-\\w]+$); shorten the pattern, or give the use case a shorter name`,
    ]),
  },
  {
    name: "a name by a pattern of the organization that is too long in the second region of an environment alone",
    edits: [
      [
        "organization",
        "\ntags:\n",
        '\nnaming:\n  environments: { dev: x, preprod: y, prod: z }\n  patterns:\n    useCaseBudget: "a-budget-for-everything-that-answers-{useCase}{environment}{region}"\ntags:\n',
      ],
      ["organization", "replicas: []", "replicas: [northeurope]"],
      [
        "dev",
        "\ncompute:\n",
        "\nrecovery:\n  location: northeurope\n  mode: cold\n  network:\n    addressSpace: 10.40.12.0/22\n\ncompute:\n",
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:3:1 MLOPS-CONFIG-175 the file has a name in dev-recovery that Azure does not accept, by naming.patterns.useCaseBudget in organization.yaml (given a-budget-for-everything-that-answers-fuel-efficiencyxnortheurope (64 characters); allowed 1 to 63 characters matching ^[-\\w]+$); shorten the pattern, or give the use case a shorter name",
    ],
  },
  // Where it lives.
  {
    name: "an unknown environment",
    edits: [["churn", "[dev, preprod, prod]", "[dev, preprod, prd]"]],
    says: [
      "use-cases/customer-churn.yaml:10:30 MLOPS-CONFIG-103 environments[2] is no environment (given prd; allowed dev, preprod, prod); did you mean prod?",
    ],
  },
  {
    name: "live answers compared by what is nothing of a regression, without ids",
    edits: [["fuel", "  gates:\n", "  gates:\n    live: { metric: auc, mayLose: -1 }\n"]],
    drop: [["fuel", "serving.scoring"]],
    says: [
      "use-cases/fuel-efficiency.yaml:104:5 MLOPS-CONFIG-084 promotion.gates.live joins answers with labels by an id, which the MLflow model alone does not collect; add serving.scoring, or remove it",
      "use-cases/fuel-efficiency.yaml:104:13 MLOPS-CONFIG-154 promotion.gates.live.metric is nothing that live answers of a regression are compared by (allowed mean_absolute_error, mean_squared_error)",
      "use-cases/fuel-efficiency.yaml:104:35 MLOPS-CONFIG-024 promotion.gates.live.mayLose is too small (given -1; allowed at least 0)",
    ],
  },
  {
    name: "live answers compared where all requests move at once",
    edits: [
      ["churn", "    soak: 3d\n", "    soak: 3d\n    live: { metric: auc }\n"],
      [
        "churn",
        "    - mirrorPercent: 20\n      bake: 24h\n    - trafficPercent: 10\n      bake: 24h\n    - trafficPercent: 50\n      bake: 12h\n    - trafficPercent: 100\n",
        "    - trafficPercent: 100\n",
      ],
    ],
    says: [
      "releases/customer-churn.yaml:12:21 MLOPS-CONFIG-161 preprod.candidate.trafficPercent is no step of the rollout (given 50; allowed 100)",
      "use-cases/customer-churn.yaml:233:11 MLOPS-CONFIG-154 promotion.gates.live compares what two versions answer, and no step of the rollout lets both (given a mapping of 1 key); add a step with mirrorPercent, or with trafficPercent below 100",
    ],
  },
  {
    name: "new data that no storage tells of, with bounds of its own, where a training writes",
    edits: [
      [
        "churn",
        "    maxPerWeek: 2\n",
        "    maxPerWeek: 2\n  onNewData:\n    path: azureml://datastores/workspaceblobstore/paths/Customer-Churn/\n    cooldown: 6h\n",
      ],
      [
        "churn",
        "      type: mlflow_model\n",
        "      type: mlflow_model\n      path: azureml://datastores/workspaceblobstore/paths/customer-churn/models/\n",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:63:3 MLOPS-CONFIG-084 retraining.onNewData waits for events that the storage of dev does not send; set storageEvents: true in environments/dev.yaml, or write it under overrides of others",
      "use-cases/customer-churn.yaml:63:3 MLOPS-CONFIG-084 retraining.onNewData waits for events that the storage of preprod does not send; set storageEvents: true in environments/preprod.yaml, or write it under overrides of others",
      "use-cases/customer-churn.yaml:63:3 MLOPS-CONFIG-084 retraining.onNewData waits for events that the storage of prod does not send; set storageEvents: true in environments/prod.yaml, or write it under overrides of others",
      "use-cases/customer-churn.yaml:64:11 MLOPS-CONFIG-084 retraining.onNewData.path holds the output model of the training, which would start itself (given azureml://datastores/workspaceblobstore/paths/Customer-Churn…); watch another folder, or write the output elsewhere",
      "use-cases/customer-churn.yaml:65:5 MLOPS-CONFIG-084 retraining.onNewData.cooldown is said of onDrift already: both count the same trainings; remove it, or change retraining.onDrift.cooldown",
    ],
  },
  {
    name: "new data in a place that nobody watches",
    edits: [
      [
        "churn",
        "    maxPerWeek: 2\n",
        "    maxPerWeek: 2\n  onNewData: { path: azureml://datastores/other/paths/churn/, staleAfter: 7d, endsWith: a b }\n",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:62:3 MLOPS-CONFIG-084 retraining.onNewData waits for events that the storage of dev does not send; set storageEvents: true in environments/dev.yaml, or write it under overrides of others",
      "use-cases/customer-churn.yaml:62:3 MLOPS-CONFIG-084 retraining.onNewData waits for events that the storage of preprod does not send; set storageEvents: true in environments/preprod.yaml, or write it under overrides of others",
      "use-cases/customer-churn.yaml:62:3 MLOPS-CONFIG-084 retraining.onNewData waits for events that the storage of prod does not send; set storageEvents: true in environments/prod.yaml, or write it under overrides of others",
      "use-cases/customer-churn.yaml:62:22 MLOPS-CONFIG-025 retraining.onNewData.path does not have the right form (given azureml://datastores/other/paths/churn/; allowed azureml://datastores/workspaceblobstore/paths/<folder>/, ending in a slash)",
      "use-cases/customer-churn.yaml:62:75 MLOPS-CONFIG-024 retraining.onNewData.staleAfter is out of range (given 7d; allowed 30m to 2d)",
      "use-cases/customer-churn.yaml:62:89 MLOPS-CONFIG-025 retraining.onNewData.endsWith does not have the right form (given a b; allowed 1 to 64 letters, digits, dots, dashes and underscores)",
    ],
  },
  {
    name: "notices that there are not, or twice",
    edits: [["churn", "overrides:\n", "notices: [training-complete, model-deployed, model-deployed]\n\noverrides:\n"]],
    says: [
      "use-cases/customer-churn.yaml:256:11 MLOPS-CONFIG-023 notices[0] is not one of the choices (given training-complete; allowed training-completed, model-registered, model-deployed, rolled-out, rolled-back); did you mean training-completed?",
      "use-cases/customer-churn.yaml:256:46 MLOPS-CONFIG-026 notices[2] is listed twice (given model-deployed); remove one",
    ],
  },
  {
    name: "batch scoring of which every key contradicts another",
    edits: [
      [
        "fuel",
        "  size: Standard_D2as_v4\n",
        '  size: Standard_D2as_v4\n  batch:\n    component: scoring\n    version: latest\n    cluster: gpus\n    schedule: { every: week, at: "04:00", startDate: 2026-12-07 }\n    inputs: { model: { type: literal, value: "12" } }\n    outputs:\n      list: { type: uri_folder, path: "azureml://datastores/workspaceblobstore/paths/list" }\n',
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:94:14 MLOPS-CONFIG-121 serving.batch.version is not an exact version (given latest; allowed one version as registered, such as 4 or 1.0.0); name the version that was tested: labels and ranges change without a review",
      "use-cases/fuel-efficiency.yaml:95:14 MLOPS-CONFIG-120 serving.batch.cluster is no cluster of dev (given gpus; allowed cpu, memory); add it to environments/dev.yaml",
      "use-cases/fuel-efficiency.yaml:95:14 MLOPS-CONFIG-120 serving.batch.cluster is no cluster of preprod (given gpus; allowed cpu); add it to environments/preprod.yaml",
      "use-cases/fuel-efficiency.yaml:95:14 MLOPS-CONFIG-120 serving.batch.cluster is no cluster of prod (given gpus; allowed cpu); add it to environments/prod.yaml",
      "use-cases/fuel-efficiency.yaml:96:5 MLOPS-CONFIG-111 serving.batch.schedule.on is missing: a weekly schedule needs its days; write on: [monday]",
      "use-cases/fuel-efficiency.yaml:97:15 MLOPS-CONFIG-084 serving.batch.inputs.model is the input that takes the live version, by serving.batch.modelInput; remove it, or name another in modelInput",
      'use-cases/fuel-efficiency.yaml:99:39 MLOPS-CONFIG-084 serving.batch.outputs.list.path is no folder, and each run writes into one of its own below it (given "azureml://datastores/workspaceblobstore/paths/list"; allowed a path that ends in a slash, or none); end it in a slash',
    ],
  },
  {
    name: "readers of what lies where others may not read, of two use cases and twice",
    edits: [
      [
        "fuel",
        "  size: Standard_D2as_v4\n",
        '  size: Standard_D2as_v4\n  batch:\n    component: scoring\n    version: "1"\n    cluster: cpu\n    schedule: { every: day, at: "04:00", startDate: 2026-12-07 }\n    outputs:\n      list: { type: uri_folder }\n      rest: { type: uri_folder, path: "azureml://datastores/elsewhere/paths/list/" }\n    readers:\n      - { group: 1f7b93c2-58d0-4f3e-a1c6-0de94b7a2c35, name: Call centre }\n      - { group: 2b9a41d3-6f0c-4c1d-9a57-c3e8d1f04b66, name: Sales }\n      - { group: 2b9a41d3-6f0c-4c1d-9a57-c3e8d1f04b66, name: Again }\n',
      ],
      [
        "churn",
        "  batch:\n    component: customer_churn_scoring\n",
        "  batch:\n    component: customer_churn_scoring\n    readers: [{ group: 1f7b93c2-58d0-4f3e-a1c6-0de94b7a2c35, name: Call centre }]\n",
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:98:13 MLOPS-CONFIG-084 serving.batch.outputs.list is no folder of workspaceblobstore, and so cannot be told from what others may not read (given a mapping of 1 key; allowed azureml://datastores/workspaceblobstore/paths/<folder>/); name such a folder, or remove serving.batch.readers",
      'use-cases/fuel-efficiency.yaml:99:39 MLOPS-CONFIG-084 serving.batch.outputs.rest.path is no folder of workspaceblobstore, and so cannot be told from what others may not read (given "azureml://datastores/elsewhere/paths/list/"; allowed azureml://datastores/workspaceblobstore/paths/<folder>/); name such a folder, or remove serving.batch.readers',
      "use-cases/fuel-efficiency.yaml:101:18 MLOPS-CONFIG-084 serving.batch.readers[0].group reads data of customer-churn already, and Azure takes one condition for a group and an account (given 1f7b93c2-58d0-4f3e-a1c6-0de94b7a2c35); give each use case's readers a group of their own",
      "use-cases/fuel-efficiency.yaml:103:18 MLOPS-CONFIG-026 serving.batch.readers[2].group is listed twice (given 2b9a41d3-6f0c-4c1d-9a57-c3e8d1f04b66); remove one",
    ],
  },
  {
    name: "batch scoring that keeps nothing",
    edits: [
      [
        "fuel",
        "  size: Standard_D2as_v4\n",
        '  size: Standard_D2as_v4\n  batch: { component: scoring, version: "1", cluster: cpu, schedule: { every: day, at: "04:00", startDate: 2026-12-07 } }\n',
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:92:3 MLOPS-CONFIG-084 serving.batch keeps nothing of what it scores; name outputs",
    ],
  },
  {
    name: "an environment twice",
    edits: [["churn", "[dev, preprod, prod]", "[dev, dev, preprod, prod]"]],
    says: [
      "use-cases/customer-churn.yaml:10:21 MLOPS-CONFIG-026 environments[1] is listed twice (given dev); remove one",
    ],
  },
  {
    name: "an environment left out",
    edits: [["churn", "[dev, preprod, prod]", "[dev, prod]"]],
    says: [
      "releases/customer-churn.yaml:7:1 MLOPS-CONFIG-103 preprod is no environment of customer-churn (allowed dev, prod)",
      "use-cases/customer-churn.yaml:10:15 MLOPS-CONFIG-102 environments leaves out preprod, which versions must pass through on their way to prod (given dev, prod); add preprod",
    ],
  },
  {
    name: "overrides of an unknown environment",
    edits: [["churn", "overrides:\n  dev:", "overrides:\n  def:"]],
    says: [
      "use-cases/customer-churn.yaml:257:3 MLOPS-CONFIG-103 overrides.def is no environment of the use case (allowed dev, preprod, prod); did you mean dev?",
    ],
  },
  {
    name: "a data asset of which two use cases say different things",
    edits: [["fuel", "asset: fuel-efficiency-reference", "asset: Customer-churn-reference"]],
    says: [
      "use-cases/fuel-efficiency.yaml:14:12 MLOPS-CONFIG-061 data.reference.asset is registered in the same workspace by data.reference of customer-churn, with another version, type or path (given Customer-churn-reference); say the same there and here, or give it a name of its own",
    ],
  },
  {
    name: "a data asset with the name of what a batch of another use case is registered as",
    edits: [["fuel", "asset: fuel-efficiency-reference", "asset: customer-churn-Batch-inputs"]],
    says: [
      "use-cases/fuel-efficiency.yaml:14:12 MLOPS-CONFIG-061 data.reference.asset is what data.batch of customer-churn is registered as in the same workspace (given customer-churn-Batch-inputs); give it a name of its own",
    ],
  },
  {
    name: "a data asset of which one use case says two things",
    edits: [["fuel", "asset: fuel-efficiency-telemetry", "asset: fuel-efficiency-reference"]],
    says: [
      "use-cases/fuel-efficiency.yaml:22:12 MLOPS-CONFIG-061 data.production.asset is registered in the same workspace by data.reference of fuel-efficiency, with another version, type or path (given fuel-efficiency-reference); say the same there and here, or give it a name of its own",
    ],
  },
  {
    name: "an override of what cannot differ",
    edits: [["churn", "overrides:\n  dev:", "overrides:\n  dev:\n    task: regression"]],
    says: [
      "use-cases/customer-churn.yaml:258:5 MLOPS-CONFIG-020 overrides.dev.task is not a known key (allowed data, training, retraining, monitors, serving, promotion, notices)",
    ],
  },
  {
    name: "a misspelt key in an override",
    edits: [["churn", "        max: 2", "        maxi: 2"]],
    says: [
      "use-cases/customer-churn.yaml:264:9 MLOPS-CONFIG-020 overrides.dev.serving.instances.maxi is not a known key of serving.instances (allowed min, max, reason); did you mean max?",
    ],
  },
  {
    name: "an override that breaks what stands above",
    edits: [["churn", "        max: 2", "        max: 0"]],
    says: [
      "use-cases/customer-churn.yaml:264:14 MLOPS-CONFIG-024 overrides.dev.serving.instances.max is too small (given 0; allowed 1 to 50)",
    ],
  },
  {
    name: "a group that is no GUID",
    edits: [["churn", "group: ce0a14f1-6d42", "group: CE0A14F1-6D42"]],
    says: [
      "use-cases/customer-churn.yaml:6:10 MLOPS-CONFIG-030 owner.group is not a GUID (given CE0A14F1-6D42-4fb0-8bae-30615270ae15; allowed 32 lower-case hex digits as 8-4-4-4-12); write ce0a14f1-6d42-4fb0-8bae-30615270ae15",
    ],
  },
  // Training.
  {
    name: "an unknown cluster",
    edits: [["churn", 'version: "4"\n  cluster: cpu', 'version: "4"\n  cluster: cpus']],
    says: [
      "use-cases/customer-churn.yaml:37:12 MLOPS-CONFIG-120 training.cluster is no cluster of dev (given cpus; allowed cpu, memory); did you mean cpu?",
      "use-cases/customer-churn.yaml:37:12 MLOPS-CONFIG-120 training.cluster is no cluster of preprod (given cpus; allowed cpu); did you mean cpu?",
      "use-cases/customer-churn.yaml:37:12 MLOPS-CONFIG-120 training.cluster is no cluster of prod (given cpus; allowed cpu); did you mean cpu?",
    ],
  },
  {
    name: "a cluster that one environment lacks",
    edits: [["churn", 'version: "4"\n  cluster: cpu', 'version: "4"\n  cluster: memory']],
    says: [
      "use-cases/customer-churn.yaml:37:12 MLOPS-CONFIG-120 training.cluster is no cluster of preprod (given memory; allowed cpu); add it to environments/preprod.yaml",
      "use-cases/customer-churn.yaml:37:12 MLOPS-CONFIG-120 training.cluster is no cluster of prod (given memory; allowed cpu); add it to environments/prod.yaml",
    ],
  },
  {
    name: "a version without quotes",
    edits: [["churn", 'training\n  version: "4"', "training\n  version: 4"]],
    says: [
      'use-cases/customer-churn.yaml:36:12 MLOPS-CONFIG-022 training.version is not text (given 4; allowed text); put it in quotes: "4"',
    ],
  },
  {
    name: "the version latest",
    edits: [["churn", 'training\n  version: "4"', "training\n  version: latest"]],
    says: [
      "use-cases/customer-churn.yaml:36:12 MLOPS-CONFIG-121 training.version is not an exact version (given latest; allowed one version as registered, such as 4 or 1.0.0); name the version that was tested: labels and ranges change without a review",
    ],
  },
  {
    name: "a range of versions",
    edits: [["churn", 'training\n  version: "4"', 'training\n  version: "^4.0.0"']],
    says: [
      'use-cases/customer-churn.yaml:36:12 MLOPS-CONFIG-121 training.version is not an exact version (given "^4.0.0"; allowed one version as registered, such as 4 or 1.0.0); name the version that was tested: labels and ranges change without a review',
    ],
  },
  {
    name: "a monitor's component with a short version",
    edits: [
      ["churn", 'component: volume_signal\n      version: "1.0.0"', 'component: volume_signal\n      version: "1"'],
    ],
    says: [
      'use-cases/customer-churn.yaml:112:16 MLOPS-CONFIG-121 monitors.signals.call-volume.version is not an exact version in three parts, and monitors take no other (given "1"; allowed three numbers, such as 1.0.0)',
    ],
  },
  {
    name: "a path that is none",
    edits: [
      ["churn", "path: azureml://datastores/workspaceblobstore/paths/customer-churn/training/", "path: training/"],
    ],
    says: [
      "use-cases/customer-churn.yaml:41:13 MLOPS-CONFIG-025 training.inputs.training_data.path does not have the right form (given training/; allowed a URI: azureml://datastores/<name>/paths/<path>)",
    ],
  },
  // Schedules.
  {
    name: "an unknown time zone",
    edits: [["churn", 'at: "02:00"\n    timeZone: Europe/Amsterdam', 'at: "02:00"\n    timeZone: Europe/Amsterdm']],
    says: [
      "use-cases/customer-churn.yaml:54:15 MLOPS-CONFIG-112 retraining.schedule.timeZone is not an IANA time zone that Azure ML knows (given Europe/Amsterdm); did you mean Europe/Amsterdam?",
    ],
  },
  {
    name: "a Windows time zone",
    edits: [
      ["churn", 'at: "02:00"\n    timeZone: Europe/Amsterdam', 'at: "02:00"\n    timeZone: W. Europe Standard Time'],
    ],
    says: [
      "use-cases/customer-churn.yaml:54:15 MLOPS-CONFIG-112 retraining.schedule.timeZone is not an IANA time zone that Azure ML knows (given W. Europe Standard Time); did you mean Europe/Berlin?",
    ],
  },
  {
    name: "a cron expression for a day of the month",
    edits: [["fuel", "0 3 * * SUN", "0 3 1 * *"]],
    says: [
      "use-cases/fuel-efficiency.yaml:44:11 MLOPS-CONFIG-110 retraining.schedule.cron sets the day of the month, which Azure ML ignores: it would run daily (given 0 3 1 * *; allowed * in the third and fourth field); for a monthly schedule write every: month with days",
    ],
  },
  {
    name: "a cron expression for a month",
    edits: [["fuel", "0 3 * * SUN", "0 3 * 6 *"]],
    says: [
      "use-cases/fuel-efficiency.yaml:44:11 MLOPS-CONFIG-110 retraining.schedule.cron sets the month, which Azure ML ignores: it would run daily (given 0 3 * 6 *; allowed * in the third and fourth field); for a monthly schedule write every: month with days",
    ],
  },
  {
    name: "a cron expression with seconds",
    edits: [["fuel", "0 3 * * SUN", "0 0 3 * * SUN"]],
    says: [
      "use-cases/fuel-efficiency.yaml:44:11 MLOPS-CONFIG-110 retraining.schedule.cron has 6 fields instead of five (given 0 0 3 * * SUN; allowed MINUTE HOUR * * WEEKDAY, such as 0 2 * * 1)",
    ],
  },
  {
    name: "a cron expression with weekday 7",
    edits: [["fuel", "0 3 * * SUN", "0 3 * * 7"]],
    says: [
      "use-cases/fuel-efficiency.yaml:44:11 MLOPS-CONFIG-110 retraining.schedule.cron has the weekday 7 (given 0 3 * * 7; allowed 0 (Sunday) to 6, SUN to SAT, *, lists, ranges, steps); write 0 for Sunday",
    ],
  },
  {
    name: "every and cron",
    edits: [["fuel", "cron: 0 3 * * SUN", 'cron: 0 3 * * SUN\n    every: day\n    at: "03:00"']],
    says: [
      "use-cases/fuel-efficiency.yaml:44:11 MLOPS-CONFIG-111 retraining.schedule.cron stands beside every: a schedule has one of the two (given 0 3 * * SUN); remove one",
    ],
  },
  {
    name: "cron and a time of day",
    edits: [["fuel", "cron: 0 3 * * SUN", 'cron: 0 3 * * SUN\n    at: "03:00"']],
    says: [
      'use-cases/fuel-efficiency.yaml:45:9 MLOPS-CONFIG-111 retraining.schedule.at does not go with cron, which says it already (given "03:00"); remove it',
    ],
  },
  {
    name: "neither every nor cron",
    edits: [["fuel", "    cron: 0 3 * * SUN\n", ""]],
    says: [
      'use-cases/fuel-efficiency.yaml:43:3 MLOPS-CONFIG-111 retraining.schedule says neither every nor cron; write every: day and at: "02:00"',
    ],
  },
  {
    name: "a weekly schedule without its days",
    edits: [["churn", '    on: [monday]\n    at: "02:00"', '    at: "02:00"']],
    says: [
      "use-cases/customer-churn.yaml:50:3 MLOPS-CONFIG-111 retraining.schedule.on is missing: a weekly schedule needs its days; write on: [monday]",
    ],
  },
  {
    name: "a weekly schedule whose only day is misspelt, which is one mistake",
    edits: [["churn", '    on: [monday]\n    at: "02:00"', '    on: [mondai]\n    at: "02:00"']],
    says: [
      "use-cases/customer-churn.yaml:52:10 MLOPS-CONFIG-023 retraining.schedule.on[0] is not one of the choices (given mondai; allowed sunday, monday, tuesday, wednesday, thursday, friday, saturday); did you mean monday?",
    ],
  },
  {
    name: "a daily schedule with days of the week",
    edits: [["churn", "every: day", "every: day\n    on: [monday]"]],
    says: [
      "use-cases/customer-churn.yaml:66:9 MLOPS-CONFIG-111 monitors.schedule.on belongs to every: week, not to every: day (given a list of 1); remove it",
    ],
  },
  {
    name: "a monthly schedule on the 31st",
    edits: [["churn", "every: day", "every: month\n    days: [31]"]],
    says: [
      "use-cases/customer-churn.yaml:66:11 MLOPS-CONFIG-024 monitors.schedule.days is a day that not every month has: Azure ML would skip months (given 31; allowed 1 to 28)",
    ],
  },
  {
    name: "a time of day that is none",
    edits: [["churn", 'at: "02:00"', 'at: "2:00"']],
    says: [
      "use-cases/customer-churn.yaml:53:9 MLOPS-CONFIG-113 retraining.schedule.at is not a time of day (given 2:00; allowed HH:MM from 00:00 to 23:59)",
    ],
  },
  {
    name: "a time of day without quotes",
    edits: [["churn", 'at: "02:00"', "at: 200"]],
    says: [
      'use-cases/customer-churn.yaml:53:9 MLOPS-CONFIG-113 retraining.schedule.at is not a time of day or a list of them (given 200; allowed HH:MM in quotes, such as "02:00")',
    ],
  },
  {
    name: "times that are no grid",
    edits: [["churn", 'at: "02:00"', 'at: ["02:00", "14:30"]']],
    says: [
      "use-cases/customer-churn.yaml:53:9 MLOPS-CONFIG-113 retraining.schedule.at is no list that Azure ML can keep: it runs every hour given at every minute given (given 02:00, 14:30; allowed 02:00, 02:30, 14:00, 14:30); use the same minutes in every hour",
    ],
  },
  {
    name: "a day that does not exist",
    edits: [
      [
        "churn",
        "timeZone: Europe/Amsterdam\n    startDate: 2026-12-07\n  onDrift",
        "timeZone: Europe/Amsterdam\n    startDate: 2026-02-30\n  onDrift",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:55:16 MLOPS-CONFIG-114 retraining.schedule.startDate is not a date (given 2026-02-30; allowed YYYY-MM-DD)",
    ],
  },
  // Monitors.
  {
    name: "monitors where outbound access is approved-only",
    edits: [
      [
        "prod",
        "    mode: internet\n    reason: model monitoring does not support approved-only",
        "    mode: approved-only",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:63:1 MLOPS-CONFIG-130 monitors cannot run in prod, whose outbound access is approved-only: Azure ML does not support that; set network.outbound.mode: internet in environments/prod.yaml, or remove monitors",
      "use-cases/fuel-efficiency.yaml:53:1 MLOPS-CONFIG-130 monitors cannot run in prod, whose outbound access is approved-only: Azure ML does not support that; set network.outbound.mode: internet in environments/prod.yaml, or remove monitors",
    ],
  },
  {
    name: "overlapping windows",
    edits: [["churn", "        window: 7d\n        offset: 2d", "        window: 7d\n        offset: 12h"]],
    says: [
      "use-cases/customer-churn.yaml:88:17 MLOPS-CONFIG-131 monitors.signals.prediction-drift.reference.offset lets the reference overlap the production window, so that data is compared with itself (given 12h; allowed 1d or more)",
    ],
  },
  {
    name: "windows that overlap because production is looked at late",
    edits: [["churn", "window: 1d\n      # A whole", "window: 1d\n      offset: 2d\n      # A whole"]],
    says: [
      "use-cases/customer-churn.yaml:89:17 MLOPS-CONFIG-131 monitors.signals.prediction-drift.reference.offset lets the reference overlap the production window, so that data is compared with itself (given 2d; allowed 1d + 2d or more)",
    ],
  },
  {
    name: "a signal's key with capitals",
    edits: [["churn", "    call-volume:", "    callVolume:"]],
    says: [
      "use-cases/customer-churn.yaml:109:5 MLOPS-CONFIG-132 monitors.signals.callVolume is not a name for a signal (given callVolume; allowed up to 64 lower-case letters, digits and single dashes, starting with a letter)",
    ],
  },
  {
    name: "a signal's key that begins another's",
    edits: [["churn", "    call-volume:", "    data-drift-of-calls:"]],
    says: [
      "use-cases/customer-churn.yaml:70:5 MLOPS-CONFIG-132 monitors.signals.data-drift begins the name data-drift-of-calls: events of data-drift-of-calls would count for it, too; rename one of the two",
    ],
  },
  {
    name: "a column without a letter, digit or underscore that Azure ML knows",
    edits: [["churn", "    targetColumn: churned\n", '    targetColumn: "-"\n']],
    says: [
      'use-cases/customer-churn.yaml:18:19 MLOPS-CONFIG-025 data.reference.targetColumn does not have the right form (given "-"; allowed the name of a column, without blanks at its ends and with at least one letter of a to z, digit or underscore)',
    ],
  },
  {
    name: "the top features without a target column",
    edits: [["churn", "    targetColumn: churned\n", ""]],
    says: [
      "use-cases/customer-churn.yaml:73:14 MLOPS-CONFIG-133 monitors.signals.data-drift.features.top cannot rank features without knowing what is predicted (given 10); add data.reference.targetColumn, or list features under only",
      "use-cases/customer-churn.yaml:101:5 MLOPS-CONFIG-133 monitors.signals.attribution-drift needs to know what is predicted; add data.reference.targetColumn",
    ],
  },
  {
    name: "the top features of earlier production data",
    edits: [
      [
        "churn",
        "      features:\n        top: 10",
        "      reference: { window: 7d, offset: 2d }\n      features:\n        top: 10",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:75:14 MLOPS-CONFIG-133 monitors.signals.data-drift.features.top needs the training data to rank features by, and this signal compares with earlier production data (given 10); remove the signal's reference, or list features under only",
    ],
  },
  {
    name: "two kinds of features",
    edits: [["churn", "        top: 10", "        top: 10\n        all: true"]],
    says: [
      "use-cases/customer-churn.yaml:73:7 MLOPS-CONFIG-133 monitors.signals.data-drift.features has not exactly one key (given top, all; allowed top, only or all)",
    ],
  },
  {
    name: "a threshold on the wrong side",
    edits: [["churn", "below: 0.9", "above: 0.9"]],
    says: [
      "use-cases/customer-churn.yaml:108:14 MLOPS-CONFIG-134 monitors.signals.attribution-drift.above would never alert: normalized-discounted-cumulative-gain shows drift when it falls (given 0.9; allowed below)",
    ],
  },
  {
    name: "a p-value that alerts when it rises",
    edits: [
      [
        "churn",
        "metric: population-stability-index\n        above: 0.2\n    prediction",
        "metric: pearsons-chi-squared-test\n        above: 0.05\n    prediction",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:81:16 MLOPS-CONFIG-134 monitors.signals.data-drift.categorical.above would never alert: pearsons-chi-squared-test shows drift when it falls (given 0.05; allowed below)",
    ],
  },
  {
    name: "a threshold in percent",
    edits: [["churn", "metric: null-value-rate\n        above: 0.05", "metric: null-value-rate\n        above: 5"]],
    says: [
      "use-cases/customer-churn.yaml:98:16 MLOPS-CONFIG-134 monitors.signals.data-quality.numerical.above is outside of what null-value-rate can be (given 5; allowed 0 to 1); write 0.05 for 5 %",
    ],
  },
  {
    name: "a threshold on both sides",
    edits: [["churn", "above: 2\n", "above: 2\n      below: 1\n"]],
    says: [
      "use-cases/customer-churn.yaml:117:14 MLOPS-CONFIG-134 monitors.signals.call-volume.below stands beside above (given 1); remove one",
    ],
  },
  {
    name: "no threshold",
    edits: [["churn", "      metric: std_deviation\n      above: 2\n", "      metric: std_deviation\n"]],
    says: [
      "use-cases/customer-churn.yaml:109:5 MLOPS-CONFIG-134 monitors.signals.call-volume has no threshold (allowed above)",
    ],
  },
  {
    name: "a metric for categories on numbers",
    edits: [["churn", "metric: jensen-shannon-distance", "metric: pearsons-chi-squared-test"]],
    says: [
      "use-cases/customer-churn.yaml:77:17 MLOPS-CONFIG-023 monitors.signals.data-drift.numerical.metric is not one of the choices (given pearsons-chi-squared-test; allowed jensen-shannon-distance, population-stability-index, normalized-wasserstein-distance, two-sample-kolmogorov-smirnov-test)",
    ],
  },
  {
    name: "a misspelt metric",
    edits: [["churn", "metric: jensen-shannon-distance", "metric: jensen_shannon_distance"]],
    says: [
      "use-cases/customer-churn.yaml:77:17 MLOPS-CONFIG-023 monitors.signals.data-drift.numerical.metric is not one of the choices (given jensen_shannon_distance; allowed jensen-shannon-distance, population-stability-index, normalized-wasserstein-distance, two-sample-kolmogorov-smirnov-test); did you mean jensen-shannon-distance?",
    ],
  },
  {
    name: "classes compared as numbers",
    edits: [
      [
        "churn",
        "offset: 2d\n      categorical:\n        metric: population-stability-index",
        "offset: 2d\n      numerical:\n        metric: population-stability-index",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:82:5 MLOPS-CONFIG-135 monitors.signals.prediction-drift has no threshold for categorical predictions (allowed categorical); a classification predicts categorical values: add categorical",
      "use-cases/customer-churn.yaml:89:7 MLOPS-CONFIG-135 monitors.signals.prediction-drift.numerical does not fit: a classification predicts categorical values; remove it",
    ],
  },
  {
    name: "numbers compared as classes, too",
    edits: [
      [
        "fuel",
        "      numerical:\n        metric: jensen-shannon-distance\n        above: 0.1",
        "      numerical:\n        metric: jensen-shannon-distance\n        above: 0.1\n      categorical:\n        metric: jensen-shannon-distance\n        above: 0.1",
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:79:7 MLOPS-CONFIG-135 monitors.signals.consumption-drift.categorical does not fit: a regression predicts numerical values; remove it",
    ],
  },
  {
    name: "a drift signal without thresholds",
    edits: [["fuel", "      numerical:\n        metric: normalized-wasserstein-distance\n        above: 0.15\n", ""]],
    says: [
      "use-cases/fuel-efficiency.yaml:61:5 MLOPS-CONFIG-135 monitors.signals.mileage-drift has no threshold (allowed numerical, categorical, or both)",
    ],
  },
  {
    name: "feature attribution without its columns",
    edits: [["churn", "      correlationColumn: correlationid\n      predictionColumn: churned\n", ""]],
    says: [
      "use-cases/customer-churn.yaml:102:5 MLOPS-CONFIG-021 monitors.signals.attribution-drift.correlationColumn is missing; it means: Column that joins inputs and outputs of the same request; the collector's is `correlationid`",
      "use-cases/customer-churn.yaml:102:5 MLOPS-CONFIG-021 monitors.signals.attribution-drift.predictionColumn is missing; it means: Column of the outputs that holds the prediction; it must be called what `data.reference.targetColumn` is",
    ],
  },
  {
    name: "a prediction that is not called what the target is",
    edits: [["churn", "predictionColumn: churned", "predictionColumn: prediction"]],
    says: [
      "use-cases/customer-churn.yaml:106:25 MLOPS-CONFIG-133 monitors.signals.attribution-drift.predictionColumn is not the name that data.reference.targetColumn has, and Azure ML looks for one name in both (given prediction; allowed churned); let the model answer with a column churned",
    ],
  },
  {
    name: "a correlation column that the collector does not write",
    edits: [["churn", "correlationColumn: correlationid", "correlationColumn: request_id"]],
    says: [
      "use-cases/customer-churn.yaml:105:26 MLOPS-CONFIG-133 monitors.signals.attribution-drift.correlationColumn is not what the endpoint's collector calls it (given request_id; allowed correlationid)",
    ],
  },
  {
    name: "a custom metric that would alert when it falls",
    edits: [["churn", "metric: std_deviation\n      above: 2", "metric: auc\n      below: 0.7"]],
    says: [
      "use-cases/customer-churn.yaml:116:14 MLOPS-CONFIG-134 monitors.signals.call-volume.below would never alert: Azure ML takes a metric of one's own for one that shows drift when it rises (given 0.7; allowed above); let the component emit a loss, such as 1 - auc, and alert above it",
    ],
  },
  {
    name: "inputs of a custom signal that are supplied",
    edits: [
      [
        "churn",
        "metric: std_deviation\n      above: 2",
        'inputs: { std_deviation_threshold: "3", production_data: x, region: north }\n      metric: std_deviation\n      above: 2',
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:115:17 MLOPS-CONFIG-084 monitors.signals.call-volume.inputs.std_deviation_threshold is supplied already, from the signal's own keys; remove it",
      "use-cases/customer-churn.yaml:115:47 MLOPS-CONFIG-084 monitors.signals.call-volume.inputs.production_data is supplied already, from the signal's own keys; remove it",
    ],
  },
  {
    name: "Spark that YAML reads as a number",
    edits: [["churn", "  signals:\n    data-drift:", "  compute: { runtime: 3.5 }\n  signals:\n    data-drift:"]],
    says: [
      'use-cases/customer-churn.yaml:69:23 MLOPS-CONFIG-023 monitors.compute.runtime is not one of the choices (given 3.5; allowed 3.5, 3.4); did you mean "3.5"?',
    ],
  },
  {
    name: "Spark that monitors no longer run on",
    edits: [["churn", "  signals:\n    data-drift:", '  compute: { runtime: "3.3" }\n  signals:\n    data-drift:']],
    says: [
      'use-cases/customer-churn.yaml:69:23 MLOPS-CONFIG-023 monitors.compute.runtime is not one of the choices (given "3.3"; allowed 3.5, 3.4); did you mean "3.5"?',
    ],
  },
  {
    name: "labels and answers that nothing provides",
    edits: [
      [
        "churn",
        "ground_truth: labels }\n      window: 1d",
        "ground_truth: labels, model_outputs: answers }\n      window: 1d",
      ],
      [
        "churn",
        `  # Who left, a week after the call.
  labels:
    asset: customer-churn-labels
    version: "1"
    type: mltable
    path: azureml://datastores/workspaceblobstore/paths/customer-churn/labels/
`,
        "",
      ],
      [
        "churn",
        `  scoring:
    code: { asset: customer-churn-score, version: "4" }
    environment: { name: tabular-score, version: "1" }
`,
        "",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:117:19 MLOPS-CONFIG-133 monitors.signals.performance.production asks for answers, and no script collects them (given answers); add serving.scoring",
      "use-cases/customer-churn.yaml:118:29 MLOPS-CONFIG-133 monitors.signals.performance.data.ground_truth asks for labels that nothing names (given labels); add data.labels",
      "use-cases/customer-churn.yaml:118:52 MLOPS-CONFIG-133 monitors.signals.performance.data.model_outputs asks for answers, and no script collects them (given answers); add serving.scoring",
      "use-cases/customer-churn.yaml:161:29 MLOPS-CONFIG-133 monitors.signals.list-performance.data.ground_truth asks for labels that nothing names (given labels); add data.labels",
    ],
  },
  {
    name: "an unknown kind of signal",
    edits: [["churn", "call-volume:\n      type: custom", "call-volume:\n      type: model-performance"]],
    says: [
      "use-cases/customer-churn.yaml:110:13 MLOPS-CONFIG-023 monitors.signals.call-volume.type is not one of the choices (given model-performance; allowed data-drift, data-quality, prediction-drift, feature-attribution-drift, custom)",
    ],
  },
  {
    name: "production data from an unknown source",
    edits: [["churn", "source: collector", "source: collectr"]],
    says: [
      "use-cases/customer-churn.yaml:20:13 MLOPS-CONFIG-023 data.production.source is not one of the choices (given collectr; allowed collector, batch, asset); did you mean collector?",
    ],
  },
  {
    name: "the collector without an endpoint",
    edits: [],
    drop: [
      ["churn", "serving"],
      ["churn", "promotion"],
      ["churn", "overrides"],
    ],
    says: [
      "releases/customer-churn.yaml:3:1 MLOPS-CONFIG-104 dev releases customer-churn where it does not serve; add serving, or remove it",
      "releases/customer-churn.yaml:7:1 MLOPS-CONFIG-104 preprod releases customer-churn where it does not serve; add serving, or remove it",
      "releases/customer-churn.yaml:11:5 MLOPS-CONFIG-162 preprod.candidate has no rollout to follow (given a mapping of 2 keys); add promotion.rollout to the use case, or write the version as live",
      "releases/customer-churn.yaml:14:1 MLOPS-CONFIG-104 prod releases customer-churn where it does not serve; add serving, or remove it",
      "use-cases/customer-churn.yaml:20:5 MLOPS-CONFIG-136 data.production comes from the endpoint's collector, and the use case does not serve (given a mapping of 1 key); add serving, or name an asset: source: asset",
      "use-cases/customer-churn.yaml:22:3 MLOPS-CONFIG-136 data.batch is what batch scoring writes, and nothing scores by the clock; add serving.batch, or remove it",
    ],
  },
  {
    name: "drift that no monitor looks for",
    edits: [["fuel", "    onDrift: true\n", ""]],
    drop: [["fuel", "monitors"]],
    says: [
      "use-cases/fuel-efficiency.yaml:47:3 MLOPS-CONFIG-084 retraining.onDrift waits for drift that no monitor looks for; add monitors, or remove it",
      "use-cases/fuel-efficiency.yaml:90:7 MLOPS-CONFIG-084 overrides.dev.retraining.onDrift waits for drift that no monitor looks for; add monitors, or remove it",
    ],
  },
  {
    name: "no signals",
    edits: [["fuel", "    onDrift: true\n", ""]],
    drop: [["fuel", "monitors.signals"]],
    says: [
      "use-cases/fuel-efficiency.yaml:53:1 MLOPS-CONFIG-021 monitors.signals is missing; it means: What to watch, by a name of your own: lower-case letters, digits and single dashes",
    ],
  },
  {
    name: "a folder that nobody preprocesses",
    edits: [["fuel", '    preprocessing:\n      component: collected_to_table\n      version: "1.0.0"\n', ""]],
    says: [
      "use-cases/fuel-efficiency.yaml:21:5 MLOPS-CONFIG-136 data.production is a uri_folder that the collector did not write, and has no preprocessing (given a mapping of 5 keys); add preprocessing with a component that turns it into an MLTable",
    ],
  },
  {
    name: "predictions that production data does not contain",
    edits: [
      [
        "fuel",
        "    type: uri_folder\n    path: azureml://datastores/workspaceblobstore/paths/fuel-efficiency/telemetry/",
        "    type: uri_folder\n    contains: inputs",
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:70:5 MLOPS-CONFIG-136 monitors.signals.consumption-drift needs outputs, and data.production contains inputs; remove the signal, or choose an asset that contains them",
    ],
  },
  {
    name: "signals on batches that nothing scores",
    edits: [["fuel", "    source: asset\n", "    source: batch\n"]],
    drop: [
      ["fuel", "data.production.asset"],
      ["fuel", "data.production.version"],
      ["fuel", "data.production.type"],
      ["fuel", "data.production.path"],
      ["fuel", "data.production.preprocessing"],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:21:5 MLOPS-CONFIG-136 data.production looks at what batches write, and nothing scores by the clock (given a mapping of 1 key); add serving.batch and data.batch",
    ],
  },
  {
    name: "signals on batches of which everything is wrong",
    edits: [
      ["churn", "    inputs: collected_inputs\n", "    inputs: collectd_inputs\n"],
      ["churn", "    outputs: collected_outputs\n", "    outputs: predictions\n"],
      ["churn", "    answers: scored\n", ""],
      ["churn", "      predictions:\n        type: uri_folder\n", "      predictions:\n        type: uri_file\n"],
      ["churn", "        path: azureml://datastores/workspaceblobstore/paths/customer-churn/list/\n", ""],
      ["churn", "      source: batch\n      window: 7d\n      features:", "      source: batch\n      features:"],
      ["churn", "        window: 7d\n        offset: 7d\n", "        window: 6d\n        offset: 7d\n"],
      ["churn", "      correlationColumn:", "      source: batch\n      correlationColumn:"],
    ],
    says: [
      "use-cases/customer-churn.yaml:23:13 MLOPS-CONFIG-136 data.batch.inputs is no output of serving.batch (given collectd_inputs; allowed collected_inputs, collected_outputs, predictions, scored)",
      "use-cases/customer-churn.yaml:102:13 MLOPS-CONFIG-136 monitors.signals.attribution-drift.type joins what was asked with what was answered by request, and a batch is no request (given feature-attribution-drift); remove the signal, or let it look at what the endpoint's collector writes",
      "use-cases/customer-churn.yaml:137:5 MLOPS-CONFIG-136 monitors.signals.list-drift.window is shorter than the time from one batch to the next, so that the monitor finds nothing in it and fails (given 1d; allowed at least 7d)",
      "use-cases/customer-churn.yaml:153:17 MLOPS-CONFIG-136 monitors.signals.list-predictions.reference.window is shorter than the time from one batch to the next, so that the monitor finds nothing in it and fails (given 6d; allowed at least 7d)",
      "use-cases/customer-churn.yaml:165:19 MLOPS-CONFIG-136 monitors.signals.list-performance.production needs answers of batches, and data.batch names none (given answers); add data.batch.answers: the output of serving.batch that holds them",
      "use-cases/customer-churn.yaml:207:7 MLOPS-CONFIG-136 serving.batch.outputs.predictions has no path, and data.batch.outputs has monitors read it; give it a folder: each run writes into one of its own below it",
      "use-cases/customer-churn.yaml:208:15 MLOPS-CONFIG-136 serving.batch.outputs.predictions.type is not what monitors read, as data.batch.outputs has them do (given uri_file; allowed uri_folder)",
    ],
  },
  {
    name: "drift of an unknown signal",
    edits: [["churn", "[data-drift, prediction-drift]", "[data-drift, predictions-drift]"]],
    says: [
      "use-cases/customer-churn.yaml:59:27 MLOPS-CONFIG-137 retraining.onDrift.signals[1] is no signal of the monitors (given predictions-drift; allowed attribution-drift, call-volume, data-drift, data-quality, list-drift, list-performance, list-predictions, performance, prediction-drift); did you mean prediction-drift?",
    ],
  },
  // Serving.
  {
    name: "a VM size for clusters",
    edits: [["churn", "size: Standard_D2as_v4", "size: Standard_D2as_v5"]],
    says: [
      "use-cases/customer-churn.yaml:184:9 MLOPS-CONFIG-042 serving.size is not a VM size that endpoints run on (given Standard_D2as_v5); did you mean Standard_D2as_v4?",
    ],
  },
  {
    name: "a retired VM size",
    edits: [["churn", "size: Standard_D2as_v4", "size: Standard_DS3_v2"]],
    says: [
      "use-cases/customer-churn.yaml:184:9 MLOPS-CONFIG-043 serving.size is of the Dsv2 series, whose end Azure has set for 2028-05-01 (given Standard_DS3_v2); use a size of the Dasv4 series, such as Standard_D2as_v4",
    ],
  },
  {
    name: "no instance",
    edits: [["fuel", "    min: 2\n    max: 3", "    min: 0\n    max: 3"]],
    says: [
      "use-cases/fuel-efficiency.yaml:93:10 MLOPS-CONFIG-024 serving.instances.min is too small (given 0; allowed 1 to 50)",
    ],
  },
  {
    name: "one instance in production",
    edits: [["churn", "    min: 2\n    max: 6", "    min: 1\n    max: 6"]],
    says: [
      "use-cases/customer-churn.yaml:186:10 MLOPS-CONFIG-140 serving.instances.min leaves prod without an answer whenever the one instance restarts (given 1; allowed 2 or more); or say why in serving.instances.reason",
    ],
  },
  {
    name: "fewer instances at most than at least",
    edits: [["churn", "    min: 2\n    max: 6", "    min: 2\n    max: 1"]],
    says: [
      "use-cases/customer-churn.yaml:187:10 MLOPS-CONFIG-140 serving.instances.max is less than min (given 1; allowed 2 or more)",
    ],
  },
  {
    name: "a caller twice",
    edits: [
      [
        "churn",
        "      name: PFS Call Centre Apps\n",
        "      name: PFS Call Centre Apps\n    - group: df1b2502-7e53-40c1-9cbf-41726381bf16\n      name: PFS Apps\n",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:192:14 MLOPS-CONFIG-026 serving.callers[1].group is listed twice (given df1b2502-7e53-40c1-9cbf-41726381bf16); remove one",
    ],
  },
  // Promotion.
  {
    name: "an endpoint in production without promotion",
    edits: [],
    drop: [["fuel", "promotion"]],
    says: [
      "use-cases/fuel-efficiency.yaml:89:1 MLOPS-CONFIG-150 serving lets versions into prod without approval, rollout and rollback; add promotion",
    ],
  },
  {
    name: "promotion of what nothing serves",
    edits: [],
    drop: [
      ["fuel", "serving"],
      ["fuel", "overrides"],
    ],
    says: [
      "releases/fuel-efficiency.yaml:3:1 MLOPS-CONFIG-104 dev releases fuel-efficiency where it does not serve; add serving, or remove it",
      "releases/fuel-efficiency.yaml:6:1 MLOPS-CONFIG-104 preprod releases fuel-efficiency where it does not serve; add serving, or remove it",
      "releases/fuel-efficiency.yaml:9:1 MLOPS-CONFIG-104 prod releases fuel-efficiency where it does not serve; add serving, or remove it",
      "use-cases/fuel-efficiency.yaml:89:1 MLOPS-CONFIG-084 promotion promotes versions that nothing serves; add serving, or remove it",
    ],
  },
  {
    name: "production without approvals",
    edits: [["fuel", "  approvals:\n    prod:\n", "  approvals:\n    preprod:\n"]],
    says: [
      "use-cases/fuel-efficiency.yaml:102:1 MLOPS-CONFIG-150 promotion lets versions into prod without anybody agreeing; add approvals.prod with the groups that may agree",
    ],
  },
  {
    name: "approvals of an unknown environment",
    edits: [["fuel", "  approvals:\n    prod:\n", "  approvals:\n    prodd:\n"]],
    says: [
      "use-cases/fuel-efficiency.yaml:111:5 MLOPS-CONFIG-103 promotion.approvals.prodd is no environment of the use case (allowed dev, preprod, prod); did you mean prod?",
    ],
  },
  {
    name: "a team that approves its own versions",
    edits: [["churn", "group: e02c3613-8f64-42d2-adc0-52837492c017", "group: ce0a14f1-6d42-4fb0-8bae-30615270ae15"]],
    says: [
      "use-cases/customer-churn.yaml:240:20 MLOPS-CONFIG-151 promotion.approvals.prod.approvers[0].group is the owner's own group: a team would approve its own versions (given ce0a14f1-6d42-4fb0-8bae-30615270ae15); name a group that neither built nor promotes the model",
    ],
  },
  {
    name: "a team on GitHub that approves its own versions, by its name and by that of its group, and one twice",
    edits: [
      ["churn", "teams: [model-risk]", "teams: [customer-analytics, pfs-customer-analytics, model-risk, model-risk]"],
    ],
    says: [
      "use-cases/customer-churn.yaml:241:15 MLOPS-CONFIG-151 promotion.approvals.prod.teams[0] is the owner's own team: it would approve its own versions (given customer-analytics); name a team that did not build the model",
      "use-cases/customer-churn.yaml:241:35 MLOPS-CONFIG-151 promotion.approvals.prod.teams[1] is the owner's own team: it would approve its own versions (given pfs-customer-analytics); name a team that did not build the model",
      "use-cases/customer-churn.yaml:241:71 MLOPS-CONFIG-026 promotion.approvals.prod.teams[3] is listed twice (given model-risk); remove one",
    ],
  },
  {
    name: "more people than GitHub counts",
    edits: [["churn", "count: 2", "count: 11"]],
    says: [
      "use-cases/customer-churn.yaml:238:14 MLOPS-CONFIG-024 promotion.approvals.prod.count is too large (given 11; allowed 1 to 10)",
    ],
  },
  {
    name: "more teams than a ruleset of GitHub asks",
    edits: [["churn", "teams: [model-risk]", "teams: [t1, t2, t3, t4, t5, t6, t7, t8]"]],
    says: [
      "use-cases/customer-churn.yaml:241:43 MLOPS-CONFIG-024 promotion.approvals.prod.teams[7] is one team more than a ruleset of GitHub asks, all use cases and numbers taken together (given t8; allowed up to 15 pairs of a team and a number; each team counts for 1, too); let use cases share teams and numbers",
    ],
  },
  {
    name: "no rollback",
    edits: [
      ["churn", "  rollback:\n    serverErrorPercent: 5\n    latencyP95Milliseconds: 1000\n    onDrift: true\n", ""],
    ],
    says: [
      "use-cases/customer-churn.yaml:225:1 MLOPS-CONFIG-152 promotion has nothing that sends traffic back from a bad version in prod; set rollback.serverErrorPercent or rollback.latencyP95Milliseconds",
    ],
  },
  {
    name: "a rollback on nothing",
    edits: [
      [
        "churn",
        "  rollback:\n    serverErrorPercent: 5\n    latencyP95Milliseconds: 1000\n    onDrift: true\n",
        "  rollback: {}\n",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:251:3 MLOPS-CONFIG-152 promotion.rollback has nothing that sends traffic back from a bad version in prod; set rollback.serverErrorPercent or rollback.latencyP95Milliseconds",
    ],
  },
  {
    name: "production that goes back on drift only",
    edits: [
      [
        "churn",
        "    serverErrorPercent: 5\n    latencyP95Milliseconds: 1000\n    onDrift: true\n",
        "    onDrift: true\n",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:251:3 MLOPS-CONFIG-152 promotion.rollback has nothing that sends traffic back from a bad version in prod but drift, which is noticed a day late; set rollback.serverErrorPercent or rollback.latencyP95Milliseconds",
    ],
  },
  {
    name: "approval by whoever brings models into the registry",
    edits: [["churn", "group: e02c3613-8f64-42d2-adc0-52837492c017", "group: 5f3a9b62-90c4-4f0c-b1f8-2f6c3f7f2a01"]],
    says: [
      "use-cases/customer-churn.yaml:240:20 MLOPS-CONFIG-151 promotion.approvals.prod.approvers[0].group brings models into the registry: whoever promotes a version would approve it, too (given 5f3a9b62-90c4-4f0c-b1f8-2f6c3f7f2a01); name a group that neither built nor promotes the model",
    ],
  },
  {
    name: "steps that are over before an alert notices, beside a share that is none",
    edits: [
      [
        "churn",
        "    - mirrorPercent: 20\n      bake: 24h\n    - trafficPercent: 10\n      bake: 24h\n    - trafficPercent: 50\n      bake: 12h\n    - trafficPercent: 100\n      bake: 24h\n",
        "    - mirrorPercent: 20\n      bake: 14m\n    - trafficPercent: 120\n      bake: 24h\n    - trafficPercent: 50\n      bake: 15m\n    - trafficPercent: 100\n      bake: 1m\n",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:244:13 MLOPS-CONFIG-024 promotion.rollout[0].bake is over before an alert on the new version could notice anything (given 14m; allowed 15m or more)",
      "use-cases/customer-churn.yaml:245:23 MLOPS-CONFIG-024 promotion.rollout[1].trafficPercent is too large (given 120; allowed 1 to 100)",
      "use-cases/customer-churn.yaml:250:13 MLOPS-CONFIG-024 promotion.rollout[3].bake is over before an alert on the new version could notice anything (given 1m; allowed 15m or more)",
    ],
  },
  {
    name: "a step that does two things beside one that is over too soon",
    edits: [
      [
        "fuel",
        "    - trafficPercent: 20\n      bake: 24h\n",
        "    - trafficPercent: 20\n      mirrorPercent: 20\n      bake: 10m\n",
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:116:7 MLOPS-CONFIG-153 promotion.rollout[0] both mirrors and sends traffic (given a mapping of 3 keys; allowed mirrorPercent or trafficPercent)",
      "use-cases/fuel-efficiency.yaml:118:13 MLOPS-CONFIG-024 promotion.rollout[0].bake is over before an alert on the new version could notice anything (given 10m; allowed 15m or more)",
    ],
  },
  {
    name: "a rollback on drift nobody watches",
    edits: [
      [
        "fuel",
        "    consumption-drift:\n      type: prediction-drift\n      window: 7d\n      reference:\n        window: 28d\n        offset: 7d\n      numerical:\n        metric: jensen-shannon-distance\n        above: 0.1\n",
        "",
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:113:14 MLOPS-CONFIG-084 promotion.rollback.onDrift waits for drift of predictions that no monitor looks for (given true); add a signal of type prediction-drift, or remove it",
    ],
  },
  {
    name: "a rollout that ends early",
    edits: [
      ["churn", "    - trafficPercent: 100\n      bake: 24h\n", ""],
      ["churnRelease", "trafficPercent: 50", "trafficPercent: 10"],
    ],
    says: [
      "use-cases/customer-churn.yaml:247:7 MLOPS-CONFIG-153 promotion.rollout[2] is the last step, and the new version does not get all traffic (given a mapping of 2 keys; allowed trafficPercent: 100 as the last step)",
    ],
  },
  {
    name: "a rollout that falls",
    edits: [
      [
        "fuel",
        "    - trafficPercent: 20\n      bake: 24h\n",
        "    - trafficPercent: 20\n      bake: 24h\n    - trafficPercent: 10\n      bake: 24h\n",
      ],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:118:23 MLOPS-CONFIG-153 promotion.rollout[1].trafficPercent does not rise (given 10; allowed more than 20, the step before)",
    ],
  },
  {
    name: "a rollout that mirrors too much",
    edits: [["churn", "mirrorPercent: 20", "mirrorPercent: 60"]],
    says: [
      "use-cases/customer-churn.yaml:243:22 MLOPS-CONFIG-153 promotion.rollout[0].mirrorPercent is more than Azure ML copies (given 60; allowed 1 to 50)",
    ],
  },
  {
    name: "a rollout that mirrors after traffic",
    edits: [
      ["fuel", "    - trafficPercent: 100", "    - mirrorPercent: 30\n      bake: 24h\n    - trafficPercent: 100"],
    ],
    says: [
      "use-cases/fuel-efficiency.yaml:118:22 MLOPS-CONFIG-153 promotion.rollout[1].mirrorPercent comes after traffic: mirroring tries what answers nobody yet (given 30); put mirrors first",
    ],
  },
  {
    name: "a step that does nothing",
    edits: [["fuel", "    - trafficPercent: 20\n      bake: 24h\n", "    - bake: 24h\n"]],
    says: [
      "use-cases/fuel-efficiency.yaml:116:7 MLOPS-CONFIG-153 promotion.rollout[0] sends nothing to the new version (given a mapping of 1 key; allowed mirrorPercent or trafficPercent)",
    ],
  },
  {
    name: "a step of more than all traffic",
    edits: [["fuel", "    - trafficPercent: 100", "    - trafficPercent: 120"]],
    says: [
      "use-cases/fuel-efficiency.yaml:118:23 MLOPS-CONFIG-024 promotion.rollout[1].trafficPercent is too large (given 120; allowed 1 to 100)",
    ],
  },
  {
    name: "a gate without a bound",
    edits: [["churn", "      recall:\n        atLeast: 0.6", "      recall: {}"]],
    says: [
      "use-cases/customer-churn.yaml:230:7 MLOPS-CONFIG-154 promotion.gates.metrics.recall sets no bound (allowed atLeast or atMost)",
    ],
  },
  {
    name: "a replay without a bound, and one of another task",
    edits: [
      ["churn", "  rollback:", "  smokeTest: { replay: { absoluteErrorAtMost: 2 } }\n  rollback:"],
      ["fuel", "  rollback:", "  smokeTest: { replay: {} }\n  rollback:"],
    ],
    says: [
      "use-cases/customer-churn.yaml:251:47 MLOPS-CONFIG-155 promotion.smokeTest.replay.absoluteErrorAtMost is no bound of a classification (given 2); set rightAtLeast",
      "use-cases/fuel-efficiency.yaml:120:24 MLOPS-CONFIG-155 promotion.smokeTest.replay says nothing of what the answers must be (given a mapping of 0 keys; allowed rightAtLeast or absoluteErrorAtMost)",
    ],
  },
  {
    name: "a gate that nothing passes",
    edits: [["churn", "        atLeast: 0.6", "        atLeast: 0.6\n        atMost: 0.5"]],
    says: [
      "use-cases/customer-churn.yaml:232:17 MLOPS-CONFIG-154 promotion.gates.metrics.recall.atMost is less than atLeast: no version could pass (given 0.5; allowed 0.6 or more)",
    ],
  },
  // Releases.
  {
    name: "a release without a use case",
    edits: [],
    add: { "releases/customer-churm.yaml": 'dev:\n  live:\n    model: "1"\n' },
    says: [
      "releases/customer-churm.yaml:1:1 MLOPS-CONFIG-104 the file is the release of a use case customer-churm that does not exist; did you mean customer-churn?",
    ],
  },
  {
    name: "a release in an unknown environment",
    edits: [["fuelRelease", "\nprod:", "\nprd:"]],
    says: [
      "releases/fuel-efficiency.yaml:9:1 MLOPS-CONFIG-103 prd is no environment of fuel-efficiency (allowed dev, preprod, prod); did you mean prod?",
    ],
  },
  {
    name: "a version in production that was never live in preprod",
    edits: [["churnRelease", '\nprod:\n  live:\n    model: "12"', '\nprod:\n  live:\n    model: "13"']],
    says: [
      'releases/customer-churn.yaml:16:12 MLOPS-CONFIG-163 prod.live.model was never live in preprod (given "13"; allowed 11, 12); promote it through preprod first',
    ],
  },
  {
    name: "a version in production that skips two environments",
    edits: [["churnRelease", '\nprod:\n  live:\n    model: "12"', '\nprod:\n  live:\n    model: "14"']],
    says: [
      'releases/customer-churn.yaml:16:12 MLOPS-CONFIG-163 prod.live.model was never live in dev and preprod: it skips 2 environments (given "14"; allowed 11, 12); promote it through dev first',
    ],
  },
  {
    name: "a candidate that was never live before",
    edits: [["churnRelease", '  candidate:\n    model: "13"', '  candidate:\n    model: "14"']],
    says: [
      'releases/customer-churn.yaml:11:12 MLOPS-CONFIG-163 preprod.candidate.model was never live in dev (given "14"; allowed 11, 12, 13); promote it through dev first',
    ],
  },
  {
    name: "a candidate that is live",
    edits: [["churnRelease", '  candidate:\n    model: "13"', '  candidate:\n    model: "12"']],
    says: [
      'releases/customer-churn.yaml:11:12 MLOPS-CONFIG-162 preprod.candidate.model is live already (given "12"); remove the candidate',
    ],
  },
  {
    name: "a candidate beside nothing",
    edits: [["fuelRelease", "dev:\n  live:\n", "dev:\n  candidate:\n"]],
    says: [
      "releases/fuel-efficiency.yaml:5:5 MLOPS-CONFIG-162 dev.candidate stands beside nothing live (given a mapping of 1 key); write the first version as live",
      'releases/fuel-efficiency.yaml:8:12 MLOPS-CONFIG-163 preprod.live.model was never live in dev (given "4"; allowed nothing: dev has had no version live); promote it through dev first',
    ],
  },
  {
    name: "a share that is no step",
    edits: [["churnRelease", "trafficPercent: 50", "trafficPercent: 30"]],
    says: [
      "releases/customer-churn.yaml:12:21 MLOPS-CONFIG-161 preprod.candidate.trafficPercent is no step of the rollout (given 30; allowed 10, 50, 100)",
    ],
  },
  {
    name: "a mirror beside traffic",
    edits: [["churnRelease", "trafficPercent: 50", "trafficPercent: 50\n    mirrorPercent: 20"]],
    says: [
      "releases/customer-churn.yaml:13:20 MLOPS-CONFIG-161 preprod.candidate.mirrorPercent stands beside trafficPercent: Azure ML mirrors to a deployment without traffic only (given 20); keep one of the two",
    ],
  },
  {
    name: "a version that was rolled back",
    edits: [["churnRelease", '  history: ["11"]\nprod:', '  history: ["11"]\n  rejected: ["13"]\nprod:']],
    says: [
      'releases/customer-churn.yaml:11:12 MLOPS-CONFIG-164 preprod.candidate.model was rolled back in preprod (given "13"); train a new version; remove it from rejected only if the cause lay elsewhere',
    ],
  },
  {
    name: "a version that was rolled back in the environment before",
    edits: [["churnRelease", '  history: ["11"]\nprod:', '  history: ["11"]\n  rejected: ["12"]\nprod:']],
    says: [
      'releases/customer-churn.yaml:9:12 MLOPS-CONFIG-164 preprod.live.model was rolled back in preprod (given "12"); train a new version; remove it from rejected only if the cause lay elsewhere',
      'releases/customer-churn.yaml:17:12 MLOPS-CONFIG-164 prod.live.model was rolled back in preprod (given "12"); train a new version',
    ],
  },
  {
    name: "former versions that could not take the requests again",
    edits: [
      [
        "churnRelease",
        '  history: ["11", "12"]\n',
        '  history: ["11", "12"]\n  former:\n    model: "10"\n    keepUntil: 2026-12-31T12:00:00Z\n',
      ],
      [
        "churnRelease",
        '  history: ["11"]\nprod:',
        '  history: ["11"]\n  former:\n    model: "13"\n    keepUntil: 2026-12-31T12:00:00Z\nprod:',
      ],
    ],
    says: [
      'releases/customer-churn.yaml:8:12 MLOPS-CONFIG-165 dev.former.model was never live in dev (given "10"; allowed 11, 12); remove former',
      'releases/customer-churn.yaml:18:12 MLOPS-CONFIG-165 preprod.former.model is being tried (given "13"); remove former',
    ],
  },
  {
    name: "former versions beside nothing live, live themselves or rolled back",
    edits: [
      [
        "fuelRelease",
        'dev:\n  live:\n    model: "4"',
        'dev:\n  former:\n    model: "4"\n    keepUntil: 2026-12-31T12:00:00Z',
      ],
      [
        "churnRelease",
        '  history: ["11", "12"]\n',
        '  history: ["11", "12"]\n  former:\n    model: "13"\n    keepUntil: 2026-12-31T12:00:00Z\n',
      ],
    ],
    says: [
      'releases/customer-churn.yaml:8:12 MLOPS-CONFIG-165 dev.former.model is live (given "13"); remove former',
      "releases/fuel-efficiency.yaml:5:5 MLOPS-CONFIG-165 dev.former is kept beside nothing live (given a mapping of 2 keys); remove former",
      'releases/fuel-efficiency.yaml:9:12 MLOPS-CONFIG-163 preprod.live.model was never live in dev (given "4"; allowed nothing: dev has had no version live); promote it through dev first',
    ],
  },
  {
    name: "a former version that is kept until no moment",
    edits: [
      [
        "churnRelease",
        '  history: ["11", "12"]\n',
        '  history: ["11", "12"]\n  former:\n    model: "12"\n    keepUntil: tomorrow\n',
      ],
    ],
    says: [
      "releases/customer-churn.yaml:9:16 MLOPS-CONFIG-025 dev.former.keepUntil is no moment (given tomorrow; allowed a date and time in UTC, as in 2026-12-31T12:00:00Z)",
    ],
  },
  {
    name: "lengths of keeping that are none",
    edits: [
      [
        "churn",
        "  rollback:\n    serverErrorPercent: 5\n",
        "  keepFormer: 30m\n  rollback:\n    serverErrorPercent: 5\n",
      ],
    ],
    says: [
      "use-cases/customer-churn.yaml:251:15 MLOPS-CONFIG-024 promotion.keepFormer is out of range (given 30m; allowed 1h to 14d, or 0h)",
    ],
  },
  {
    name: "a version without quotes in a release",
    edits: [["fuelRelease", 'dev:\n  live:\n    model: "4"', "dev:\n  live:\n    model: 4"]],
    says: [
      'releases/fuel-efficiency.yaml:5:12 MLOPS-CONFIG-022 dev.live.model is not text (given 4; allowed text); put it in quotes: "4"',
    ],
  },
  {
    name: "a version that no deployment can be named after",
    edits: [["fuelRelease", 'dev:\n  live:\n    model: "4"', 'dev:\n  live:\n    model: "4.1"']],
    says: [
      'releases/fuel-efficiency.yaml:5:12 MLOPS-CONFIG-160 dev.live.model is not a model version that a deployment can be named after (given "4.1"; allowed up to 26 lower-case letters, digits and single dashes; no label such as latest)',
    ],
  },
  {
    name: "a candidate without a rollout",
    edits: [["churnRelease", "trafficPercent: 50", "trafficPercent: 50"]],
    drop: [["churn", "promotion"]],
    says: [
      "releases/customer-churn.yaml:11:5 MLOPS-CONFIG-162 preprod.candidate has no rollout to follow (given a mapping of 2 keys); add promotion.rollout to the use case, or write the version as live",
      "use-cases/customer-churn.yaml:179:1 MLOPS-CONFIG-150 serving lets versions into prod without approval, rollout and rollback; add promotion",
    ],
  },
  // Names.
  {
    name: "a stack's name that an environment has",
    edits: [["organization", "[dev, preprod, prod]", "[dev, preprod, dev-one, prod]"]],
    add: { "environments/dev-one.yaml": "dev-one", "use-cases/one.yaml": "shipped" },
    says: [
      "use-cases/customer-churn.yaml:10:15 MLOPS-CONFIG-102 environments leaves out dev-one, which versions must pass through on their way to prod (given dev, preprod, prod); add dev-one",
      "use-cases/fuel-efficiency.yaml:10:15 MLOPS-CONFIG-102 environments leaves out dev-one, which versions must pass through on their way to prod (given dev, preprod, prod); add dev-one",
      "use-cases/one.yaml:3:1 MLOPS-CONFIG-101 the file makes a stack dev-one in dev, which is the environment dev-one already; rename one of the two",
      "use-cases/one.yaml:10:15 MLOPS-CONFIG-102 environments leaves out dev-one, which versions must pass through on their way to prod (given dev, preprod, prod); add dev-one",
    ],
  },
  {
    name: "a use case's name with capitals",
    edits: [],
    add: { "use-cases/Churn.yaml": "shipped" },
    says: [
      "use-cases/Churn.yaml:1:1 MLOPS-CONFIG-100 Churn.yaml does not name a use case (allowed 3 or more lower-case letters, digits and single dashes, starting with a letter, before .yaml)",
    ],
  },
  {
    name: "a use case's name that is too long",
    edits: [],
    add: { "use-cases/customer-churn-of-the-past.yaml": "shipped" },
    says: [
      "use-cases/customer-churn-of-the-past.yaml:3:1 MLOPS-CONFIG-060 the file makes a bad name: the composed name of the onlineEndpoint is not one that Azure accepts (given customer-churn-of-the-past-preprod-c785 (39 characters); allowed 3 to 32 characters matching ^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$); give the use case a name of at most 19 characters",
    ],
  },
];
