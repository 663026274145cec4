import type { Action, AttributeChange, ResourceReview, Review } from "../../model";
import { code, fence, fenced, html, LONGEST, text } from "../escape";
import { counted, fold, groupBy, more, type Rest } from "./part";
import { actionOrder, actionWords } from "./words";

/** How much is said about resources; from one to the next, less. */
export const resourceDetails = [
  "all",
  "no-notes",
  "no-creates",
  "few-attributes",
  "no-attributes",
  "some",
  "types",
  "counts",
] as const;
export type ResourceDetail = (typeof resourceDetails)[number];

/** What is left out at each step, in words. */
export const leftOut: Readonly<Record<ResourceDetail, string>> = {
  all: "",
  "no-notes": "resources that only move or are read",
  "no-creates": "attributes of what is created",
  "few-attributes": "most attributes of what is replaced, and of updates those after the fifth",
  "no-attributes": "attributes of what is updated",
  some: "some resources",
  types: "single resources",
  counts: "resources by type",
};

/** Resources of one stack that are named at detail `some`. */
const SOME = 20;
/** Attributes of one resource that are printed. */
const ATTRIBUTES = 30;
/** The same where there is less room. */
const FEW_ATTRIBUTES = 5;
/** Stacks named for one change. */
const STACKS = 8;

interface Group {
  /** HTML. */
  readonly title: string;
  readonly resources: readonly ResourceReview[];
}

/** The changes of every resource in folds: one per stack, and one for those that are the same in several. */
export class Resources {
  private readonly groups: readonly Group[];
  private readonly lines = new Map<ResourceReview, string>();

  constructor(
    private readonly review: Review,
    private readonly rest: Rest,
  ) {
    this.groups = groupsOf(review);
  }

  print(detail: ResourceDetail): string {
    if (this.groups.length === 0) return "";
    const total = counted(this.review.resources.length, "change");
    const heading = "### 📦 Resources";
    if (detail === "counts") return `${heading}\n\n**${total} ${this.rest.where}**`;
    const groups = this.groups.map((group) => (detail === "types" ? this.typesLine(group) : this.fold(group, detail)));
    return [heading, ...groups].join("\n\n");
  }

  /** Fewest bytes that it takes, without making it. */
  least(detail: ResourceDetail): number {
    if (detail === "counts" || detail === "types" || detail === "some") return 0;
    let bytes = 0;
    for (const resource of this.review.resources) {
      if (detail !== "all" && isNote(resource.action)) continue;
      bytes += 6 + Math.min(resource.what.trim().length, LONGEST);
      if (detail === "few-attributes" || !showsAttributes(resource, detail)) continue;
      for (const { path } of resource.attributes.slice(0, ATTRIBUTES)) bytes += 4 + Math.min(path.length, 160);
    }
    return bytes;
  }

  private typesLine({ title, resources }: Group): string {
    const byKind = groupBy(resources, ({ action, type, armType }) => `${action} ${armType ?? type}`);
    const kinds = [...byKind.values()].map((same) => {
      const { action, armType, type } = same[0]!;
      return `<li>${same.length} × ${html(armType ?? type, 100)} ${actionWords[action].done}</li>`;
    });
    return `<details><summary>${title}: ${summaryOf(resources)}</summary><ul>${kinds.join("")}</ul></details>`;
  }

  private fold({ title, resources }: Group, detail: ResourceDetail): string {
    const printed = detail === "all" ? resources : resources.filter(({ action }) => !isNote(action));
    const notes = resources.length - printed.length;
    const shown = detail === "some" ? printed.slice(0, SOME) : printed;
    const diff = shown.flatMap((resource) => (showsAttributes(resource, detail) ? this.diff(resource, detail) : []));
    return fold(`${title}: ${summaryOf(resources)}`, [
      ...this.linesOf(shown),
      ...(diff.length === 0 ? [] : ["", fence("diff", diff)]),
      ...more(printed.length - shown.length + notes, shown.length > 0, this.rest),
    ]);
  }

