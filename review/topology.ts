import type { Topology, TopologyNode } from "./model";
import { addressesIn, withoutIndex } from "./references";
import type { PlannedStack } from "./stacks";

/** Every managed resource and what its arguments refer to, as written. Left-overs are no part of it. */
export function topologyOf(stacks: readonly PlannedStack[]): Topology {
  const nodes: TopologyNode[] = [];
  const edges: { from: string; to: string }[] = [];
  for (const stack of stacks) {
    const current = stack.resources.filter(({ resource }) => resource.deposed === undefined);
    const instances = new Map<string, string[]>();
    for (const { action, resource, what } of current) {
      const id = `${stack.name}/${resource.address}`;
      nodes.push({ id, stack: stack.name, label: what, type: resource.type, action });
      const address = withoutIndex(resource.address);
      instances.set(address, [...(instances.get(address) ?? []), id]);
    }
    for (const { resource, configured } of current) {
      const from = `${stack.name}/${resource.address}`;
      for (const address of addressesIn(configured?.expressions)) {
        for (const to of instances.get(address) ?? []) if (to !== from) edges.push({ from, to });
      }
    }
  }
  return { nodes, edges };
}
