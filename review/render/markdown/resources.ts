import type { Action, AttributeChange, ResourceReview, Review } from "../../model";
import { code, fence, fenced, html, text } from "../escape";
import { counted, fold, groupBy, more, type Rest } from "./part";
import { actionOrder, actionWords } from "./words";

/** How much is said about resources; from one to the next, less. */
export const resourceDetails = ["all", "no-notes", "no-creates", "no-attributes", "some", "types", "counts"] as const;
export type ResourceDetail = (typeof resourceDetails)[number];

/** What is left out at each step, in words. */
export const leftOut: Readonly<Record<ResourceDetail, string>> = {
  all: "",
  "no-notes": "resources that only move or are read",
  "no-creates": "attributes of what is created",
  "no-attributes": "attributes of what is updated",
  some: "some resources",
  types: "single resources",
  counts: "resources by type",
};

/** Resources of one stack that are named at detail `some`. */
const SOME = 20;
/** Attributes of one resource that are printed. */
const ATTRIBUTES = 30;
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
  private readonly attributes = new Map<ResourceReview, readonly string[]>();

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
    const diff = shown.flatMap((resource) => (showsAttributes(resource, detail) ? this.diff(resource) : []));
    return fold(`${title}: ${summaryOf(resources)}`, [
      ...shown.map((resource) => this.line(resource)),
      ...(diff.length === 0 ? [] : ["", fence("diff", diff)]),
      ...more(printed.length - shown.length + notes, shown.length > 0, this.rest),
    ]);
  }

  private line(resource: ResourceReview): string {
    return cached(this.lines, resource, () => {
      const { action, what, because, previousAddress, stacks } = resource;
      const addresses = [...new Set(stacks.map(({ address }) => address))];
      return [
        `- **${actionWords[action].done}** ${text(what)} ${code(addresses[0] ?? resource.name, 160)}`,
        ...(stacks.length > 1 ? [`identical in ${stacksOf(resource)}`] : []),
        ...(previousAddress === undefined ? [] : [`before: ${code(previousAddress, 160)}`]),
        ...(because === undefined ? [] : [text(because)]),
      ].join(" · ");
    });
  }

  /** What a reader of Terraform's plans knows, as a diff: coloured by it. */
  private diff(resource: ResourceReview): readonly string[] {
    return cached(this.attributes, resource, () => {
      const { attributes, action, stacks, name } = resource;
      if (attributes.length === 0) return [];
      const lines = attributes.slice(0, ATTRIBUTES).flatMap(diffOf);
      const missing = attributes.length - ATTRIBUTES;
      return [
        `@@ ${actionWords[action].sign} ${fenced(stacks[0]?.address ?? name, 160)} @@`,
        ...lines,
        ...(missing > 0 ? [`  ${counted(missing, "more attribute")}`] : []),
      ];
    });
  }
}

function cached<T>(cache: Map<ResourceReview, T>, key: ResourceReview, make: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
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
  return detail === "no-creates" && action !== "create";
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
