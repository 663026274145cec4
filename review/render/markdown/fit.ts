import type { Part } from "./part";
import { type ResourceDetail, resourceDetails } from "./resources";

/** What the comment is made of besides its head. In the order in which they are printed. */
export interface Sections {
  readonly parts: readonly Part[];
  /** Indexes of parts, in the order in which they lose rows: what must stay longest comes last. */
  readonly sheds: readonly number[];
  /** Undefined if it would not fit the room anyway. */
  readonly resources: (detail: ResourceDetail, room: number) => string | undefined;
  readonly graph: string;
}

export interface Fitted {
  readonly body: string;
  /** What was left out. */
  readonly graph: boolean;
  readonly detail: ResourceDetail;
  /** Whether parts lost rows. */
  readonly rows: boolean;
}

const SEPARATOR = "\n\n";
/** Fewest bytes that a row takes. */
const LEAST_ROW = 20;

/** UTF-8 bytes; never less than the number of UTF-16 units. */
export const size = (text: string): number => Buffer.byteLength(text, "utf8");

/** Everything, or as much as fits the room: first the graph goes, then details of resources, then rows of parts. */
export function fit({ parts, sheds, resources, graph }: Sections, room: number): Fitted {
  // More rows than this cannot fit, so they are not even made.
  const most = Math.ceil(room / LEAST_ROW);
  const printed = parts.map((part) => part.print(Math.min(part.rows, most)));
  const sizes = printed.map(cost);
  const fixed = (): number => sizes.reduce((sum, bytes) => sum + bytes, 0);
  const result = (detail: ResourceDetail, details: string, withGraph: boolean, rows: boolean): Fitted => ({
    body: [...printed, details, ...(withGraph ? [graph] : [])].filter((text) => text !== "").join(SEPARATOR),
    graph: !withGraph && graph !== "",
    detail,
    rows,
  });

  const left = room - fixed();
  const complete = parts.every((part) => part.rows <= most);
  for (const detail of complete ? resourceDetails : []) {
    const details = resources(detail, left);
    if (details === undefined || cost(details) > left) continue;
    const withGraph = detail === "all" && cost(details) + cost(graph) <= left;
    return result(detail, details, withGraph, false);
  }

  const counts = resources("counts", Infinity) ?? "";
  for (const index of sheds) {
    const over = fixed() + cost(counts) - room;
    if (over <= 0) break;
    const part = parts[index]!;
    const text = largest(part, Math.min(part.rows, most), sizes[index]! - over);
    printed[index] = text;
    sizes[index] = cost(text);
  }
  return result("counts", counts, false, true);
}

const cost = (text: string): number => (text === "" ? 0 : size(text) + SEPARATOR.length);

/** As many rows as fit; if nothing does, the count of all. */
function largest(part: Part, rows: number, room: number): string {
  let [fits, tooMany] = [0, rows];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (cost(part.print(middle)) <= room) fits = middle;
    else tooMany = middle;
  }
  return part.print(fits);
}
