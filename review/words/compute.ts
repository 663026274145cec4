import { signed, type Describe, type Draft } from "./draft";
import { durationInWords } from "./iso-duration";
import { at, numberAt, textAt } from "./json";
import { propertiesOf, type Planned } from "./planned";
import { settingOf } from "./where";

const COMPUTE = "microsoft.machinelearningservices/workspaces/computes";

/** Clusters and instances: size, nodes, idle time. */
export const describeCompute: Describe = (stack) =>
  stack.resources
    .filter(({ armType, type }) => armType === COMPUTE && type === "azapi_resource")
    .flatMap(({ name, before, after }) => {
      const [was, becomes] = [computeState(before), computeState(after)];
      const { cluster } = (becomes ?? was)!;
      const subject = `${cluster ? "cluster" : "instance"} ${name}`;
      const path = `compute.${cluster ? "clusters" : "instances"}.${name}`;
      const draft = (text: string, key = ""): Draft => ({
        topic: "compute",
        text: `${subject}${text}`,
        where: settingOf(stack.context, stack.environment, key === "" ? path : `${path}.${key}`),
      });
      if (becomes === undefined) return [draft(" removed")];
      if (was === undefined) return [draft(` added: ${inWords(becomes)}`)];
      const drafts: Draft[] = [];
      if (was.size !== becomes.size) drafts.push(draft(`: ${was.size} → ${becomes.size}`, "size"));
      for (const [key, words] of [
        ["minNodes", "at least"],
        ["maxNodes", "at most"],
      ] as const) {
        const [old, now] = [was[key], becomes[key]];
        if (old === undefined || now === undefined || old === now) continue;
        const by = now - old;
        drafts.push(draft(`: ${words} ${old} → ${now} nodes (${signed(by)})`, key));
      }
      if (was.idle !== becomes.idle) {
        const what = cluster ? "idle nodes go after" : "shuts down when idle for";
        const key = cluster ? "idleTimeout" : "idleShutdown";
        drafts.push(draft(`: ${what} ${was.idle ?? "never"} → ${becomes.idle ?? "never"}`, key));
      }
      if (was.priority !== becomes.priority) drafts.push(draft(`: ${was.priority} → ${becomes.priority} nodes`));
      if (was.user !== becomes.user) drafts.push(draft(": assigned to another person", "assignedTo"));
      return drafts;
    });

export interface ComputeState {
  readonly cluster: boolean;
  readonly size: string;
  readonly minNodes?: number;
  readonly maxNodes?: number;
  /** Undefined: it runs on. */
  readonly idle?: string;
  readonly priority?: string;
  readonly user?: string;
}

/** A cluster or instance as it is set. */
export function computeState(values: Planned["after"]): ComputeState | undefined {
  if (values === undefined) return undefined;
  const properties = propertiesOf(values);
  const settings = at(properties, "properties");
  const scale = at(settings, "scaleSettings");
  return {
    cluster: textAt(properties, "computeType") !== "ComputeInstance",
    size: textAt(settings, "vmSize") ?? "?",
    minNodes: numberAt(scale, "minNodeCount"),
    maxNodes: numberAt(scale, "maxNodeCount"),
    idle: durationInWords(textAt(scale, "nodeIdleTimeBeforeScaleDown") ?? textAt(settings, "idleTimeBeforeShutdown")),
    priority: textAt(settings, "vmPriority"),
    user: textAt(settings, "personalComputeInstanceSettings", "assignedUser", "objectId"),
  };
}

function inWords({ cluster, size, minNodes, maxNodes, idle }: ComputeState): string {
  const nodes = cluster ? `, ${minNodes ?? 0} to ${maxNodes ?? "?"} nodes` : "";
  return `${size}${nodes}${idle === undefined ? "" : `, idle for ${idle} at most`}`;
}
