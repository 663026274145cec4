import type { Topology, TopologyNode } from "../../model";
import { groupBy } from "./group";

/** Most boxes in one drawing; a larger graph is drawn with one box per type of resource. */
export const mostBoxes = 40;
/** Most boxes above each other; a layer of more goes on in the next column. */
const tallest = 9;

export const box = { width: 236, height: 46, gapX: 56, gapY: 14, margin: 14 } as const;

/** What is drawn of one stack: the changed resources and those one reference away. */
export interface Drawing {
  readonly stack: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly width: number;
  readonly height: number;
  /** Changed resources in this stack. */
  readonly changed: number;
  /** Resources of this stack that are not drawn: nothing about them or their neighbours changes. */
  readonly left: number;
  /** Whether each box stands for all resources of a type. */
  readonly collapsed: boolean;
}

export interface Box {
  readonly id: string;
  readonly nodes: readonly TopologyNode[];
  readonly x: number;
  readonly y: number;
}

/** From what refers to what is referred to. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
}

type Edge = Topology["edges"][number];

/**
 * Lays out one drawing per stack that changes, layered by depth of reference: what refers to nothing stands left. The
 * same topology gives the same drawings, whatever the order of its nodes and edges.
 */
export function drawings(topology: Topology): readonly Drawing[] {
  const stackOf = new Map(topology.nodes.map((node) => [node.id, node.stack]));
  const inside = topology.edges.filter(
    ({ from, to }) => from !== to && stackOf.has(from) && stackOf.get(from) === stackOf.get(to),
  );
  const edgesByStack = groupBy(inside, ({ from }) => stackOf.get(from)!);
  return [...groupBy(topology.nodes, ({ stack }) => stack)]
    .map(([stack, nodes]) => drawing(stack, nodes, edgesByStack.get(stack) ?? []))
    .filter((candidate) => candidate !== undefined);
}

export function isChanged(node: TopologyNode): boolean {
  return node.action !== "no-op" && node.action !== "read";
}

function drawing(stack: string, nodes: readonly TopologyNode[], edges: readonly Edge[]): Drawing | undefined {
  const changed = new Set(nodes.filter(isChanged).map(({ id }) => id));
  if (changed.size === 0) return undefined;
  const near = new Set(changed);
  for (const { from, to } of edges) {
    if (changed.has(from)) near.add(to);
    if (changed.has(to)) near.add(from);
  }
  const drawn = nodes.filter(({ id }) => near.has(id));
  const collapsed = drawn.length > mostBoxes;
  const groupOf = new Map(drawn.map((node) => [node.id, collapsed ? node.type : node.id]));
  const sortedNodes = [...drawn].sort((one, other) => compare(one.id, other.id));
  const groups = groupBy(sortedNodes, ({ id }) => groupOf.get(id)!);
  const links = new Map<string, Edge>();
  for (const edge of edges) {
    const from = groupOf.get(edge.from);
    const to = groupOf.get(edge.to);
    if (from !== undefined && to !== undefined && from !== to) links.set(JSON.stringify([from, to]), { from, to });
  }
  const sorted = [...links.values()].sort((one, other) => compare(one.from, other.from) || compare(one.to, other.to));
  const ids = [...groups.keys()].sort(compare);
  const depth = depths(ids, sorted);
  const boxes = place(columns(ids, sorted, depth), groups);
  const byId = new Map(boxes.map((one) => [one.id, one]));
  return {
    stack,
    boxes,
    arrows: withoutShortcuts(sorted, depth).map(({ from, to }) => ({ from: byId.get(from)!, to: byId.get(to)! })),
    width: Math.max(...boxes.map(({ x }) => x)) + box.width + box.gapX / 2,
    height: Math.max(...boxes.map(({ y }) => y)) + box.height + box.margin,
    changed: changed.size,
    left: nodes.length - drawn.length,
    collapsed,
  };
}

