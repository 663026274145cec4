import type { AccessCell, Review } from "../../model";
import { kindWords } from "./access";
import { groupBy } from "./group";
import { nothingIn, scrolls, type Section } from "./parts";
import { counted, type Markup, markup } from "./text";

/** Who may do what where, before and after: principals × scopes, one table per environment. */
export function accessMatrix(review: Review): Section {
  const environments = groupBy(review.matrix, (cell) => cell.environment);
  const changed = review.matrix.filter(isChanged).length;
  return {
    id: "access-matrix",
    depth: true,
    title: "Access matrix",
    size: review.matrix.length,
    body:
      environments.size === 0
        ? nothingIn(review, "Nobody holds a role, neither before nor after.")
        : [
            markup`<p class="lead">All roles, ${counted(changed, "change")} marked: <span class="grant added"><span class="sign">+</span>granted</span> <span class="grant removed"><span class="sign">−</span><s>removed</s></span></p>`,
            [...environments].map(([environment, cells]) => environmentFold(environment, cells)),
          ],
  };
}

function environmentFold(environment: string, cells: readonly AccessCell[]): Markup {
  const changed = cells.filter(isChanged).length;
  const scopes = [...new Set(cells.map((cell) => cell.scope))];
  // Those whose access changes come first.
  const principals = [...groupBy(cells, ({ who }) => who).values()].sort(
    (one, other) => Number(other.some(isChanged)) - Number(one.some(isChanged)),
  );
  const rows = principals.map((held) => {
    const { who, kind } = held[0]!;
    const byScope = groupBy(held, ({ scope }) => scope);
    return markup`<tr class="${held.some(isChanged) ? "changed" : "same"}"><th scope="row">${who}<span class="sub">${
      kindWords[kind]
    }</span></th>${scopes.map((scope) => markup`<td>${grants(byScope.get(scope) ?? [])}</td>`)}</tr>`;
  });
  const table = markup`<table class="grants"><caption class="unseen">Roles in ${environment}</caption><thead><tr><th scope="col">Who</th>${scopes.map(
    (scope) => markup`<th scope="col">${scope}</th>`,
  )}</tr></thead><tbody>${rows}</tbody></table>`;
  return markup`<details class="fold"${changed > 0 && markup` open`}><summary><h3>${environment}</h3><span class="sub">${counted(
    rows.length,
    "principal",
  )}, ${counted(changed, "change")}</span></summary>${scrolls(`Access matrix of ${environment}`, table)}</details>`;
}

function grants(cells: readonly AccessCell[]): Markup {
  if (cells.length === 0) return markup`<span class="empty" aria-hidden="true">·</span>`;
  return markup`<ul>${cells.map((cell) => {
    if (cell.before === cell.after) return markup`<li class="grant">${cell.role}</li>`;
    return cell.after
      ? markup`<li class="grant added"><span class="sign" aria-hidden="true">+</span><span class="unseen">granted: </span>${cell.role}</li>`
      : markup`<li class="grant removed"><span class="sign" aria-hidden="true">−</span><span class="unseen">removed: </span><s>${cell.role}</s></li>`;
  })}</ul>`;
}

function isChanged(cell: AccessCell): boolean {
  return cell.before !== cell.after;
}
