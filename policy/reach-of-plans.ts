import { type ReachRow, reachTable, sharedTable } from "../domain/network/reach";
import { networkOf, onMap, sharedOf } from "./network";
import type { PolicySubject } from "./model";
import type { PolicyResource } from "./resource";
import { resourcesOf } from "./subject";
import { World } from "./world";

/** Who reaches what around one resource, before and after a change. */
export interface ReachOfPlan {
  readonly stack: string;
  /** Terraform's address of the workspace, or of what environments share. */
  readonly address: string;
  readonly before: readonly ReachRow[];
  readonly after: readonly ReachRow[];
}

const WORKSPACES = ["Microsoft.MachineLearningServices/workspaces", "azurerm_machine_learning_workspace"];
const SHARED = { bootstrap: "azurerm_storage_account", registry: "Microsoft.MachineLearningServices/registries" };

/**
 * Who reaches what, as all stacks at hand are and as they will be: of every workspace that is there before and after, and of
 * what environments share.
 */
export function reachOfPlans(subjects: readonly PolicySubject[]): readonly ReachOfPlan[] {
  const read = subjects.map(resourcesOf);
  const [was, is] = [
    worldOf(read.flatMap(({ before, after }) => before ?? after)),
    worldOf(read.flatMap(({ after }) => after)),
  ];
  const pairs = (kinds: readonly string[], stack?: string) =>
    (stack === undefined ? is.all(...kinds) : is.in(stack, ...kinds)).flatMap((after) => {
      const before = was.stack(after.stack).find(({ address }) => address === after.address);
      return before === undefined ? [] : [{ before, after }];
    });
  const environments = pairs(WORKSPACES).map(({ before, after }) => ({
    stack: after.stack,
    address: after.address,
    before: rowsOf(before, was),
    after: rowsOf(after, is),
  }));
  const shared = Object.entries(SHARED).flatMap(([stack, kind]) =>
    pairs([kind], stack)
      .slice(0, 1)
      .map(({ after: { address } }) => ({
        stack,
        address,
        before: ofStack(stack, was),
        after: ofStack(stack, is),
      })),
  );
  return [...shared, ...environments];
}

const worldOf = (resources: readonly PolicyResource[]): World =>
  new World(
    resources,
    () => "production",
    () => "production",
  );

function rowsOf(workspace: PolicyResource, world: World): readonly ReachRow[] {
  const mapped = onMap(workspace, world);
  return mapped === undefined ? [] : reachTable(networkOf(world), mapped);
}

/** What a stack of shared things lets in. */
function ofStack(stack: string, world: World): readonly ReachRow[] {
  const { modelRegistry, state } = sharedOf(world);
  const own = stack === "bootstrap" ? { ...(state && { state }) } : { ...(modelRegistry && { modelRegistry }) };
  return sharedTable(networkOf(world), own);
}
