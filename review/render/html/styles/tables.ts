/** Tables; each scrolls in a box of its own when it is wider than the page. */
export const tables = `
.scrolls { position: relative; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; max-width: 100%; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .48rem .8rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: .8rem; font-weight: 600; color: var(--soft); white-space: nowrap; background: var(--raised); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }

.matrix th[scope="row"] { position: sticky; left: 0; background: var(--card); font-weight: 550; min-width: 16.5rem; overflow-wrap: anywhere; }
.matrix thead th:first-child { position: sticky; left: 0; }
.matrix thead .sign { display: block; font-family: var(--mono); font-size: .95rem; line-height: 1.1; }
.matrix td.zero { color: var(--soft); }
.matrix td.number:not(.zero) { font-weight: 650; }
.matrix td.destroy, .matrix td.replace, .matrix td.forget, .matrix td.policy { color: var(--bad); background: var(--bad-surface); }
.matrix td.create { color: var(--good); }
.matrix td.update, .matrix td.drift { color: var(--warn); }
.matrix td.move, .matrix td.import { color: var(--move); }
.matrix tfoot th, .matrix tfoot td { border-top: 1px solid var(--strong-line); border-bottom: 0; }
.matrix tfoot td { background: none !important; }
.matrix .failed td, .matrix .absent td { white-space: normal; }

.stacking td, .stacking th { overflow-wrap: anywhere; }
.stacking .label { display: none; }
.stacking td:last-child { min-width: 9.5rem; }
.stacking td:first-child { white-space: nowrap; }
.stacking td:first-child .badge { display: flex; width: max-content; margin-bottom: .25rem; }
.stacking th[scope="row"] strong { font-weight: 600; }
.stacking tr.widens > :first-child { box-shadow: inset 3px 0 0 var(--warn); }

.grants th[scope="row"], .calendar th[scope="row"] { position: sticky; left: 0; background: var(--card); z-index: 1; }
.grants thead th:first-child, .calendar thead th:first-child { position: sticky; left: 0; z-index: 2; }
.grants thead th { white-space: normal; min-width: 9.5rem; overflow-wrap: anywhere; vertical-align: bottom; }
.grants th[scope="row"] { font-weight: 600; min-width: 11rem; overflow-wrap: anywhere; }
.grants td { font-size: .88rem; border-left: 1px solid var(--line); }
.grants td ul { display: grid; gap: .2rem; }
.grants .empty { color: var(--soft); }
.grant { overflow-wrap: anywhere; line-height: 1.35; }
.grant .sign, .run .sign { font-family: var(--mono); font-weight: 700; margin-right: .3em; }
.grant.added, .run.added { color: var(--good); background: var(--good-surface); border-radius: 4px; padding: .05rem .35rem; font-weight: 600; }
.grant.removed, .run.removed { color: var(--bad); background: var(--bad-surface); border-radius: 4px; padding: .05rem .35rem; }

.calendar th[scope="row"] { min-width: 15.5rem; max-width: 17rem; font-size: .92rem; overflow-wrap: anywhere; }
.calendar thead th { text-align: center; padding-left: .3rem; padding-right: .3rem; font-variant-numeric: tabular-nums; }
.calendar thead th:first-child { text-align: left; padding-left: .8rem; }
.calendar .weekday { display: block; font-weight: 400; }
.calendar td { padding: .48rem .3rem; text-align: center; font-size: .84rem; font-variant-numeric: tabular-nums; border-left: 1px solid var(--line); min-width: 3.3rem; white-space: nowrap; }
.calendar td ul { display: grid; gap: .15rem; }
.calendar .weekend { background: var(--raised); }
.calendar .words { display: block; font-size: .86rem; margin-top: .15rem; }
.calendar .words.old { color: var(--bad); }
.calendar .words.new { color: var(--good); font-weight: 600; }
.calendar .words .sign { font-family: var(--mono); margin-right: .35em; display: inline-block; }
.calendar .chips { margin-left: .3rem; vertical-align: .05em; }
.calendar .run { padding: .05rem .2rem; }
.beyond { color: var(--soft); }

.attributes th, .attributes td { padding: .34rem .8rem; font-size: .88rem; }
.attributes th[scope="row"] { width: 26%; min-width: 10rem; }
.attributes td { width: 37%; font-family: var(--mono); font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; min-width: 9rem; }
.attributes .before:not(:has(.none)) { color: var(--bad); }
.attributes .after:not(:has(.none)) { color: var(--good); }
.attributes .none { font-family: var(--sans); }
.forces { display: block; color: var(--bad); font-size: .78rem; font-weight: 600; }

@media (max-width: 640px) {
  .stacking, .stacking tbody, .stacking tr, .stacking td, .stacking th[scope="row"] { display: block; width: auto; }
  .stacking thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacking tr { padding: .7rem .9rem; border-bottom: 1px solid var(--line); }
  .stacking tbody tr:last-child { border-bottom: 0; }
  .stacking td, .stacking th[scope="row"] { border: 0; padding: .16rem 0; display: grid; grid-template-columns: 4.6rem minmax(0, 1fr); gap: .6rem; }
  .stacking td:first-child > div { display: flex; gap: .35rem; flex-wrap: wrap; }
  .stacking .label { display: block; color: var(--soft); font-size: .86rem; }
  .stacking td:last-child { min-width: 0; }
  .stacking tr.widens { box-shadow: inset 3px 0 0 var(--warn); }
  .stacking tr.widens > :first-child { box-shadow: none; }
  .calendar th[scope="row"] { min-width: 12rem; max-width: 12rem; }
  .grants th[scope="row"] { min-width: 8.5rem; max-width: 8.5rem; }
  .matrix th[scope="row"] { min-width: 7.5rem; max-width: 9.5rem; }
  .attributes td, .attributes th[scope="row"] { min-width: 7.5rem; }
  th, td { padding: .44rem .6rem; }
}
`;