/** Ids by column, left to right; within a layer, next to what they refer to. */
function columns(
  ids: readonly string[],
  edges: readonly Edge[],
  depth: ReadonlyMap<string, number>,
): readonly (readonly string[])[] {
  const layers: string[][] = [];
  for (const id of ids) (layers[depth.get(id)!] ??= []).push(id);
  const targets = groupBy(edges, ({ from }) => from);
  const row = new Map<string, number>();
  const result: string[][] = [];
  for (const layer of layers) {
    const middle = (id: string): number => {
      const rows = (targets.get(id) ?? []).map(({ to }) => row.get(to) ?? 0);
      return rows.length === 0 ? Number.MAX_SAFE_INTEGER : rows.reduce((sum, next) => sum + next, 0) / rows.length;
    };
    const sorted = layer
      .map((id) => ({ id, at: middle(id) }))
      .sort((one, other) => one.at - other.at || compare(one.id, other.id));
    const perColumn = Math.ceil(sorted.length / Math.ceil(sorted.length / tallest));
    sorted.forEach(({ id }, index) => row.set(id, index % perColumn));
    for (let start = 0; start < sorted.length; start += perColumn) {
      result.push(sorted.slice(start, start + perColumn).map(({ id }) => id));
    }
  }
  return result;
}

/** Longest chain of references below each id. A cycle, which types can form, is cut where it closes. */
function depths(ids: readonly string[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const depth = new Map(ids.map((id) => [id, 0]));
  const open = new Map(ids.map((id) => [id, 0]));
  for (const { from } of edges) open.set(from, open.get(from)! + 1);
  const referrers = groupBy(edges, ({ to }) => to);
  const waiting = new Set(ids);
  let ready = ids.filter((id) => open.get(id) === 0);
  while (waiting.size > 0) {
    // Only cycles are left: go on with the first by name, so that the result does not depend on chance.
    if (ready.length === 0) ready = [[...waiting][0]!];
    const following: string[] = [];
    for (const id of ready) {
      if (!waiting.delete(id)) continue;
      for (const { from } of referrers.get(id) ?? []) {
        if (!waiting.has(from)) continue;
        depth.set(from, Math.max(depth.get(from)!, depth.get(id)! + 1));
        open.set(from, open.get(from)! - 1);
        if (open.get(from) === 0) following.push(from);
      }
    }
    ready = following;
  }
  return compact(depth);
}

/** Leaves out what follows from other references: nearly everything refers to its resource group. */
function withoutShortcuts(edges: readonly Edge[], depth: ReadonlyMap<string, number>): readonly Edge[] {
  const down = groupBy(
    edges.filter(({ from, to }) => depth.get(from)! > depth.get(to)!),
    ({ from }) => from,
  );
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (down.get(from) ?? []).some((next) => {
      if (next.to === to) return true;
      if (seen.has(next.to)) return false;
      seen.add(next.to);
      return reaches(next.to, to, seen);
    });
  return edges.filter(
    ({ from, to }) =>
      !(down.get(from) ?? []).some((next) => next.to !== to && reaches(next.to, to, new Set())) ||
      depth.get(from)! <= depth.get(to)!,
  );
}

/** Depths without gaps, so that no column is empty. */
function compact(depth: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const used = [...new Set(depth.values())].sort((one, other) => one - other);
  return new Map([...depth].map(([id, at]) => [id, used.indexOf(at)]));
}

function place(
  layers: readonly (readonly string[])[],
  groups: ReadonlyMap<string, readonly TopologyNode[]>,
): readonly Box[] {
  const tallestLayer = Math.max(...layers.map(({ length }) => length));
  return layers.flatMap((layer, column) => {
    const top = ((tallestLayer - layer.length) * (box.height + box.gapY)) / 2;
    return layer.map((id, index) => ({
      id,
      nodes: groups.get(id)!,
      x: box.margin + column * (box.width + box.gapX),
      y: box.margin + top + index * (box.height + box.gapY),
    }));
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
