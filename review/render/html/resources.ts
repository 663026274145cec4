import { gzipSync } from "node:zlib";
import type { AttributeChange, ResourceReview, Review } from "../../model";
import { actionBadge, actionsByWeight, actionSigns, address, attributeTable, nothingIn, type Section } from "./parts";
import { count, counted, embeddedJson, type Markup, markup, type Slot, trusted, visible, visibleValue } from "./text";

/** Resources listed at once. More come when they are searched for or asked for. */
export const pageSize = 250;
/** Stacks named in a resource's line; more are counted. */
const stacksNamed = 4;

/** What the script in the page knows of one resource. Short keys: there can be ten thousand of them. */
export interface ResourceRecord {
  /** Action. */
  readonly a: string;
  /** Type, for azapi the ARM type. */
  readonly t: string;
  /** What it is, in words. */
  readonly w: string;
  /** Stack and address of each. */
  readonly s: readonly (readonly [stack: string, address: string])[];
  /** Why. */
  readonly b?: string;
  /** Where it was before. */
  readonly p?: string;
  /** Path, before, after, and 1 if it forces a replacement. */
  readonly c: readonly (readonly [path: string, before: string | null, after: string | null, forces: 0 | 1])[];
}

/** Every change of a resource. The first page stands in the document; the script shows the others and filters. */
export function resources(review: Review): Section {
  const sorted = byWeight(review.resources);
  const stacks = review.stacks.map(({ name }) => name);
  const types = [...new Set(sorted.map(typeOf))].sort();
  const actions = actionsByWeight.filter((action) => sorted.some((resource) => resource.action === action));
  return {
    id: "resources",
    depth: true,
    title: "Resources",
    size: sorted.length,
    body:
      sorted.length === 0
        ? nothingIn(review, "No resource changes.")
        : [
            controls(stacks, actions, types),
            markup`<ul class="resources" id="resource-list">${sorted.slice(0, pageSize).map(row)}</ul>`,
            markup`<p class="controls"><button type="button" id="more" hidden>Show more</button></p>`,
            sorted.length > pageSize &&
              markup`<p class="nothing remainder">The ${count(pageSize)} weightiest of ${counted(sorted.length, "resource")}.<noscript> To page and search through all of them, allow scripts for this file, or read the JSON output.</noscript></p>`,
          ],
  };
}

/**
 * The same resources as data for the script, as they are while they fit on the first page. Of more, resources repeat
 * themselves from stack to stack: packed they take a fiftieth, and the script unpacks them before it shows the next page.
 */
export function resourceData(review: Review): Markup {
  const all = byWeight(review.resources).map(record);
  const data = { pageSize, signs: actionSigns, stacksNamed };
  if (all.length <= pageSize) {
    return markup`<script type="application/json" id="data">${embeddedJson({ ...data, resources: all })}</script>`;
  }
  const packed = gzipSync(JSON.stringify(all)).toString("base64");
  return markup`<script type="application/json" id="data">${embeddedJson(data)}</script>
<script type="text/plain" id="packed">${trusted(packed)}</script>`;
}

function byWeight(list: readonly ResourceReview[]): readonly ResourceReview[] {
  return [...list].sort((one, other) => actionsByWeight.indexOf(one.action) - actionsByWeight.indexOf(other.action));
}

function typeOf(resource: ResourceReview): string {
  return visible(resource.armType ?? resource.type);
}

function controls(stacks: readonly string[], actions: readonly string[], types: readonly string[]): Markup {
  const options = (list: readonly string[]): Slot =>
    list.map((name) => markup`<option value="${name}">${name}</option>`);
  return markup`<div class="controls" id="resource-controls" role="search" aria-label="Filter resources">
<label class="wide">Search<input type="search" id="search" autocomplete="off" spellcheck="false" placeholder="name, attribute, value …  press /" aria-keyshortcuts="/"></label>
<label>Stack<select id="stack"><option value="">all</option>${options(stacks)}</select></label>
<label>Action<select id="action"><option value="">all</option>${options(actions)}</select></label>
<label>Type<select id="type"><option value="">all</option>${options(types)}</select></label>
<button type="button" id="unfold">Unfold all</button>
<button type="button" id="clear">Clear</button>
<output class="found" id="found" aria-live="polite"></output>
</div>`;
}

// The script builds the same elements for the pages after the first: what changes here changes there, and a test
// compares the two.
function row(resource: ResourceReview): Markup {
  const stacks = resource.stacks.map(({ stack }) => stack);
  return markup`<li class="resource"><details><summary>${actionBadge(resource.action)}<span class="what">${resource.what}</span><span class="sort">${typeOf(
    resource,
  )}</span><span class="in">${
    stacks.length > stacksNamed ? counted(stacks.length, "stack") : stacks.map(visible).join(", ")
  }</span></summary><div class="detail">${
    resource.because !== undefined && markup`<p class="because">${resource.because}</p>`
  }${
    resource.previousAddress !== undefined && markup`<p class="because">was at ${address(resource.previousAddress)}</p>`
  }<ul class="places">${resource.stacks.map(
    ({ stack, address: at }) => markup`<li><span class="chip">${stack}</span>${address(at)}</li>`,
  )}</ul>${
    resource.attributes.length > 0 && attributeTable(resource.attributes, `Attributes of ${visible(resource.what)}`)
  }</div></details></li>`;
}

function record(resource: ResourceReview): ResourceRecord {
  return {
    a: resource.action,
    t: typeOf(resource),
    w: visible(resource.what),
    s: resource.stacks.map(({ stack, address: at }) => [visible(stack), visible(at)]),
    ...(resource.because !== undefined && { b: visible(resource.because) }),
    ...(resource.previousAddress !== undefined && { p: visible(resource.previousAddress) }),
    c: resource.attributes.map(attributeRecord),
  };
}

function attributeRecord({ path, before, after, forcesReplacement }: AttributeChange): ResourceRecord["c"][number] {
  const side = (text: string | undefined): string | null => (text === undefined ? null : visibleValue(text));
  return [visible(path), side(before), side(after), forcesReplacement === true ? 1 : 0];
}
