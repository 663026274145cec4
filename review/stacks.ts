import type { ConfiguredResource, ResourceChange, TerraformPlan } from "../domain/terraform/plan";
import { actionOf } from "./classify";
import type { Action, ReviewInput } from "./model";
import { nameOf, type Referred, whatOf } from "./names";
import { addressesIn, withoutIndex } from "./references";
import { neutralFor, type Neutral } from "./similar";

/** A managed resource of a plan, classified. */
export interface Classified {
  readonly stack: string;
  readonly action: Action;
  readonly resource: ResourceChange;
  /** As written, if it still is. */
  readonly configured?: ConfiguredResource;
  /** In words. */
  readonly what: string;
  /** Azure's name of it. */
  readonly name: string;
}

/** A stack that was planned. */
export interface PlannedStack {
  readonly name: string;
  readonly environment?: string;
  readonly useCase?: string;
  readonly digest: string;
  readonly plan: TerraformPlan;
  /** By address. */
  readonly resources: readonly Classified[];
  readonly neutral: Neutral;
}

/** Stacks in promotion order, those the configuration does not know last: whatever the order of the input. */
export function inOrder<T extends { readonly name: string }>(stacks: readonly T[], { context }: ReviewInput): T[] {
  const rank = new Map(context.stacks.map(({ name }, index) => [name, index]));
  const order = (name: string): number => rank.get(name) ?? rank.size;
  return [...stacks].sort((a, b) => order(a.name) - order(b.name) || compare(a.name, b.name));
}

/** The stacks that were planned, in order. */
export function plannedStacks(input: ReviewInput): readonly PlannedStack[] {
  return inOrder(input.stacks, input).flatMap((stack) => {
    if (!("plan" in stack)) return [];
    const { environment, useCase } = input.context.stacks.find(({ name }) => name === stack.name) ?? {};
    const resources = classify(stack.name, stack.plan);
    return [{ ...stack, environment, useCase, resources, neutral: neutralFor(stack.name, input.context) }];
  });
}

function classify(stack: string, plan: TerraformPlan): readonly Classified[] {
  const configured = new Map((plan.configuration?.root_module?.resources ?? []).map((item) => [item.address, item]));
  const managed = (plan.resource_changes ?? []).filter(({ mode }) => mode === "managed");
  const byAddress = new Map(managed.map((resource) => [withoutIndex(resource.address), resource]));
  return managed
    .map((resource): Classified => {
      const written = configured.get(withoutIndex(resource.address));
      const referred: Referred = (argument) => {
        const [target] = addressesIn(written?.expressions?.[argument]);
        const found = target === undefined ? undefined : byAddress.get(target);
        return found === undefined ? undefined : nameOf(found);
      };
      return {
        stack,
        action: actionOf(resource),
        resource,
        configured: written,
        what: whatOf(resource, referred),
        name: nameOf(resource, referred),
      };
    })
    .sort((a, b) => compare(identityOf(a), identityOf(b)));
}

const identityOf = ({ resource }: Classified): string => `${resource.address}\0${resource.deposed ?? ""}`;

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
