import { type Markup, markup, visible } from "./text";

type Point = readonly [x: number, y: number];

/** From a point to another, leaving and arriving to the right (1) or to the left (-1). */
export function curve([x1, y1]: Point, [x2, y2]: Point, leaves: 1 | -1, arrives: 1 | -1): Markup {
  const bend = leaves === arrives ? Math.max(24, Math.abs(x1 - x2) / 2) : 30;
  const path = `M${x1} ${y1}C${x1 + leaves * bend} ${y1} ${x2 - arrives * bend} ${y2} ${x2 - arrives * 5} ${y2}`;
  return markup`<path d="${path}"/><path class="head" d="${`M${x2} ${y2}l${-8 * arrives} -4v8z`}"/>`;
}

/** A text on a line of a box, of so many characters at most. */
export function ellipsis(text: string, length: number): string {
  const characters = [...visible(text)];
  return characters.length <= length ? characters.join("") : `${characters.slice(0, length - 1).join("")}…`;
}
