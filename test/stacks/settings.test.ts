import { type TerraformStack, Testing } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { reviewContext } from "../../deploy/review-context";
import type { Configuration } from "../../schema/configuration";
import { UserError } from "../../domain/problem/problem";
import { renderText } from "../../cli/policy/text";
import { evaluatePolicies } from "../../policy";
import { defineStacks } from "../../stacks/app";
import { regionNames } from "../../domain/azure/regions";
import { batchDataParts } from "../../domain/azure/use-case-names";
import { fasterCdktf } from "../../stacks/faster-cdktf";
import { testApp } from "../support/app";
import { writeFiles } from "../support/configuration";
import { changesOf, exampleFiles, loadFiles, settingsOf, type Change, type Files } from "../support/variants";

fasterCdktf();

/** Settings that reach neither a stack nor what reviewers are told, with what they are for. Reasons are for readers. */
const REACHES_ELSEWHERE: Readonly<Record<string, string>> = {
  "organization platform.registry.inbound.allowedAddresses": "has no other value: a registry takes no addresses",
  "environments compute.instances.<name>.assignedTo.name": "is for whoever reads the file, beside a GUID",
  "use-cases monitors.signals.<name>.predictionColumn":
    "has no other value: the target column is the one that is predicted",
  "environments network.runners.type": "has one value for each place of the repository",
  "environments network.outbound.rules.<name>.subresource":
    "has one value for each kind of target that the example has",
  "use-cases data.production.preprocessing.external": "is for mlops ml check: the component is not in ml/",
  "use-cases data.batch.preprocessing.external": "is for mlops ml check: the component is not in ml/",
  "use-cases serving.batch.external": "is for mlops ml check: the component is not in ml/",
  "use-cases serving.scoring.external": "is for mlops ml check: the script is not in ml/",
  "use-cases monitors.signals.<name>.external": "is for mlops ml check: the component is not in ml/",
  "use-cases monitors.signals.<name>.preprocessing.external": "is for mlops ml check: the component is not in ml/",
};
const isReason = (name: string): boolean => name.endsWith(".reason");

/** The stacks that tell of a file, the likeliest first: each takes its time. */
function stacksOf(file: string): readonly string[] {
  const [kind, name] = file.replace(/\.yaml$/, "").split("/");
  switch (kind) {
    case "organization":
      return ["pipelines", "registry", "bootstrap", "dev", "dev-customer-churn"];
    case "environments":
      return ["dev", "pipelines", "bootstrap", "dev-recovery"];
    case "use-cases":
    case "releases":
      return [...["prod", "dev", "preprod"].map((environment) => `${environment}-${name!}`), "pipelines"];
    case "waivers":
      return [];
    default:
      throw new Error(`no stack is known to tell of ${file}`);
  }
}
const MOST_TRIED = 4;

const kindOf = (file: string): string => file.split("/")[0]!.replace(/\.yaml$/, "");

