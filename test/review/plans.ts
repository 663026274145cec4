import type { Change, ConfiguredResource, ResourceChange, TerraformPlan } from "../../domain/terraform/plan";
import type { ReviewContext } from "../../review/context";
import type { ReviewInput, StackInput } from "../../review/model";

/** A resource in a plan; `before` and `after` decide on the action unless `actions` does. */
export function change(
  address: string,
  { before, after, ...more }: Partial<Change>,
  resource: Partial<ResourceChange> = {},
): ResourceChange {
  const [type, name] = address.split(".") as [string, string];
  const actions = before == null ? ["create"] : after == null ? ["delete"] : ["update"];
  return {
    address,
    mode: "managed",
    type,
    name: name.replace(/\[.*$/, ""),
    provider_name: "registry.terraform.io/hashicorp/azurerm",
    change: { actions: actions as Change["actions"], before: before ?? null, after: after ?? null, ...more },
    ...resource,
  };
}

/** The same through azapi. */
export const azapi = (
  name: string,
  armType: string,
  { before, after, ...more }: Omit<Partial<Change>, "before" | "after"> & { before?: object; after?: object },
): ResourceChange => {
  const type = `${armType}@2025-06-01`;
  return change(`azapi_resource.${name}`, {
    before: before === undefined ? undefined : { type, name, ...before },
    after: after === undefined ? undefined : { type, name, ...after },
    ...more,
  });
};

export const replaced = (...paths: (string | number)[][]): Pick<Change, "actions" | "replace_paths"> => ({
  actions: ["delete", "create"],
  replace_paths: paths,
});

/** A resource as written: every argument a constant, or references where it is a list of addresses. */
export const written = (
  address: string,
  values: Record<string, unknown>,
  references: Record<string, string[]> = {},
) => {
  const [type, name] = address.split(".") as [string, string];
  const constants = Object.entries(values).map(([key, value]) => [key, { constant_value: value }]);
  const refers = Object.entries(references).map(([key, list]) => [key, { references: list }]);
  return {
    address,
    mode: "managed",
    type,
    name,
    expressions: Object.fromEntries([...constants, ...refers]) as Record<string, unknown>,
  } satisfies ConfiguredResource;
};

export const planOf = (
  changes: readonly ResourceChange[],
  { resources, ...more }: Partial<TerraformPlan> & { resources?: readonly ConfiguredResource[] } = {},
): TerraformPlan => ({
  format_version: "1.2",
  resource_changes: changes,
  configuration: { root_module: { resources: resources ?? [] } },
  ...more,
});

const where = { file: "config/environments/dev.yaml", line: 1, column: 1 };
const names = ["dev", "preprod", "prod"];
export const subscriptions = ["dev", "preprod", "prod"].map((_, i) => `0000000${i}-0000-4000-8000-000000000000`);

export const context: ReviewContext = {
  organization: "PFS Corporation",
  environments: names.map((name, i) => ({ name, subscription: subscriptions[i]!, where })),
  stacks: [
    ...names.map((name) => ({ name, environment: name })),
    ...names.map((name) => ({ name: `${name}-churn`, environment: name, useCase: "churn" })),
  ],
  principals: [],
  useCases: [],
};

/** Stacks by name: their changes, a whole plan, or why there is none. */
export function inputOf(stacks: Record<string, readonly ResourceChange[] | TerraformPlan | string>): ReviewInput {
  return {
    source: { plannedAt: "2026-11-01T10:00:00Z", target: "azure", digest: "d" },
    context,
    waivers: [],
    stacks: Object.entries(stacks).map(([name, given]): StackInput => {
      if (typeof given === "string") return { name, failed: given };
      return { name, digest: `digest of ${name}`, plan: "format_version" in given ? given : planOf(given) };
    }),
  };
}
