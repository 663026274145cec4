import { oncePer } from "../once-per";
import { armTypeOfAzurerm } from "../../domain/azure/types";
import type { ConfiguredResource, PlanAction, ResourceChange } from "../../domain/terraform/plan";
import type { ReviewInput } from "../model";
import { withoutIndex } from "../references";
import { at, entriesAt, isJson, listAt, textAt, type Json } from "./json";

/** A managed resource in a plan, with what it was and what it will be. */
export interface Planned {
  readonly stack: string;
  /** Undefined for stacks that no environment owns: `bootstrap`, `registry`. */
  readonly environment?: string;
  readonly useCase?: string;
  readonly address: string;
  /** ARM type in lower case; for azapi from the resource itself, for azurerm of every type that the stacks make. */
  readonly armType: string;
  /** Terraform's type. */
  readonly type: string;
  /** Azure's name of it, as far as it is known. */
  readonly name: string;
  readonly before?: Json;
  readonly after?: Json;
  /** Shape of `after` with `true` where a value is known after apply only. */
  readonly unknown: unknown;
  /** What Terraform does to it; forgetting is nothing, for Azure. */
  readonly action: "create" | "update" | "replace" | "delete" | "none";
  /** As Terraform's JSON has it. */
  readonly index?: string | number;
  /** As written in the stack, if it still is. */
  readonly configured?: ConfiguredResource;
}

/**
 * Every managed resource of every plan, stacks in promotion order and resources by address, whatever the order of the
 * input. Resources that Terraform only forgets count as staying: nothing happens to them in Azure.
 */
export const plannedResources = oncePer(({ stacks, context }: ReviewInput): readonly Planned[] => {
  const rank = new Map(context.stacks.map(({ name }, index) => [name, index]));
  const order = (name: string): number => rank.get(name) ?? rank.size;
  return [...stacks]
    .sort((a, b) => order(a.name) - order(b.name) || compare(a.name, b.name))
    .flatMap((stack) => {
      if (!("plan" in stack)) return [];
      const { environment, useCase } = context.stacks.find(({ name }) => name === stack.name) ?? {};
      const configured = new Map(
        (stack.plan.configuration?.root_module?.resources ?? []).map((resource) => [resource.address, resource]),
      );
      return (stack.plan.resource_changes ?? [])
        .filter(({ mode }) => mode === "managed")
        .sort((a, b) => compare(a.address, b.address) || compare(a.deposed ?? "", b.deposed ?? ""))
        .map((change) =>
          planned(change, { stack: stack.name, environment, useCase }, configured.get(withoutIndex(change.address))),
        );
    });
});

/** Data sources of every plan: what stacks look up, as it is. Nothing happens to it. */
export function lookedUp({ stacks }: ReviewInput): readonly Planned[] {
  return stacks.flatMap((stack) => {
    if (!("plan" in stack)) return [];
    const read = listAt(stack.plan.prior_state, "values", "root_module", "resources").filter(
      (resource) => textAt(resource, "mode") === "data",
    );
    return read.flatMap((resource): readonly Planned[] => {
      const values = at(resource, "values");
      const [type, address] = [textAt(resource, "type"), textAt(resource, "address")];
      if (type === undefined || address === undefined || !isJson(values)) return [];
      return [
        {
          stack: stack.name,
          address: withoutIndex(address),
          type,
          armType: armTypeOf(type, values),
          name: nameOf(values) ?? address,
          before: values,
          after: values,
          action: "none",
          unknown: {},
        },
      ];
    });
  });
}

/** The ARM body before or after, wherever the provider keeps it. */
export const bodyOf = (values: Json | undefined): Json | undefined => {
  const body = at(values, "body");
  return isJson(body) ? body : undefined;
};
/** `properties` of the ARM body. */
export const propertiesOf = (values: Json | undefined): unknown => at(bodyOf(values), "properties");

/** Addresses of resources that an argument refers to, longest reference left out: `azurerm_storage_account.Storage`. */
export function referencesOf(configured: ConfiguredResource | undefined, ...path: readonly (string | number)[]) {
  const found = new Set<string>();
  const collect = (expression: unknown): void => {
    if (Array.isArray(expression)) return expression.forEach(collect);
    if (!isJson(expression)) return;
    for (const reference of listAt(expression, "references")) {
      if (typeof reference === "string") found.add(addressIn(reference));
    }
    for (const [key, value] of entriesAt(expression))
      if (key !== "references" && key !== "constant_value") collect(value);
  };
  collect(at(configured?.expressions, ...path));
  return [...found].sort();
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function planned(
  change: ResourceChange,
  of: Pick<Planned, "stack" | "environment" | "useCase">,
  configured: ConfiguredResource | undefined,
): Planned {
  const { actions } = change.change;
  const forgotten = actions.includes("forget");
  const before = isJson(change.change.before) ? change.change.before : undefined;
  const after = forgotten ? before : isJson(change.change.after) ? change.change.after : undefined;
  return {
    ...of,
    address: change.address,
    type: change.type,
    armType: armTypeOf(change.type, after ?? before),
    name: nameOf(after) ?? nameOf(before) ?? change.name,
    before,
    after,
    action: forgotten ? "none" : actionOf(actions),
    unknown: forgotten ? {} : change.change.after_unknown,
    index: change.index,
    configured,
  };
}

/** Types that are not told of in words are as Terraform has them. */
const armTypeOf = (type: string, values: Json | undefined): string =>
  ((type.startsWith("azapi_") ? textAt(values, "type")?.split("@")[0] : armTypeOfAzurerm(type)) ?? type).toLowerCase();

function actionOf(actions: readonly PlanAction[]): Planned["action"] {
  const [first] = actions;
  if (actions.includes("create") && actions.includes("delete")) return "replace";
  return first === "create" || first === "update" || first === "delete" ? first : "none";
}

const nameOf = (values: Json | undefined): string | undefined =>
  textAt(values, "name") ?? (textAt(values, "id") ?? textAt(values, "resource_id"))?.split("/").at(-1);

/** `azurerm_x.Name` of `azurerm_x.Name.id`; data sources keep their `data.`. */
const addressIn = (reference: string): string =>
  reference
    .split(".")
    .slice(0, reference.startsWith("data.") ? 3 : 2)
    .join(".")
    .replace(/\[.*$/, "");