  /** One line each, below what happens to them and why: the same reason is not said over and over. */
  private linesOf(resources: readonly ResourceReview[]): string[] {
    const groups = groupBy(resources, ({ action, because }) => `${action} ${because ?? ""}`);
    return [...groups.values()].flatMap((same, index) => {
      const { action, because } = same[0]!;
      const why = because === undefined ? "" : `: ${text(because)}`;
      const title = `**${actionWords[action].done}**${why}`;
      return [...(index === 0 ? [] : [""]), title, "", ...same.map((resource) => this.line(resource))];
    });
  }

  private line(resource: ResourceReview): string {
    const known = this.lines.get(resource);
    if (known !== undefined) return known;
    const { what, previousAddress, stacks, name } = resource;
    const line = [
      `- ${text(what)} ${code(stacks[0]?.address ?? name, 160)}`,
      ...(stacks.length > 1 ? [`identical in ${stacksOf(resource)}`] : []),
      ...(previousAddress === undefined ? [] : [`before: ${code(previousAddress, 160)}`]),
    ].join(" · ");
    this.lines.set(resource, line);
    return line;
  }

  /** What a reader of Terraform's plans knows, as a diff: coloured by it. */
  private diff({ attributes, action, stacks, name }: ResourceReview, detail: ResourceDetail): readonly string[] {
    if (attributes.length === 0) return [];
    const few = detail === "few-attributes";
    const chosen =
      few && action === "replace" ? attributes.filter((one) => one.forcesReplacement === true) : attributes;
    const shown = chosen.slice(0, few ? FEW_ATTRIBUTES : ATTRIBUTES);
    const missing = attributes.length - shown.length;
    return [
      `@@ ${actionWords[action].sign} ${fenced(stacks[0]?.address ?? name, 160)} @@`,
      ...shown.flatMap(diffOf),
      ...(missing > 0 ? [`  ${counted(missing, "more attribute")}`] : []),
    ];
  }
}

function groupsOf({ resources, stacks }: Review): Group[] {
  const byWeight = [...resources].sort((a, b) => actionOrder.indexOf(a.action) - actionOrder.indexOf(b.action));
  const shared = byWeight.filter((resource) => resource.stacks.length > 1);
  const single = groupBy(
    byWeight.filter((resource) => resource.stacks.length <= 1),
    (resource) => resource.stacks[0]?.stack ?? "",
  );
  const order = new Map(stacks.map(({ name }, index) => [name, index]));
  const position = (name: string): number => order.get(name) ?? stacks.length;
  return [
    ...(shared.length === 0 ? [] : [{ title: "<b>Identical in several stacks</b>", resources: shared }]),
    ...[...single]
      .sort(([a], [b]) => position(a) - position(b))
      .map(([name, own]) => ({ title: `<b>${html(name, 80)}</b>`, resources: own })),
  ];
}

/** What changes nothing in Azure. */
const isNote = (action: Action): boolean => action === "move" || action === "read" || action === "no-op";

function showsAttributes({ action }: ResourceReview, detail: ResourceDetail): boolean {
  if (action === "destroy") return false;
  if (detail === "all" || detail === "no-notes") return true;
  return (detail === "no-creates" || detail === "few-attributes") && action !== "create";
}

/** `1 destroyed, 2 replaced` */
function summaryOf(resources: readonly ResourceReview[]): string {
  return actionOrder
    .map((action) => [action, resources.filter((resource) => resource.action === action).length] as const)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${actionWords[action].done}`)
    .join(", ");
}

function stacksOf({ stacks }: ResourceReview): string {
  const shown = stacks.slice(0, STACKS).map(({ stack }) => text(stack, 80));
  const rest = stacks.length - shown.length;
  return `${stacks.length} stacks (${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""})`;
}

function diffOf({ path, before, after, forcesReplacement }: AttributeChange): string[] {
  const name = fenced(path, 160);
  const show = (value: string): string => fenced(value, 200);
  if (forcesReplacement === true) {
    return [`! ${name}: ${show(before ?? "nothing")} → ${show(after ?? "nothing")}  # forces replacement`];
  }
  return [
    ...(before === undefined ? [] : [`- ${name}: ${show(before)}`]),
    ...(after === undefined ? [] : [`+ ${name}: ${show(after)}`]),
  ];
}
