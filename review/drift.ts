import type { ResourceChange } from "../domain/terraform/plan";
import { actionOf } from "./classify";
import { driftOf, rowsOf } from "./attributes";
import type { Drift } from "./model";
import { whatOf } from "./names";
import { ownChange } from "./own-change";
import { overlap } from "./paths";
import { withoutIndex } from "./references";
import { compare, type PlannedStack } from "./stacks";

/**
 * What somebody changed outside Terraform, relevant first: what this plan's result depends on, or undoes. What is
 * there without being either is, for example, what Azure itself filled in.
 */
export function driftIn(stacks: readonly PlannedStack[]): readonly Drift[] {
  const all = stacks.flatMap((stack) => {
    const relevant = relevantIn(stack);
    const ours = ownChange(stack.plan);
    return [...(stack.plan.resource_drift ?? [])]
      .sort((a, b) => compare(a.address, b.address))
      .flatMap((resource): Drift[] => {
        const gone = actionOf(resource) === "destroy";
        const found = gone ? [] : driftOf(resource).filter(({ path }) => !ours(resource, path));
        if (found.length === 0 && !gone) return [];
        const depends = relevant(resource, gone ? [[]] : found.map(({ path }) => path));
        const what = gone ? `${whatOf(resource)}, which is gone` : whatOf(resource);
        return [
          {
            stack: stack.name,
            address: resource.address,
            what,
            attributes: rowsOf(found, resource),
            relevant: depends,
          },
        ];
      });
  });
  return [...all.filter(({ relevant }) => relevant), ...all.filter(({ relevant }) => !relevant)];
}

function relevantIn({ plan, resources }: PlannedStack) {
  const attributes = new Map<string, (readonly (string | number)[])[]>();
  for (const { resource, attribute } of plan.relevant_attributes ?? []) {
    const address = withoutIndex(resource);
    attributes.set(address, [...(attributes.get(address) ?? []), attribute]);
  }
  const touched = new Map(resources.map((known) => [known.resource.address, known]));
  return ({ address }: ResourceChange, paths: readonly (readonly (string | number)[])[]): boolean => {
    const action = touched.get(address)?.action;
    if (action === "create" || action === "replace" || action === "destroy") return true;
    const undone = action === "update" ? driftOf(touched.get(address)!.resource).map(({ path }) => path) : [];
    const depended = [...undone, ...(attributes.get(withoutIndex(address)) ?? [])];
    return paths.some((path) => depended.some((other) => overlap(path, other)));
  };
}
