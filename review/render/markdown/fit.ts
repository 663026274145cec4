import type { Part } from "./part";
import { type ResourceDetail, resourceDetails } from "./resources";

/** What the comment is made of besides its head. In the order in which they are printed. */
export interface Sections {
  readonly parts: readonly Part[];
  /** Indexes of parts, in the order in which they lose rows: what must stay longest comes last. */
  readonly sheds: readonly number[];
  readonly resources: (detail: ResourceDetail) => string;
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

/** UTF-8 bytes; never less than the number of UTF-16 units. */
export const size = (text: string): number => Buffer.byteLength(text, "utf8");

/** Everything, or as much as fits the room: first the graph goes, then details of resources, then rows of parts. */
export function fit({ parts, sheds, resources, graph }: Sections, room: number): Fitted {
  const printed = parts.map((part) => part.print(part.rows));
  const sizes = printed.map(cost);
  const fixed = (): number => sizes.reduce((sum, bytes) => sum + bytes, 0);
  const result = (detail: ResourceDetail, details: string, withGraph: boolean, rows: boolean): Fitted => ({
    body: [...printed, details, ...(withGraph ? [graph] : [])].filter((text) => text !== "").join(SEPARATOR),
    graph: !withGraph && graph !== "",
    detail,
    rows,
  });

  const full = resources("all");
  const left = room - fixed();
  if (cost(full) + cost(graph) <= left) return result("all", full, true, false);
  for (const detail of resourceDetails) {
    const details = detail === "all" ? full : resources(detail);
    if (cost(details) <= left) return result(detail, details, false, false);
  }

  const counts = resources("counts");
  for (const index of sheds) {
    const over = fixed() + cost(counts) - room;
    if (over <= 0) break;
    const part = parts[index]!;
    const text = largest(part, sizes[index]! - over);
    printed[index] = text;
    sizes[index] = cost(text);
  }
  return result("counts", counts, false, true);
}

const cost = (text: string): number => (text === "" ? 0 : size(text) + SEPARATOR.length);

/** As many rows as fit; if nothing does, the count of all. */
function largest(part: Part, room: number): string {
  let [fits, tooMany] = [0, part.rows];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (cost(part.print(middle)) <= room) fits = middle;
    else tooMany = middle;
  }
  return part.print(fits);
}