type Raw = Record<string, unknown>;
const REASON = "a setting is tried that needs to say why";
/** The example, with what some settings of the platform need beside them to be accepted or to matter. */
function richPlatform(): Files {
  const files = structuredClone(exampleFiles()) as Record<string, Raw>;
  const [organization, dev, preprod] = ["organization", "environments/dev", "environments/preprod"].map(
    (path) => files[`${path}.yaml`]!,
  );
  organization!["repository"] = {
    ...(organization!["repository"] as Raw),
    ...{ ownerId: 1, repositoryId: 2, protection: { reason: REASON } },
  };
  organization!["tagNames"] = {
    ...{ owner: "Owner", "cost-center": "CostCenter", environment: "Stage" },
    ...{ "use-case": "Application", "managed-by": "MadeBy" },
  };
  const platform = organization!["platform"] as { registry: Raw; location: string };
  platform.location = "northeurope";
  // The second is one that environments are tried in; the others are left for the platform.
  platform.registry["replicas"] = ["westeurope", regionNames[Math.round((regionNames.length - 1) / 5)]];
  platform.registry["protection"] = { preventDestroy: false, reason: REASON };
  platform.registry["publishedByPipelines"] = true;
  for (const environment of [dev!, preprod!]) {
    environment["deployment"] = { approvers: { teams: ["ml-platform"] }, reason: REASON };
  }
  (dev!["network"] as Raw)["outbound"] = {
    mode: "approved-only",
    rules: {
      pypi: { type: "fqdn", host: "pypi.org" },
      monitor: { type: "service-tag", tag: "AzureMonitor", protocol: "TCP", ports: "443" },
      data: {
        type: "private-endpoint",
        resource: `/subscriptions/${dev!["subscription"] as string}/resourceGroups/rg/providers/Microsoft.Sql/servers/one`,
        subresource: "sqlServer",
      },
    },
  };
  dev!["workbook"] = true;
  (dev!["network"] as Raw)["runners"] = { type: "github", businessId: "9919" };
  (dev!["network"] as Raw)["jumpHost"] = {
    access: [{ group: "9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f", name: "ML People" }],
    bastion: "Basic",
    shutdown: { at: "20:00", timeZone: "Europe/Amsterdam" },
  };
  const { clusters } = dev!["compute"] as { clusters: Record<string, Raw> };
  dev!["compute"] = { clusters };
  dev!["alerts"] = {
    ...(dev!["alerts"] as Raw),
    baseline: true,
    training: { queuedRuns: 20, idleNodes: 1, memoryPercent: 90, cpuPercent: 10, gpuPercent: 20 },
  };
  clusters["cpu"] = { ...clusters["cpu"], minNodes: 1, reason: REASON };
  return Object.fromEntries(Object.entries(files).filter(([path]) => !/^(use-cases|releases)\//.test(path)));
}

/** Gives development a second region, with a network there. */
function recovering(files: Record<string, Raw>, network: Raw): void {
  const { registry } = files["organization.yaml"]!["platform"] as { registry: Raw };
  // The second is one that environments are tried in.
  registry["replicas"] = ["northeurope", regionNames[Math.round((regionNames.length - 1) / 5)]];
  const recovery = { location: "northeurope", mode: "cold", network };
  files["environments/dev.yaml"] = { ...files["environments/dev.yaml"], recovery };
}

const HUB = "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-hub";

/** The example with a closed environment in a network that others made. */
function guestPlatform(): Files {
  const files = structuredClone(exampleFiles()) as Record<string, Raw>;
  const network = {
    existing: {
      virtualNetwork: `${HUB}/providers/Microsoft.Network/virtualNetworks/vnet-spoke`,
      privateEndpoints: "private-endpoints",
    },
    privateDns: { mode: "central", resourceGroup: HUB },
    outbound: (files["environments/dev.yaml"]!["network"] as Raw)["outbound"],
  };
  files["environments/dev.yaml"] = { ...files["environments/dev.yaml"], network };
  const { virtualNetwork, ...existing } = network.existing;
  recovering(files, { existing: { virtualNetwork: `${virtualNetwork}-2`, ...existing } });
  return Object.fromEntries(Object.entries(files).filter(([path]) => !/^(use-cases|releases)\//.test(path)));
}

const CENTRAL = "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-logs/providers";
const workspaceIn = (name: string) => `${CENTRAL}/Microsoft.OperationalInsights/workspaces/${name}`;

/** The example with logs that others keep, copies of them, and every kind of channel. */
function watchedPlatform(): Files {
  const files = structuredClone(exampleFiles()) as Record<string, Raw>;
  const logs = {
    workspace: workspaceIn("log-central"),
    copies: {
      workspace: workspaceIn("log-second"),
      storageAccount: `${CENTRAL}/Microsoft.Storage/storageAccounts/stlogs`,
      eventHub: {
        authorizationRule: `${CENTRAL}/Microsoft.EventHub/namespaces/evhns/authorizationRules/logs`,
        name: "logs",
      },
    },
    reason: REASON,
  };
  const { alerts } = files["environments/dev.yaml"] as { alerts: Raw };
  const channels = {
    pager: { type: "webhook", url: "https://pager.example/azure" },
    duty: { type: "sms", countryCode: "31", phoneNumber: "201234567" },
    readers: { type: "armRole", role: "43d0d8ad-25c7-4714-9337-8ba259a9fe05" },
    teams: { type: "logicApp", workflow: `${CENTRAL}/Microsoft.Logic/workflows/logic-teams` },
    bot: { type: "function", function: `${CENTRAL}/Microsoft.Web/sites/func/functions/on-alert` },
    siem: { type: "eventHub", eventHub: `${CENTRAL}/Microsoft.EventHub/namespaces/evhns/eventhubs/alerts` },
  };
  files["environments/dev.yaml"] = { ...files["environments/dev.yaml"], logs, alerts: { ...alerts, channels } };
  return Object.fromEntries(Object.entries(files).filter(([path]) => !/^(use-cases|releases)\//.test(path)));
}

/** The example with keys of the company's own: one that others made, and one of the environment's. */
function encryptedPlatform(): Files {
  const files = structuredClone(exampleFiles()) as Record<string, Raw>;
  const { subscription } = files["environments/dev.yaml"] as { subscription: string };
  const group = `/subscriptions/${subscription}/resourceGroups/rg-keys/providers`;
  files["environments/dev.yaml"]!["encryption"] = {
    customerManagedKey: {
      source: "existing",
      vault: `${group}/Microsoft.KeyVault/vaults/kv-company`,
      key: "ml-dev",
      identity: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id-company`,
    },
  };
  return Object.fromEntries(Object.entries(files).filter(([path]) => !/^(use-cases|releases)\//.test(path)));
}

/** The example with a closed environment of a network of its own that is peered with a hub. */
function spokePlatform(): Files {
  const files = structuredClone(exampleFiles()) as Record<string, Raw>;
  const { inbound, ...network } = files["environments/dev.yaml"]!["network"] as Raw;
  expect(inbound).toBeDefined();
  const hub = { virtualNetwork: `${HUB}/providers/Microsoft.Network/virtualNetworks/vnet-hub` };
  const elsewhere = { ...network, addressSpace: "10.40.12.0/22", hub };
  files["environments/dev.yaml"] = { ...files["environments/dev.yaml"], network: elsewhere };
  // Blocks that are tried lie where the first region's do otherwise.
  recovering(files, {
    addressSpace: network["addressSpace"],
    hub: { virtualNetwork: `${hub.virtualNetwork}-2` },
    dnsServers: ["10.0.0.4"],
    firewall: "10.0.1.4",
    jumpHost: {
      access: [{ group: "9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f", name: "ML People" }],
      bastion: "Basic",
      shutdown: { at: "20:00", timeZone: "Europe/Amsterdam" },
    },
    wayIn: { reason: REASON },
  });
  return Object.fromEntries(Object.entries(files).filter(([path]) => !/^(use-cases|releases)\//.test(path)));
}

/** The example with one use case and everything that patterns name, under names of a company's own. */
function namedPlatform(): Files {
  const files = structuredClone(alone("customer-churn")) as Record<string, Raw>;
  const { network } = spokePlatform()["environments/dev.yaml"] as { network: Raw };
  files["environments/dev.yaml"] = { ...files["environments/dev.yaml"], network: { ...network, firewall: "10.0.1.4" } };
  const useCase = files[CHURN] as Record<"serving", Raw>;
  useCase.serving["budget"] = { amount: 300, startMonth: "2026-12", thresholdPercents: [80], forecastPercents: [100] };
  files["organization.yaml"] = {
    ...files["organization.yaml"],
    naming: {
      regions: { westeurope: "weu" },
      environments: { dev: "d" },
      patterns: { resourceGroup: "rg-{prefix}-{environment}-{region}" },
    },
  };
  return Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith("releases/")));
}

/** The same with the repository in Azure DevOps. */
function azurePlatform(): Files {
  const files = structuredClone(richPlatform()) as Record<string, Raw>;
  // Runners of GitHub are for a repository of GitHub.
  (files["environments/dev.yaml"]!["network"] as Record<string, unknown>)["runners"] = { type: "azure-devops" };
  files["organization.yaml"]!["repository"] = {
    provider: "azure-devops",
    organization: "pfs-corporation",
    project: "ML Platform",
    name: "mlops-environments",
    agentServiceId: "6f1c0d5e-2b7a-4c3d-9e8f-0a1b2c3d4e5f",
    groups: { "ml-platform": { name: "ML Platform Administrators" } },
    protection: { security: { teams: ["security"] }, reason: REASON },
  };
  return files;
}

/** The example with one use case. */
const alone = (name: string): Files =>
  Object.fromEntries(
    Object.entries(exampleFiles()).filter(
      ([path]) => !/^(use-cases|releases)\//.test(path) || path.endsWith(`/${name}.yaml`),
    ),
  );

const CHURN = "use-cases/customer-churn.yaml";
const FUEL = "use-cases/fuel-efficiency.yaml";
const CHURN_RELEASE = "releases/customer-churn.yaml";

/** Scoring by the clock. */
const batch = (rhythm: Raw): Raw => ({
  component: "scoring",
  version: "1",
  cluster: "cpu",
  schedule: { ...rhythm, timeZone: "Europe/Amsterdam", startDate: "2026-12-07" },
  inputs: {
    customers: { type: "uri_folder", path: "azureml://datastores/workspaceblobstore/paths/customers/" },
    most: { type: "literal", value: "500" },
  },
  outputs: Object.fromEntries(
    ["list", "collected_inputs", "collected_outputs", "scored", "more"].map((output) => [
      output,
      { type: "uri_folder", path: SCORED.replace("list", output) },
    ]),
  ),
  readers: [{ group: "1f7b93c2-58d0-4f3e-a1c6-0de94b7a2c35", name: "Call centre" }],
});
const SCORED = "azureml://datastores/workspaceblobstore/paths/list/";

/** One use case, with what some of its settings need beside them to be accepted or to matter. */
function richUseCase(): Files {
  const files = structuredClone(alone("customer-churn")) as Record<string, Raw>;
  const useCase = files[CHURN] as Record<"monitors" | "promotion" | "serving", Raw> & { notices?: unknown };
  useCase.serving["budget"] = { amount: 300, startMonth: "2026-12", thresholdPercents: [80], forecastPercents: [100] };
  const { timeZone, startDate } = useCase.monitors["schedule"] as Raw;
  useCase.monitors["schedule"] = { every: "month", days: [1], at: ["05:30"], timeZone, startDate };
  const signals = useCase.monitors["signals"] as Record<string, Raw>;
  signals["data-drift"] = {
    ...signals["data-drift"],
    featureTypes: { postcode: "categorical" },
    numerical: { metric: "two-sample-kolmogorov-smirnov-test", below: 0.05 },
    categorical: { metric: "pearsons-chi-squared-test", below: 0.05 },
  };
  signals["call-volume"] = {
    ...signals["call-volume"],
    inputs: { line: "mobile" },
    preprocessing: { component: "calls_to_mltable", version: "1.0.0" },
  };
  useCase.serving["batch"] = batch({ every: "week", on: ["monday"], at: ["04:00"] });
  const bake = "24h";
  useCase.promotion["rollout"] = [
    ...[20, 50].map((mirrorPercent) => ({ mirrorPercent, bake })),
    ...[10, 50, 100].map((trafficPercent) => ({ trafficPercent, bake })),
  ];
  const gates = useCase.promotion["gates"] as Raw;
  useCase.promotion["gates"] = { ...gates, live: { metric: "auc", mayLose: 0.02, readers: [{ group: "5c3d7e90-14ab-4b6f-8f02-6a9de1c7b348", name: "Who decides" }] } }; // prettier-ignore
  useCase.promotion["smokeTest"] = { requests: 5, latencyMilliseconds: 1000, replay: { rightAtLeast: 0.7 } };
  useCase.notices = ["training-completed", "model-registered"];
  useCase.promotion["rollback"] = {
    ...(useCase.promotion["rollback"] as Raw),
    callers: [{ group: "7c1f0e55-2f0e-4b7c-8f6a-9c2d1e3b4a77", name: "On call" }],
  };
  files[CHURN_RELEASE] = {
    dev: {
      live: { model: "13" },
      history: ["10", "11", "12"],
      former: { model: "12", keepUntil: "2026-12-30T12:00:00Z" },
    },
    preprod: { live: { model: "13" }, history: ["10", "11", "12"], rejected: ["8"] },
    prod: { live: { model: "12" }, history: ["11"], candidate: { model: "13", mirrorPercent: 20 } },
  };
  return files;
}

/** Another, with fewer signals: those of predictions tie settings to each other. */
function plainUseCase(): Files {
  const files = structuredClone(alone("fuel-efficiency")) as Record<string, Raw>;
  for (const path of Object.keys(files).filter((one) => one.startsWith("environments/"))) {
    const { clusters } = files[path]!["compute"] as { clusters: Record<string, Raw> };
    clusters["big"] = clusters["cpu"]!;
  }
  const useCase = files[FUEL] as Record<"retraining" | "monitors" | "promotion" | "serving", Raw>;
  useCase.serving["batch"] = batch({ every: "month", days: [1], at: ["04:00"] });
  const startDate = { timeZone: "Europe/Amsterdam", startDate: "2026-12-07" };
  useCase.retraining["schedule"] = { every: "month", days: [1], at: ["02:00"], ...startDate };
  useCase.monitors["schedule"] = { cron: "0 6 * * 1", ...startDate };
  delete (useCase.monitors["signals"] as Raw)["consumption-drift"];
  useCase.promotion["rollback"] = { serverErrorPercent: 5 };
  useCase.promotion["smokeTest"] = { replay: { absoluteErrorAtMost: 2 } };
  return files;
}

/** The same with a signal that joins predictions and inputs by a column of one's own. */
function joinedUseCase(): Files {
  const files = plainUseCase() as Record<string, Raw>;
  const useCase = files[FUEL] as Record<"retraining" | "overrides" | "serving", Raw>;
  useCase.serving["batch"] = batch({ cron: "0 4 * * 1" });
  // With drift, its bounds would count for new data, too.
  delete useCase.retraining["onDrift"];
  delete (useCase.overrides["dev"] as Raw)["retraining"];
  useCase.retraining["onNewData"] = {
    path: "azureml://datastores/workspaceblobstore/paths/fuel-efficiency/training/",
    endsWith: "_SUCCESS",
    cooldown: "12h",
    maxPerWeek: 3,
    staleAfter: "26h",
  };
  for (const path of Object.keys(files).filter((one) => one.startsWith("environments/"))) {
    files[path]!["storageEvents"] = true;
  }
  const signals = (files[FUEL]!["monitors"] as Raw)["signals"] as Raw;
  signals["attribution-drift"] = {
    type: "feature-attribution-drift",
    window: "7d",
    correlationColumn: "trip",
    predictionColumn: "litres_per_100km",
    metric: "normalized-discounted-cumulative-gain",
    below: 0.9,
  };
  return files;
}

type Trying = (files: Record<string, Raw>) => void;
/** Values that go with what else is there, of settings that choose what else there is. */
const FITTING: readonly (readonly [setting: string, base: string, change: Trying])[] = [
  ...["monitors", "retraining"].map((part): readonly [string, string, Trying] => [
    `use-cases ${part}.schedule.every`,
    "customer-churn",
    (files) => {
      const own = files[CHURN]![part] as Raw;
      const schedule = Object.entries(own["schedule"] as Raw).filter(([key]) => key !== "on");
      own["schedule"] = { ...Object.fromEntries(schedule), every: "month", days: [1] };
    },
  ]),
  [
    "use-cases monitors.signals.<name>.type",
    "customer-churn",
    (files) => {
      const signals = (files[CHURN]!["monitors"] as Raw)["signals"] as Raw;
      signals["call-volume"] = { type: "data-quality", numerical: { metric: "null-value-rate", above: 0.1 } };
    },
  ],
  [
    "use-cases environments",
    "customer-churn",
    (files) => {
      files[CHURN]!["environments"] = ["dev", "preprod"];
      delete (files[CHURN]!["promotion"] as Raw)["approvals"];
      delete files[CHURN_RELEASE]!["prod"];
    },
  ],
  [
    "use-cases training.cluster",
    "plain",
    (files) => {
      (files[FUEL]!["training"] as Raw)["cluster"] = "big";
    },
  ],
  [
    "use-cases serving.batch.cluster",
    "plain",
    (files) => {
      ((files[FUEL]!["serving"] as Raw)["batch"] as Raw)["cluster"] = "big";
    },
  ],
  [
    "use-cases serving.batch.schedule.every",
    "customer-churn",
    (files) => {
      (files[CHURN]!["serving"] as Raw)["batch"] = batch({ every: "day", at: ["04:00"] });
    },
  ],
  [
    "use-cases serving.batch.schedule.cron",
    "joined",
    (files) => {
      (files[FUEL]!["serving"] as Raw)["batch"] = batch({ cron: "0 5 * * 2" });
    },
  ],
  [
    "use-cases serving.batch.outputs.<name>.path",
    "customer-churn",
    (files) => {
      const own = batch({ every: "week", on: ["monday"], at: ["04:00"] });
      const list = { type: "uri_folder", path: SCORED.replace("list", "lists") };
      (files[CHURN]!["serving"] as Raw)["batch"] = { ...own, outputs: { ...(own["outputs"] as Raw), list } };
    },
  ],
  ...batchDataParts.map((part): readonly [string, string, Trying] => [
    `use-cases data.batch.${part}`,
    "customer-churn",
    (files) => {
      ((files[CHURN]!["data"] as Raw)["batch"] as Raw)[part] = "predictions";
    },
  ]),
  [
    "use-cases task",
    "joined",
    (files) => {
      files[FUEL]!["task"] = "classification";
      // What a replayed answer is held against is another thing then.
      delete (files[FUEL]!["promotion"] as Raw)["smokeTest"];
    },
  ],
];

interface Trial extends Change {
  readonly base: Base;
}

/** Files with what is made of them. */
class Base {
  readonly review: string;
  private readonly configuration: Configuration;
  private readonly stacks = new Map<string, string>();

  constructor(readonly files: Files) {
    this.configuration = loadFiles(files);
    this.review = reviewOf(files, this.configuration);
  }

  stack(name: string): string {
    const known = this.stacks.get(name) ?? synth(this.configuration, name);
    this.stacks.set(name, known);
    return known;
  }
}

/** A stack as Terraform gets it; nothing if there is none of this name. */
function synth(configuration: Configuration, name: string): string {
  const app = testApp();
  defineStacks(app, configuration, { state: { kind: "azure" }, only: [name] });
  const stack = app.node.tryFindChild(name);
  return stack === undefined ? "" : Testing.synth(stack as TerraformStack, true);
}

/** What reviewers are told of a configuration beside its plans, places in files left out, and what waivers come to. */
function reviewOf(files: Files, { waivers }: Configuration): string {
  const folder = mkdtempSync(join(tmpdir(), "mlops-config-"));
  try {
    writeFiles(folder, new Map(Object.entries(files).map(([path, value]) => [path, stringify(value)])));
    const isPlace = (value: unknown) => typeof value === "object" && value !== null && "line" in value;
    const context = JSON.stringify(reviewContext(folder), (key, value: unknown) =>
      ["at", "where"].includes(key) || isPlace(value) ? undefined : value,
    );
    return `${context}\n${policyReport(waivers)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function load(files: Files): Configuration | undefined {
  try {
    return loadFiles(files);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** What `mlops policy` says of a stack that waivers are for, on a day on which they hold and on the one after. */
function policyReport(waivers: Configuration["waivers"]): string {
  const known = policyReports.get(JSON.stringify(waivers));
  if (known !== undefined) return known;
  bootstrap ??= JSON.parse(synth(loadFiles(exampleFiles()), "bootstrap")) as object;
  const said = ["2026-11-17", "2027-05-14", "2027-05-15"].map((today) => {
    const subjects = [{ stack: "bootstrap", synthesized: bootstrap }];
    const report = evaluatePolicies(subjects, { waivers, today, promotionOrder: ["prod"] });
    return renderText({ ...report, stacks: ["bootstrap"], failed: [], today });
  });
  policyReports.set(JSON.stringify(waivers), said.join("\n"));
  return said.join("\n");
}
const policyReports = new Map<string, string>();
let bootstrap: object | undefined;

/** The first other value of a setting that makes some other stack, or tells reviewers something else, as files. */
function reaching(trials: readonly Trial[]): Files | undefined {
  let tried = 0;
  for (const { apply, base, file } of trials) {
    const files = apply(base.files);
    const differs = isTold(files, base, file!);
    if (differs === undefined) continue;
    if (differs) return files;
    tried += 1;
    if (tried === MOST_TRIED) break;
  }
  return undefined;
}

/** Whether files make something else than their base; undefined if they are refused. */
function isTold(files: Files, base: Base, file: string): boolean | undefined {
  const configuration = load(files);
  if (configuration === undefined) return undefined;
  if (stacksOf(file).some((name) => synth(configuration, name) !== base.stack(name))) return true;
  return reviewOf(files, configuration) !== base.review;
}

/**
 * Changes of settings in some files, by setting: `use-cases serving.size`. First where it has a value already: elsewhere hundreds
 * are refused, one after the other, because something is missing beside them.
 */
function trialsIn(bases: readonly Base[], files: readonly string[]): ReadonlyMap<string, readonly Trial[]> {
  const trials = new Map<string, Trial[]>();
  for (const base of bases) {
    const own = Object.fromEntries(Object.entries(base.files).filter(([path]) => files.includes(path)));
    for (const change of changesOf(own)) {
      if (change.setting === undefined) continue;
      const name = `${kindOf(change.file!)} ${change.setting}`;
      const list = trials.get(name);
      if (list === undefined) trials.set(name, [{ ...change, base }]);
      else list.push({ ...change, base });
    }
  }
  for (const list of trials.values()) list.sort((a, b) => Number(b.isWritten) - Number(a.isWritten));
  return trials;
}

/** Every setting that the schemas of some files know. */
const settingsIn = (files: readonly string[]): readonly string[] => [
  ...new Set(files.flatMap((file) => settingsOf(file).map((setting) => `${kindOf(file)} ${setting}`))),
];
const exempt = (kinds: readonly string[]): readonly string[] =>
  Object.keys(REACHES_ELSEWHERE).filter((name) => kinds.includes(name.split(" ")[0]!));

describe("every setting of the organization and of an environment", () => {
  const files = ["organization.yaml", "environments/dev.yaml"];
  const settings = settingsIn(files);

  it("reaches a stack or a review, but for those with a reason", () => {
    const trialsOf = (all: readonly Files[]) =>
      trialsIn(
        all.map((one) => new Base(one)),
        files,
      );
    const trials = trialsOf([exampleFiles(), richPlatform(), azurePlatform(), guestPlatform(), spokePlatform()]);
    const ofLogs = trialsOf([watchedPlatform()]);
    const ofNames = trialsOf([namedPlatform()]);
    const ofKeys = trialsOf([encryptedPlatform()]);
    const silent = settings.filter((name) => {
      const first = [
        ...(/^environments (logs|alerts)\./.test(name) ? (ofLogs.get(name) ?? []) : []),
        ...(/^environments encryption\./.test(name) ? (ofKeys.get(name) ?? []) : []),
        ...(/^organization naming\./.test(name) ? (ofNames.get(name) ?? []) : []),
      ];
      return reaching([...first, ...(trials.get(name) ?? [])]) === undefined;
    });
    expect(silent.filter((name) => !isReason(name)).sort()).toEqual(
      [...exempt(["organization", "environments"])].sort(),
    );
  });

  it("is one that exists, if it is among those with a reason", () => {
    const all = [...settings, ...settingsIn([CHURN])];
    expect(Object.keys(REACHES_ELSEWHERE).filter((name) => !all.includes(name))).toEqual([]);
  });
});

describe("every setting of a use case", () => {
  const files = [CHURN, FUEL];
  const isOverride = (name: string): boolean => name.startsWith("use-cases overrides.");
  const settings = settingsIn(files);
  const own = settings.filter((name) => !isOverride(name));
  const reached = new Map<string, { readonly base: Base; readonly files: Files }>();

  it("reaches a stack or a review, but for those with a reason", () => {
    const bases = new Map(
      [
        ...["customer-churn", "fuel-efficiency"].map((name) => [name, alone(name)] as const),
        ["rich", richUseCase()] as const,
        ["plain", plainUseCase()] as const,
        ["joined", joinedUseCase()] as const,
      ].map(([name, one]) => [name, new Base(one)]),
    );
    const trials = new Map(trialsIn([...bases.values()], files));
    for (const [setting, of, change] of FITTING) {
      const apply = (all: Files) => {
        const changed = structuredClone(all) as Record<string, Raw>;
        change(changed);
        return changed;
      };
      const file = of === "customer-churn" ? CHURN : FUEL;
      const trial = { what: setting, file, setting, apply, base: bases.get(of)! };
      trials.set(setting, [trial, ...(trials.get(setting) ?? [])]);
    }
    for (const name of own) {
      const likely = trials.get(name) ?? [];
      for (const base of new Set(likely.map((trial) => trial.base))) {
        const found = reaching(likely.filter((trial) => trial.base === base));
        if (found === undefined) continue;
        reached.set(name, { base, files: found });
        break;
      }
    }
    const silent = own.filter((name) => !reached.has(name));
    expect(silent.filter((name) => !isReason(name)).sort()).toEqual([...exempt(["use-cases"])].sort());
  });

  it("reaches as much when an environment overrides it", () => {
    const silent = settings.filter((name) => {
      if (!isOverride(name)) return false;
      const setting = name.replace("overrides.<name>.", "");
      if (setting in REACHES_ELSEWHERE) return false;
      const [, found] = [...reached].find(([one]) => one === setting || one.startsWith(`${setting}.`)) ?? [];
      return (
        found === undefined ||
        !["prod", "preprod", "dev"].some((environment) => isOverridden(setting, environment, found))
      );
    });
    expect(silent.filter((name) => !isReason(name))).toEqual([]);
  });

  /** Whether what reached something reaches it from an environment's override, too. */
  function isOverridden(setting: string, environment: string, found: { readonly base: Base; readonly files: Files }) {
    const { base, files: changed } = found;
    const file = files.find((path) => JSON.stringify(changed[path]) !== JSON.stringify(base.files[path]))!;
    const part = setting.split(" ")[1]!.split(".")[0]!;
    const was = base.files[file] as Raw;
    const overrides = (was["overrides"] ?? {}) as Record<string, Raw>;
    const override = { ...overrides[environment], [part]: (changed[file] as Raw)[part] };
    const overridden = { ...base.files, [file]: { ...was, overrides: { ...overrides, [environment]: override } } };
    return isTold(overridden, base, file) === true;
  }
});

describe("every setting of releases and waivers", () => {
  it.each([[CHURN_RELEASE], ["waivers.yaml"]])("reaches a stack or a review: %s", (file) => {
    const trials = trialsIn(
      [alone("customer-churn"), richUseCase()].map((one) => new Base(one)),
      [file],
    );
    expect(settingsIn([file]).filter((name) => reaching(trials.get(name) ?? []) === undefined)).toEqual([]);
  });
});
