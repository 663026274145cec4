import { type Architecture, type ArchitectureBox, architectureColumns as columns, type Review } from "../../model";
import { curve, ellipsis } from "./curve";
import { scrolls, type Section } from "./parts";
import { count, counted, type Markup, markup } from "./text";

const box = { width: 232, height: 44, gap: 12 } as const;
const columnWidth = box.width + 70;
const headHeight = 34;
/** Characters that fit on a line of a box. */
const labelLength = 28;
/** Environments whose picture is unfolded. */
const unfolded = 1;

interface Placed extends ArchitectureBox {
  readonly x: number;
  readonly y: number;
}

/** What each planned environment consists of, as it will be. */
export function architecture(review: Review): readonly Section[] {
  const all = review.architecture ?? [];
  if (all.length === 0) return [];
  return [
    {
      id: "architecture",
      depth: true,
      title: "Architecture",
      size: all.length,
      body: [
        markup`<p class="lead">What each planned environment consists of once this is applied. An arrow points to what a resource rests upon; what follows from other arrows is left out, and so are roles, settings and names.</p>`,
        all.map(
          (one, index) =>
            markup`<details class="fold"${index < unfolded && markup` open`}><summary><h3>${one.environment}</h3><span class="sub">${counted(one.boxes.length, "box", "boxes")}</span></summary>${scrolls(
              `Architecture of ${one.environment}`,
              architectureSvg(one),
            )}</details>`,
        ),
      ],
    },
  ];
}

/** The picture as an element of a page that has the report's styles. */
export function architectureSvg(picture: Architecture, attributes: Markup = markup``): Markup {
  const placed = place(picture.boxes);
  const byId = new Map(placed.map((one) => [one.id, one]));
  const height = Math.max(0, ...placed.map(({ y }) => y)) + box.height + box.gap;
  const width = columns.length * columnWidth;
  const arrows = picture.arrows.flatMap(({ from, to }) => {
    const [a, b] = [byId.get(from), byId.get(to)];
    return a === undefined || b === undefined ? [] : [arrow(a, b)];
  });
  const label = `Architecture of ${picture.environment}: ${counted(placed.length, "box", "boxes")}, ${count(arrows.length)} arrows`;
  return markup`<svg class="topology"${attributes} role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="${`0 0 ${width} ${height}`}">${columns.map(
    (name, index) => markup`<text class="label" x="${15 + index * columnWidth}" y="20">${name}</text>`,
  )}<g class="arrows">${arrows}</g>${placed.map(drawn)}</svg>`;
}

/** Columns from left to right, in each what belongs together below each other. */
function place(boxes: readonly ArchitectureBox[]): readonly Placed[] {
  return columns.flatMap((column, index) =>
    boxes
      .filter((one) => one.column === column)
      .map((one, row) => ({ ...one, x: 15 + index * columnWidth, y: headHeight + row * (box.height + box.gap) })),
  );
}

/** Within a column around the right side, so that it crosses no box. */
function arrow(from: Placed, to: Placed): Markup {
  const [y1, y2] = [from.y + box.height / 2, to.y + box.height / 2];
  if (from.x === to.x) return curve([from.x + box.width, y1], [to.x + box.width, y2], 1, -1);
  return from.x < to.x
    ? curve([from.x + box.width, y1], [to.x, y2], 1, 1)
    : curve([from.x, y1], [to.x + box.width, y2], -1, -1);
}

const drawn = ({ x, y, noun, name, stack }: Placed): Markup =>
  markup`<g class="box no-op"><title>${`${noun} ${name}, stack ${stack}`}</title><rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="7"/><text class="label" x="${x + 12}" y="${y + 19}">${ellipsis(name, labelLength)}</text><text class="type" x="${x + 12}" y="${y + 36}">${ellipsis(noun, labelLength)}</text></g>`;

/** The picture as a file of its own: styles in it, light and dark. */
export const architectureFile = (picture: Architecture): string =>
  `${architectureSvg(picture, markup` xmlns="http://www.w3.org/2000/svg"`).html.replace(/>/, `>${STYLE}`)}\n`;

const STYLE =
  "<style>text{font-family:system-ui,sans-serif;fill:#1f2328}.label{font-size:13px;font-weight:600}.type{font-size:11px;fill:#59636e}rect{fill:#fff;stroke:#8c959f}.arrows path{fill:none;stroke:#59636e;stroke-width:1.1}.arrows .head{fill:#59636e;stroke:none}@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.type{fill:#9198a1}rect{fill:#151b23;stroke:#656c76}.arrows path{stroke:#9198a1}.arrows .head{fill:#9198a1}}</style>";
