import type { Action, Review, TopologyNode } from "../../model";
import { fence } from "../escape";
import { counted, fold, groupBy, type Rest } from "./part";
import { actionWords } from "./words";

/** More nodes than this are no picture any more. */
const MOST_NODES = 40;

/** Colours that can be told apart on light and on dark, as GitHub shows Mermaid in both. */
const classes: Partial<Readonly<Record<Action, string>>> = {
  create: "fill:#1a7f37,color:#fff",
  update: "fill:#9a6700,color:#fff",
  replace: "fill:#bc4c00,color:#fff",
  destroy: "fill:#cf222e,color:#fff",
  forget: "fill:#6e40c9,color:#fff",
};

/** What changes and what is next to it; left to the report if that is more than fits a picture. */
export function graph({ topology, stacks }: Review, rest: Rest): string {
  const changed = topology.nodes.filter(isChanged);
  if (changed.length === 0) return "";
  if (changed.length > MOST_NODES)
    return `The graph of ${counted(changed.length, "changed resource")} is ${rest.where}.`;
  const nodes = withNeighbours(topology, changed);
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const order = new Map(stacks.map(({ name }, index) => [name, index]));
  const byStack = [...groupBy(nodes, ({ stack }) => stack)].sort(
    ([a], [b]) => (order.get(a) ?? stacks.length) - (order.get(b) ?? stacks.length),
  );
  const used = [...new Set(nodes.map(({ action }) => action))].filter((action) => classes[action] !== undefined);
  const lines = [
    "flowchart LR",
    ...byStack.flatMap(([stack, own], index) => [
      `  subgraph s${index}["${mermaidLabel(stack)}"]`,
      ...own.map((node) => `    ${ids.get(node.id)!}["${mermaidLabel(node.label)}"]${classOf(node)}`),
      "  end",
    ]),
    ...new Set(
      topology.edges
        .filter(({ from, to }) => ids.has(from) && ids.has(to))
        .map(({ from, to }) => `  ${ids.get(from)!} --> ${ids.get(to)!}`),
    ),
    ...used.map((action) => `  classDef ${actionWords[action].done} ${classes[action]!}`),
  ];
  return fold("<b>Graph</b> of what changes and what is next to it", [fence("mermaid", lines)]);
}

const isChanged = ({ action }: TopologyNode): boolean => action !== "no-op" && action !== "read";

function withNeighbours({ nodes, edges }: Review["topology"], changed: readonly TopologyNode[]): TopologyNode[] {
  const kept = new Set(changed.map(({ id }) => id));
  const near = new Set(
    edges.flatMap(({ from, to }) => [...(kept.has(from) ? [to] : []), ...(kept.has(to) ? [from] : [])]),
  );
  const neighbours = nodes.filter(({ id }) => near.has(id) && !kept.has(id));
  return [...changed, ...neighbours.slice(0, MOST_NODES - changed.length)];
}

const classOf = ({ action }: TopologyNode): string =>
  classes[action] === undefined ? "" : `:::${actionWords[action].done}`;

/** Mermaid has a syntax of its own within labels: only what names are made of is kept. */
export const mermaidLabel = (name: string): string => {
  const plain = name
    .slice(0, 200)
    .replace(/[^\p{L}\p{N} ._/-]+/gu, "·")
    .trim();
  return plain.length > 48 ? `${plain.slice(0, 47)}…` : plain || "·";
};
