import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Files } from "./variants";

type Mapping = Record<string, unknown>;
interface Place {
  readonly files: Files;
  /** Name of the environment or use case. */
  readonly name: string;
  /** Place in the list of its kind. */
  readonly index: number;
}

/** Something optional, switched on in every file that it is about. */
export interface Feature {
  readonly what: string;
  readonly organization?: (file: Mapping) => Mapping;
  readonly environment?: (file: Mapping, place: Place) => Mapping;
  readonly useCase?: (file: Mapping, place: Place) => Mapping;
}

const elsewhere = (file: Mapping, type: string) =>
  `/subscriptions/${String(file["subscription"])}/resourceGroups/rg-company/providers/${type}`;
const within = (file: Mapping, key: string, more: Mapping): Mapping => ({
  ...file,
  [key]: { ...(file[key] as Mapping | undefined), ...more },
});
const isGitHub = (files: Files) => {
  const { provider } = files["organization.yaml"]!["repository"] as { readonly provider?: string };
  return provider !== "azure-devops";
};
const guid = (kind: number, index: number) =>
  `0000000${kind}-0000-4000-8000-0000000000${String(index).padStart(2, "0")}`;
const severities = ["critical", "warning", "informational"];

const channels: Feature = {
  what: "channels of every kind",
  environment: (file) =>
    within(file, "alerts", {
      channels: {
        teams: { type: "logicApp", workflow: elsewhere(file, "Microsoft.Logic/workflows/logic-teams"), severities },
        tickets: {
          type: "function",
          function: elsewhere(file, "Microsoft.Web/sites/func-alerts/functions/on-alert"),
          severities: ["critical", "warning"],
        },
        hook: { type: "webhook", url: "https://hooks.example.com/alerts" },
        phone: { type: "sms", countryCode: "31", phoneNumber: "612345678" },
        operators: { type: "armRole", role: "43d0d8ad-25c7-4714-9337-8ba259a9fe05" },
        siem: {
          type: "eventHub",
          eventHub: elsewhere(file, "Microsoft.EventHub/namespaces/evhns-siem/eventhubs/alerts"),
        },
      },
    }),
};

const baseline: Feature = {
  what: "alerts of the baseline and on training",
  environment: (file) =>
    within(file, "alerts", {
      baseline: true,
      training: { queuedRuns: 3, idleNodes: 2, memoryPercent: 90, cpuPercent: 10, gpuPercent: 10 },
    }),
};

const pages: Feature = {
  what: "a workbook and events of the storage",
  environment: (file) => ({ ...file, workbook: true, storageEvents: true }),
};

const runners: Feature = {
  what: "runners in the network",
  organization: (file) => {
    const repository = file["repository"] as Mapping;
    return repository["provider"] === "azure-devops"
      ? within(file, "repository", { agentServiceId: guid(4, 1) })
      : file;
  },
  environment: (file, { files }) => {
    const runners = isGitHub(files) ? { type: "github", businessId: "9919" } : { type: "azure-devops", maxAgents: 3 };
    return within(within(file, "network", { runners }), "deployment", { runner: "in-network" });
  },
};

const publishing: Feature = {
  what: "trainings and pipelines that publish",
  organization: (file) => {
    const platform = file["platform"] as Mapping;
    return { ...file, platform: within(platform, "registry", { publishedByPipelines: true }) };
  },
  environment: (file) => within(file, "compute", { publishesModels: true }),
};

const recovery: Feature = {
  what: "a second region",
  organization: (file) => {
    const platform = file["platform"] as Mapping;
    return { ...file, platform: within(platform, "registry", { replicas: ["northeurope"] }) };
  },
  environment: (file, { index }) => {
    if (file["location"] !== "westeurope") return file;
    // Pipelines hold their roles on a group of others alone, which is in one region.
    const own = Object.fromEntries(Object.entries(file).filter(([key]) => key !== "resourceGroup"));
    const mode = index % 2 === 0 ? "warm" : "cold";
    return {
      ...own,
      recovery: { location: "northeurope", mode, network: { addressSpace: `10.${180 + index}.0.0/22` } },
    };
  },
};

const ownKey: Feature = {
  what: "a key of its own",
  environment: (file) => ({ ...file, encryption: { customerManagedKey: { source: "own" } } }),
};

const givenKey: Feature = {
  what: "a key of others",
  environment: (file) => ({
    ...file,
    encryption: {
      customerManagedKey: {
        source: "existing",
        vault: elsewhere(file, "Microsoft.KeyVault/vaults/kv-company"),
        key: "machine-learning",
        identity: elsewhere(file, "Microsoft.ManagedIdentity/userAssignedIdentities/id-company-key"),
      },
    },
  }),
};

