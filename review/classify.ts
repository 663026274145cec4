import type { ResourceChange } from "../domain/terraform/plan";
import type { Action, Counts, StackReview } from "./model";

/** What happens to a resource, in one word. A move or import that comes with a change counts as that change. */
export function actionOf(resource: ResourceChange): Action {
  const { actions, importing } = resource.change;
  const does = (action: string): boolean => (actions as readonly string[]).includes(action);
  // Whether the old one is destroyed or left behind in Azure: another takes its place.
  if (does("create") && (does("delete") || does("forget"))) return "replace";
  if (does("delete")) return "destroy";
  if (does("forget")) return "forget";
  if (does("create")) return "create";
  if (does("update")) return "update";
  if (does("read")) return "read";
  if (isMoved(resource)) return "move";
  return importing == null ? "no-op" : "import";
}

const isMoved = ({ address, previous_address }: ResourceChange): boolean =>
  previous_address !== undefined && previous_address !== address;

export const noCounts: Counts = {
  create: 0,
  update: 0,
  replace: 0,
  destroy: 0,
  move: 0,
  import: 0,
  forget: 0,
  drift: 0,
};

/** How often each thing happens. What is moved and changed counts twice, for it is both. */
export function countsOf(resources: readonly ResourceChange[], drift: number): Counts {
  const counts: Record<keyof Counts, number> = { ...noCounts, drift };
  for (const resource of resources) {
    const action = actionOf(resource);
    if (action !== "read" && action !== "no-op") counts[action] += 1;
    if (action !== "move" && isMoved(resource)) counts.move += 1;
    if (action !== "import" && resource.change.importing != null) counts.import += 1;
  }
  return counts;
}

/** Whether a stack changes, and no resource of it does: what it tells, such as the rules of promotion. */
export const changesOutputsOnly = ({ status, counts }: Pick<StackReview, "status" | "counts">): boolean =>
  status === "changes" && Object.values({ ...counts, drift: 0 }).every((count) => count === 0);
