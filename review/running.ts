import { computeState } from "./words/compute";
import type { Planned } from "./words/planned";
import { servingState } from "./words/serving-state";

/** Machines of one size. */
export interface Machines {
  readonly count: number;
  readonly size: string;
  /** Why their hours or price are not known, if so. */
  readonly unknown?: string;
}

/** What runs on machines of its own, before and after; undefined: it is not there. */
export interface Running {
  /** `deployment model-12`, `cluster cpu` */
  readonly what: string;
  readonly before?: Machines;
  readonly after?: Machines;
}

/** Whether what is of a type is in {@link runningIn}, so that its machines are counted there. */
export const isCountedAsRunning = (armType: string | undefined): boolean =>
  [COMPUTE, DEPLOYMENT].includes((armType ?? "").toLowerCase());

const DEPLOYMENT = "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments";
const COMPUTE = "microsoft.machinelearningservices/workspaces/computes";

/** Everything in a stack that runs on machines, with how many of them run even if nobody uses them. */
export function runningIn(resources: readonly Planned[]): readonly Running[] {
  return [...deploymentsIn(resources), ...resources.flatMap(computeIn)];
}

function deploymentsIn(resources: readonly Planned[]): readonly Running[] {
  const machines = (time: "before" | "after"): ReadonlyMap<string, Machines> =>
    new Map(
      servingState(resources, time).deployments.map(({ name, size, minInstances }) => [
        name,
        {
          count: minInstances ?? 0,
          size: size ?? "?",
          ...((size === undefined || minInstances === undefined) && { unknown: "its size is known after apply only" }),
        },
      ]),
    );
  const [before, after] = [machines("before"), machines("after")];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.map((name) => ({ what: `deployment ${name}`, before: before.get(name), after: after.get(name) }));
}

function computeIn({ armType, type, name, before, after }: Planned): readonly Running[] {
  if (armType !== COMPUTE || type !== "azapi_resource") return [];
  const [was, becomes] = [computeState(before), computeState(after)];
  const { cluster } = (becomes ?? was)!;
  return [{ what: `${cluster ? "cluster" : "instance"} ${name}`, before: machinesOf(was), after: machinesOf(becomes) }];
}

function machinesOf(state: ReturnType<typeof computeState>): Machines | undefined {
  if (state === undefined) return undefined;
  const { cluster, size, minNodes, idle, priority } = state;
  if (!cluster)
    return { count: 1, size, ...(idle !== undefined && { unknown: `it shuts down when idle for ${idle}` }) };
  const count = minNodes ?? 0;
  const cheap = count > 0 && priority === "LowPriority";
  return { count, size, ...(cheap && { unknown: "low-priority nodes have a price of their own" }) };
}