const givenGroup: Feature = {
  what: "a resource group of others",
  environment: (file, { index }) => ({ ...file, resourceGroup: { existing: `rg-given-${index}` } }),
};

const copies: Feature = {
  what: "logs copied to a workspace, an account and an event hub",
  environment: (file) =>
    within(file, "logs", {
      copies: {
        workspace: elsewhere(file, "Microsoft.OperationalInsights/workspaces/log-siem"),
        storageAccount: elsewhere(file, "Microsoft.Storage/storageAccounts/stsiem"),
        eventHub: {
          authorizationRule: elsewhere(file, "Microsoft.EventHub/namespaces/evhns-siem/authorizationRules/logs"),
          name: "logs",
        },
      },
    }),
};

const notices: Feature = {
  what: "notices of everything",
  useCase: (file) => ({
    ...file,
    notices: [
      "training-completed",
      ...(file["serving"] === undefined ? [] : ["model-registered", "model-deployed", "rolled-out", "rolled-back"]),
    ],
  }),
};

const newData: Feature = {
  what: "retraining on new data",
  environment: (file) => ({ ...file, storageEvents: true }),
  useCase: (file) =>
    within(file, "retraining", {
      onNewData: {
        mode: "automatic",
        path: "azureml://datastores/workspaceblobstore/paths/incoming/data/",
        endsWith: "_SUCCESS",
        staleAfter: "2d",
      },
    }),
};

const serving: Feature = {
  what: "batch scoring, and what an endpoint may have",
  useCase: (file, { index }) => {
    if (file["serving"] === undefined) return file;
    const schedule = { every: "day", at: "03:00", timeZone: "Europe/Amsterdam", startDate: "2026-12-06" };
    const path = "azureml://datastores/workspaceblobstore/paths/scores/";
    const { outputs: watched } = ((file["serving"] as Mapping)["batch"] ?? {}) as { readonly outputs?: Mapping };
    const more = within(file, "serving", {
      batch: {
        component: "scoring_pipeline",
        version: "1",
        external: true,
        cluster: (file["training"] as Mapping)["cluster"],
        schedule,
        outputs: { ...watched, scores: { type: "uri_folder", path } },
        readers: [{ group: guid(6, index), name: "Readers of scores" }],
      },
      alerts: { latencyP95Milliseconds: 500, silentFor: "2d" },
      budget: { amount: 1.5, startMonth: "2026-12" },
    });
    const promotion = more["promotion"] as Mapping;
    return within(more, "promotion", {
      keepFormer: "3d",
      rollback: {
        ...(promotion["rollback"] as Mapping),
        latencyP95Milliseconds: 900,
        callers: [{ group: guid(5, index), name: "Callers" }],
      },
    });
  },
};

/** What organizations may switch on, each by itself. */
export const features: readonly Feature[] = [
  ...[channels, baseline, pages, runners, publishing, recovery, ownKey, givenKey, givenGroup],
  ...[copies, notices, newData, serving],
];

/** All of them at once, as far as they go together: a second region takes neither a key nor a group of others. */
export const together: Readonly<Record<string, readonly Feature[]>> = {
  "a second region, and all that goes with it": [
    ...[channels, baseline, pages, runners, publishing, recovery, ownKey, notices, newData, serving],
  ],
  "a group and a key of others, and all that goes with them": [
    ...[channels, baseline, pages, runners, publishing, givenKey, givenGroup, copies, notices, newData, serving],
  ],
};

/** A configuration with features. */
export const withFeatures = (files: Files, wanted: readonly Feature[]): Files =>
  wanted.reduce<Files>((before, feature) => {
    const placed = (folder: string) => Object.keys(before).filter((path) => path.startsWith(`${folder}/`));
    const change = (path: string, folder: string, how: Feature["environment"]) => {
      const place = {
        files: before,
        name: path.slice(folder.length + 1, -".yaml".length),
        index: placed(folder).indexOf(path),
      };
      return [path, how?.(before[path]!, place) ?? before[path]!] as const;
    };
    return {
      ...before,
      "organization.yaml": feature.organization?.(before["organization.yaml"]!) ?? before["organization.yaml"]!,
      ...Object.fromEntries(placed("environments").map((path) => change(path, "environments", feature.environment))),
      ...Object.fromEntries(placed("use-cases").map((path) => change(path, "use-cases", feature.useCase))),
    };
  }, files);

/** The configuration of one of the examples beside the shipped one, as plain values. */
export function exampleOf(name: "azure-devops" | "landing-zone"): Files {
  const root = join(__dirname, "../../examples", name, "config");
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".yaml"));
  return Object.fromEntries(paths.map((path) => [path, parse(readFileSync(join(root, path), "utf8")) as Mapping]));
}
