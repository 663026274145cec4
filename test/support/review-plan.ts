import type { ConfiguredResource, PlanAction, ResourceChange } from "../../domain/terraform/plan";
import type { ReviewContext } from "../../review/context";
import type { ReviewInput, StackInput } from "../../review/model";

/** Small plans as literals, in the shape that `terraform show -json` gave for the sandbox. */

export const subscriptions = {
  dev: "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101",
  preprod: "1d6f3c8b-2075-4b47-8d2e-8cf1a3b5e202",
  prod: "2e704d9c-3186-4c58-9e3f-9d0214c6f303",
  platform: "2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10",
} as const;
export type EnvironmentName = Exclude<keyof typeof subscriptions, "platform">;

export const groupOf = (environment: EnvironmentName): string =>
  `/subscriptions/${subscriptions[environment]}/resourceGroups/rg-pfs-${environment}-ml`;
export const idOf = (environment: EnvironmentName, type: string, ...names: readonly string[]): string => {
  const [namespace, ...kinds] = type.split("/");
  return `${groupOf(environment)}/providers/${namespace}/${kinds.map((kind, index) => `${kind}/${names[index]!}`).join("/")}`;
};
export const workspaceOf = (environment: EnvironmentName): string =>
  idOf(environment, "Microsoft.MachineLearningServices/workspaces", `mlw-pfs-${environment}`);

const at = (file: string, line: number) => ({ file, line, column: 3 });
const useCaseFile = "config/use-cases/churn.yaml";
const releaseFile = "config/releases/churn.yaml";

export const people = {
  audit: "ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13",
  callers: "df1b2502-7e53-40c1-9cbf-41726381bf16",
} as const;
export const customRole = "fab07472-e8cd-58b0-a6d1-f690f07b7e5c";

/** What the configuration knows: three environments, one use case in each, two groups and some identities. */
export const context: ReviewContext = {
  organization: "PFS Corporation",
  environments: (["dev", "preprod", "prod"] as const).map((name) => ({
    name,
    subscription: subscriptions[name],
    where: at(`config/environments/${name}.yaml`, 3),
    at: {
      access: at(`config/environments/${name}.yaml`, 10),
      "network.inbound": at(`config/environments/${name}.yaml`, 7),
      "compute.clusters.cpu.maxNodes": at(`config/environments/${name}.yaml`, 30),
      "budget.amount": at(`config/environments/${name}.yaml`, 40),
    },
  })),
  stacks: [
    { name: "bootstrap" },
    { name: "registry" },
    ...(["dev", "preprod", "prod"] as const).flatMap((environment) => [
      { name: environment, environment },
      { name: `${environment}-churn`, environment, useCase: "churn" },
    ]),
  ],
  principals: [
    {
      key: people.audit,
      name: "PFS Audit",
      kind: "group",
      where: at("config/environments/dev.yaml", 20),
      reasons: [
        {
          role: "Reader",
          target: "resourceGroup",
          environment: "prod",
          reason: "sees every resource",
          where: at("config/environments/prod.yaml", 25),
        },
      ],
    },
    {
      key: people.callers,
      name: "PFS Call Centre Apps",
      kind: "group",
      useCase: "churn",
      reasons: [{ role: "ML Endpoint Caller", target: "endpoint", reason: "sends requests, and nothing else" }],
      where: at(useCaseFile, 50),
    },
    ...(["dev", "prod"] as const).map((environment) => ({
      key: idOf(
        environment,
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        `id-pfs-${environment}-compute`,
      ).toLowerCase(),
      name: `id-pfs-${environment}-compute`,
      kind: "identity" as const,
      reasons: [{ role: "AcrPull", target: "containerRegistry", reason: "nodes pull images" }],
      where: at(`config/environments/${environment}.yaml`, 3),
    })),
  ],
  useCases: [
    {
      name: "churn",
      where: {
        retraining: at(useCaseFile, 30),
        "retraining.schedule": at(useCaseFile, 31),
        "retraining.onDrift.maxPerWeek": at(useCaseFile, 38),
        "overrides.dev.retraining.onDrift.maxPerWeek": at(useCaseFile, 90),
        monitors: at(useCaseFile, 40),
        "monitors.signals.data-drift": at(useCaseFile, 45),
        serving: at(useCaseFile, 58),
        "serving.alerts.latencyP95Milliseconds": at(useCaseFile, 60),
      },
      release: { "prod.live": at(releaseFile, 12), "prod.candidate": at(releaseFile, 14), dev: at(releaseFile, 2) },
      rejected: { prod: ["13"] },
      timeZones: ["Europe/Amsterdam"],
    },
  ],
  customRoles: [{ key: customRole, title: "ML Endpoint Caller" }],
};

export interface Values {
  readonly before?: object;
  readonly after?: object;
  /** Shape of what is known after apply only. */
  readonly unknown?: object;
  /** @default - what before and after make of it; both: an update, or nothing if they are equal */
  readonly actions?: readonly PlanAction[];
  readonly index?: string;
}

/** A managed resource of a plan. */
export function change(address: string, { before, after, unknown = {}, actions, index }: Values): ResourceChange {
  const [type, name] = address.split(".") as [string, string];
  const deduced: readonly PlanAction[] =
    before === undefined
      ? ["create"]
      : after === undefined
        ? ["delete"]
        : JSON.stringify(before) === JSON.stringify(after)
          ? ["no-op"]
          : ["update"];
  return {
    address: index === undefined ? address : `${address}["${index}"]`,
    mode: "managed",
    type,
    name,
    ...(index !== undefined && { index }),
    provider_name: `registry.terraform.io/hashicorp/${type.split("_")[0]!}`,
    change: { actions: actions ?? deduced, before: before ?? null, after: after ?? null, after_unknown: unknown },
  };
}

/** A stack's plan; `configured` says what unknown arguments refer to, `read` what data sources found. */
export function stack(
  name: string,
  changes: readonly ResourceChange[],
  more: { readonly configured?: readonly ConfiguredResource[]; readonly read?: readonly object[] } = {},
): StackInput {
  return {
    name,
    digest: "0",
    plan: {
      format_version: "1.2",
      resource_changes: changes,
      configuration: { root_module: { resources: more.configured ?? [] } },
      prior_state: { values: { root_module: { resources: more.read ?? [] } } },
    },
  };
}

/** A resource as written, whose arguments refer to others. */
export function configured(address: string, references: Readonly<Record<string, string>>): ConfiguredResource {
  const [type, name] = address.split(".") as [string, string];
  const expressions = Object.entries(references).map(([argument, reference]) => [
    argument,
    { references: [reference, reference.split(".").slice(0, 2).join(".")] },
  ]);
  return { address, mode: "managed", type, name, expressions: Object.fromEntries(expressions) as object as never };
}

/** A review of plans made on Tuesday 2026-12-01 at noon UTC. */
export const reviewOf = (...stacks: readonly StackInput[]): ReviewInput => ({
  source: { plannedAt: "2026-12-01T12:00:00Z", target: "sandbox", digest: "0" },
  context,
  stacks,
  waivers: [],
});

/** An azapi resource's values. */
export const azapi = (type: string, name: string, properties: object, more: object = {}) => ({
  type: `${type}@2025-06-01`,
  name,
  body: { properties },
  ...more,
});
