import type { Action, Review, TopologyNode } from "../../model";
import { curve, ellipsis } from "./curve";
import { type Arrow, type Box, box, type Drawing, drawings, isChanged } from "./layout";
import { actionsByWeight, actionSigns, nothingIn, scrolls, type Section } from "./parts";
import { count, counted, type Markup, markup } from "./text";

/** Drawings of which the first are unfolded. */
const unfolded = 2;

/** Characters that fit on a line of a box. */
const labelLength = 25;
const typeLength = 32;

/** Which resources change and what hangs on them, one drawing per stack. */
export function topology(review: Review): Section {
  const all = drawings(review.topology);
  return {
    id: "topology",
    depth: true,
    title: "Topology",
    size: all.length,
    body:
      all.length === 0
        ? nothingIn(review, "No resource changes, so there is nothing to draw.")
        : [
            markup`<p class="lead">Changed resources and what is one reference away. An arrow points to what a resource refers to; what follows from other arrows is left out.</p>`,
            all.map((drawing, index) => fold(drawing, index < unfolded)),
          ],
  };
}

function fold(drawing: Drawing, open: boolean): Markup {
  const facts = [
    `${count(drawing.changed)} changed`,
    ...(drawing.left > 0 ? [`${counted(drawing.left, "other")} not drawn`] : []),
    ...(drawing.collapsed ? ["too many to draw each, so one box per type"] : []),
  ].join(", ");
  return markup`<details class="fold"${open && markup` open`}><summary><h3>${drawing.stack}</h3><span class="sub">${facts}</span></summary>${scrolls(
    `Topology of ${drawing.stack}`,
    svg(drawing),
  )}</details>`;
}

function svg(drawing: Drawing): Markup {
  const { width, height } = drawing;
  return markup`<svg class="topology" role="group" aria-label="${`Drawing of ${drawing.stack}: ${counted(drawing.boxes.length, "box", "boxes")}, ${counted(
    drawing.arrows.length,
    "reference",
  )}`}" width="${width}" height="${height}" viewBox="${`0 0 ${width} ${height}`}"><g class="arrows" aria-hidden="true">${drawing.arrows.map(
    arrow,
  )}</g>${drawing.boxes.map((one) => drawBox(one, drawing.collapsed))}</svg>`;
}

/** A curve with its head drawn at the end: a marker element would need an id that is unique on the page. */
function arrow({ from, to }: Arrow): Markup {
  const y1 = from.y + box.height / 2;
  const y2 = to.y + box.height / 2;
  // What closes a cycle runs against the layers, or beside them within one; it keeps clear of the arrow it answers.
  if (from.x < to.x) return curve([from.x + box.width, y1 + 9], [to.x, y2 + 9], 1, 1);
  if (from.x === to.x) return curve([from.x + box.width, y1], [to.x + box.width, y2], 1, -1);
  return curve([from.x, y1], [to.x + box.width, y2], -1, -1);
}

function drawBox({ nodes, x, y }: Box, collapsed: boolean): Markup {
  const first = nodes[0]!;
  const action = weightiest(nodes);
  const grouped = collapsed && nodes.length > 1;
  const title = grouped ? `${shortType(first.type)} × ${count(nodes.length)}` : first.label;
  const detail = grouped ? tally(nodes) : shortType(first.type);
  const full = grouped ? `${first.type}: ${tally(nodes)}` : `${first.label} (${first.type}): ${action}`;
  const right = x + box.width;
  const drawn = markup`<g class="box ${action}"><title>${full}</title><rect x="${x}" y="${y}" width="${box.width}" height="${
    box.height
  }" rx="7"/><rect class="edge" x="${x}" y="${y}" width="5" height="${box.height}" rx="2.5"/><text class="label" x="${x + 15}" y="${y + 19}">${ellipsis(
    title,
    labelLength - (isChangedAction(action) ? 3 : 0),
  )}</text><text class="type" x="${x + 15}" y="${y + 36}">${ellipsis(detail, typeLength)}</text>${
    isChangedAction(action) &&
    markup`<text class="mark" x="${right - 17}" y="${y + 20}" text-anchor="middle" aria-hidden="true">${actionSigns[action]}</text>`
  }</g>`;
  if (!isChangedAction(action)) return drawn;
  const search = grouped ? first.type : addressOf(first);
  return markup`<a href="#resources" data-search="${search}" data-stack="${first.stack}" aria-label="${full}">${drawn}</a>`;
}

function isChangedAction(action: Action): boolean {
  return action !== "no-op" && action !== "read";
}

/** The id is `<stack>/<address>`. */
function addressOf(node: TopologyNode): string {
  return node.id.startsWith(`${node.stack}/`) ? node.id.slice(node.stack.length + 1) : node.id;
}

function weightiest(nodes: readonly TopologyNode[]): Action {
  return actionsByWeight.find((action) => nodes.some((node) => node.action === action)) ?? "no-op";
}

/** `3 + 1 ~ 40 =` */
function tally(nodes: readonly TopologyNode[]): string {
  const parts = actionsByWeight
    .map((action) => ({ action, number: nodes.filter((node) => node.action === action).length }))
    .filter(({ action, number }) => number > 0 && isChangedAction(action))
    .map(({ action, number }) => `${count(number)} ${action}`);
  const same = nodes.filter((node) => !isChanged(node)).length;
  return [...parts, ...(same > 0 ? [`${count(same)} unchanged`] : [])].join(", ");
}

/** Without the provider's name, which all have in common. */
function shortType(type: string): string {
  return type.replace(/^azurerm_/, "").replace(/^Microsoft\.[^/]*\//, "");
}
