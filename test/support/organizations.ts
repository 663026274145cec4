import { parse } from "yaml";
import { shippedTexts } from "./configuration";
import { cover } from "./pairs";
import type { Files } from "./variants";

/** What organizations differ in, each with what it can be. */
export const choices = {
  environments: [1, 2, 5],
  /** Whether environments have a subscription each, share one, or lie where the platform lies. */
  subscriptions: ["own", "shared", "the platform's"],
  regions: [1, 2],
  inbound: ["private", "public"],
  outbound: ["internet", "approved-only"],
  useCases: ["none", "one", "several"],
  level: ["full", "restricted", "read-only"],
  /** Whether everybody is in groups of their own, or one group is everything. */
  groups: ["many", "one"],
  generation: [1, 2],
  /** Whose key encrypts an environment, beneath or instead of none. */
  key: ["Microsoft's", "own"],
} as const;

/** One organization, by what was chosen. */
export type Organization = { readonly [Key in keyof typeof choices]: (typeof choices)[Key][number] };

/** Organizations in which every two choices meet at least once, always the same. */
export const cornerCases = (): readonly Organization[] => cover(choices) as readonly Organization[];

const NAMES = { 1: ["prod"], 2: ["dev", "prod"], 5: ["dev", "test", "preprod", "prod-eu", "prod"] } as const;
const PLATFORM = "2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10";
const REASON = "a generated organization tries what is allowed, not what is wise";
const guid = (kind: number, index: number) => `0000000${kind}-0000-4000-8000-00000000000${index}`;

/** The files of an organization's configuration. Nothing is protected against deletion, so that it can be destroyed. */
export function filesOf(chosen: Organization): Files {
  const names = NAMES[chosen.environments];
  const shipped = (path: string) => parse(shippedTexts().get(path)!) as Record<string, unknown>;
  const inbound = chosen.inbound === "private" ? { mode: "private" } : { mode: "public", reason: REASON };
  const example = shipped("organization.yaml");
  const organization = {
    ...example,
    promotionOrder: [...names],
    platform: {
      subscription: PLATFORM,
      location: "westeurope",
      state: { inbound },
      registry: {
        inbound,
        replicas: chosen.regions === 1 ? [] : ["northeurope"],
        promoters: [people(chosen, 1)],
        protection: { preventDestroy: false, reason: REASON },
      },
    },
  };
  const environments = names.map((name, index) => [`environments/${name}.yaml`, environment(chosen, index)] as const);
  const useCases = useCasesOf(chosen, names, shipped);
  return {
    "organization.yaml": organization,
    ...Object.fromEntries(environments),
    ...Object.fromEntries(useCases),
  };
}

/** A group of people; with one group for everything, always that. */
const people = ({ groups }: Organization, index: number) =>
  groups === "one" ? { group: guid(9, 9), name: "Everybody" } : { group: guid(9, index), name: `Group ${index}` };

/** Where a registry keeps models and images: in its own region, and in its replica's. */
const registryTags = (location: string) =>
  Object.fromEntries(
    [...new Set(["westeurope", location])].flatMap((region) =>
      ["Storage", "AzureContainerRegistry"].map((service) => [
        `${service.toLowerCase()}-${region}`.slice(0, 33),
        { type: "service-tag", tag: `${service}.${region}`, protocol: "TCP", ports: "443" },
      ]),
    ),
  );

