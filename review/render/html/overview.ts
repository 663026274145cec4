import { changesOutputsOnly } from "../../classify";
import type { Counts, Monthly, NotPlanned, Review, StackReview } from "../../model";
import { difference, totalCost } from "../money";
import { actionSigns, type Section, nothing, scrolls } from "./parts";
import { count, counted, type Markup, markup, value } from "./text";

/** The columns, worst first. */
const columns: readonly { readonly key: keyof Counts; readonly title: string; readonly sign: string }[] = [
  { key: "destroy", title: "Destroy", sign: actionSigns.destroy },
  { key: "replace", title: "Replace", sign: actionSigns.replace },
  { key: "forget", title: "Forget", sign: actionSigns.forget },
  { key: "create", title: "Create", sign: actionSigns.create },
  { key: "update", title: "Update", sign: actionSigns.update },
  { key: "import", title: "Import", sign: actionSigns.import },
  { key: "move", title: "Move", sign: actionSigns.move },
  { key: "drift", title: "Drift", sign: "≠" },
];

/** Every stack in one table, so that it is plain which stack is in which bucket. A failed stack is a row, too. */
export function overview(review: Review): Section {
  const { stacks } = review;
  const { notPlanned = [] } = review.source;
  const failed = stacks.filter(({ status }) => status === "failed").length;
  const priced = review.cost !== undefined;
  const width = columns.length + (priced ? 2 : 1);
  const body = markup`<table class="matrix"><caption class="unseen">How many resources change, by stack and action</caption><thead><tr><th scope="col">Stack</th>${columns.map(
    ({ title, sign }) =>
      markup`<th scope="col" class="number"><span class="sign" aria-hidden="true">${sign}</span>${title}</th>`,
  )}<th scope="col" class="number">Policy failures</th>${review.cost && markup`<th scope="col" class="number">${review.cost.currency}/month</th>`}</tr></thead><tbody>${stacks.map((stack) => row(stack, width, priced))}${notPlanned.map((stack) => absent(stack, width))}</tbody>${totals(stacks, priced)}</table>`;
  return {
    id: "overview",
    title: "Overview",
    size: stacks.length + notPlanned.length,
    alarming: failed > 0,
    body:
      stacks.length + notPlanned.length === 0
        ? nothing("No stack was planned.")
        : [
            markup`<p class="lead">${counted(stacks.length, "stack")}: ${count(
              stacks.filter(({ status }) => status === "changes").length,
            )} with changes, ${count(stacks.filter(({ status }) => status === "no-change").length)} without${
              failed > 0 && markup`, <strong class="bad">${count(failed)} could not be planned</strong>`
            }${notPlanned.length > 0 && markup`; ${counted(notPlanned.length, "more stack")} not planned`}.</p>`,
            scrolls("Overview of stacks", body),
          ],
  };
}

function row(stack: StackReview, width: number, priced: boolean): Markup {
  if (stack.status === "failed") {
    return markup`<tr class="failed"><th scope="row">${stack.name}</th><td colspan="${width}"><strong class="bad">Not planned.</strong> <span class="error">${value(
      stack.failed ?? "No reason was recorded.",
    )}</span></td></tr>`;
  }
  const name =
    stack.status === "changes"
      ? changesOutputsOnly(stack)
        ? markup`${stack.name} (outputs)`
        : markup`<a href="#resources" data-stack="${stack.name}">${stack.name}</a>`
      : markup`${stack.name}`;
  return markup`<tr class="${stack.status}"><th scope="row">${name}</th>${columns.map(({ key }) => cell(key, stack.counts[key]))}${cell(
    "policy",
    stack.policyFails,
  )}${priced && amount(stack.monthlyCost)}</tr>`;
}

function absent({ name, why }: NotPlanned, width: number): Markup {
  return markup`<tr class="absent"><th scope="row">${name}</th><td colspan="${width}">Not planned: <span class="error">${value(why)}</span></td></tr>`;
}

function cell(kind: string, number: number): Markup {
  return markup`<td class="number ${number === 0 ? "zero" : kind}">${count(number)}</td>`;
}

function amount(monthly: Monthly | undefined): Markup {
  const changes = monthly !== undefined && monthly.before !== monthly.after;
  return markup`<td class="number ${changes ? "money" : "zero"}">${changes ? difference(monthly) : "0"}</td>`;
}

function totals(stacks: readonly StackReview[], priced: boolean): Markup {
  const sum = (number: (stack: StackReview) => number): number =>
    stacks.reduce((total, stack) => total + number(stack), 0);
  return markup`<tfoot><tr><th scope="row">All stacks</th>${columns.map(({ key }) =>
    cell(
      key,
      sum(({ counts }) => counts[key]),
    ),
  )}${cell(
    "policy",
    sum(({ policyFails }) => policyFails),
  )}${priced && amount(totalCost({ stacks }))}</tr></tfoot>`;
}