function environment(chosen: Organization, index: number) {
  const subscription = { own: guid(1, index), shared: guid(1, 0), "the platform's": PLATFORM }[chosen.subscriptions];
  const location = chosen.regions === 2 && index % 2 === 1 ? "northeurope" : "westeurope";
  return {
    subscription,
    location,
    generation: chosen.generation,
    ...(chosen.key === "own" && { encryption: { customerManagedKey: { source: "own" } } }),
    network: {
      addressSpace: `10.${50 + index}.0.0/22`,
      inbound:
        chosen.inbound === "private"
          ? { mode: "private" }
          : { mode: "public", reason: REASON, allowedAddresses: ["203.0.113.0/24", "198.51.100.7"] },
      outbound:
        chosen.outbound === "internet"
          ? { mode: "internet", reason: REASON }
          : {
              mode: "approved-only",
              rules: {
                pypi: { type: "fqdn", host: "pypi.org" },
                // A closed registry is reached by an endpoint that needs nobody's asking.
                ...(chosen.inbound === "public" && registryTags(location)),
              },
            },
    },
    access: {
      level: chosen.level,
      reason: REASON,
      dataScientists: [people(chosen, 2)],
      mlEngineers: [people(chosen, 3)],
      auditors: [people(chosen, 4)],
    },
    compute: {
      clusters: { cpu: { size: "Standard_D4ds_v5", maxNodes: 2 } },
      ...(chosen.level === "full" && {
        instances: {
          [`ci-person-${"abcde"[index]!}`]: {
            size: "Standard_D4ds_v5",
            assignedTo: { user: guid(8, index), name: "A person" },
          },
        },
      }),
    },
    alerts: {
      receivers: {
        critical: ["on-call@pfs.example"],
        // With one group for everything there is nobody besides.
        ...Object.fromEntries(
          ["warning", "informational"].map((severity) => [
            severity,
            chosen.groups === "one" ? [] : ["platform@pfs.example"],
          ]),
        ),
      },
    },
    ...(chosen.groups === "many" && { deployment: { approvers: { teams: ["ml-platform"] } } }),
    budget: { amount: 1, startMonth: "2026-12" },
    protection: { preventDestroy: false, lock: false, reason: REASON },
  };
}

type Mapping = Record<string, unknown>;

function useCasesOf(chosen: Organization, names: readonly string[], shipped: (path: string) => Mapping) {
  const last = names.at(-1)!;
  const serving = (name: string, path: string): readonly (readonly [string, Mapping])[] => {
    const example = shipped(path) as Mapping &
      Record<"promotion" | "retraining" | "serving", Mapping> & { data: { reference: Mapping } };
    const { monitors, retraining, promotion, ...rest } = example;
    const watched = chosen.outbound === "internet";
    const file = {
      ...rest,
      owner: { team: "Team", ...people(chosen, 5), contact: "team@pfs.example" },
      environments: [...names],
      overrides: {},
      data: {
        ...example.data,
        reference: {
          ...example.data.reference,
          asset: chosen.groups === "one" ? "shared-reference" : `${name}-reference`,
        },
      },
      ...(watched && { monitors }),
      retraining: watched ? retraining : { schedule: retraining["schedule"] },
      serving: { ...example.serving, callers: [people(chosen, 6)] },
      promotion: {
        ...promotion,
        // Nobody approves what they own, whatever else their group is.
        approvals: { [last]: { approvers: [{ group: guid(7, 1), name: "Approvers" }] } },
        rollback: { serverErrorPercent: 5, onDrift: watched },
      },
    };
    const release = Object.fromEntries(
      names.map((environment, index) => [
        environment,
        { live: { model: index === 0 ? "13" : "12" }, history: ["11", "12"] },
      ]),
    );
    return [
      [`use-cases/${name}.yaml`, file],
      [`releases/${name}.yaml`, release],
    ];
  };
  const churn = serving("churn", "use-cases/customer-churn.yaml");
  if (chosen.useCases === "none") return [];
  if (chosen.useCases === "one") return churn;
  const { description, task, owner, data, training } = shipped("use-cases/fuel-efficiency.yaml");
  const trained = { description, task, owner, data, training, environments: [names[0]], overrides: {} };
  return [
    ...churn,
    ...serving("churn-eu", "use-cases/customer-churn.yaml"),
    ["use-cases/trained-only.yaml", trained] as const,
  ];
}
