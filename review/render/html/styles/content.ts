/** What stands in sections besides tables: badges, cards, lines, folds, controls, resources, drawings. */
export const content = `
.badge { display: inline-flex; align-items: center; gap: .3em; padding: .06rem .5rem .08rem; border-radius: 99px; font-size: .8rem; line-height: 1.45; font-weight: 600; white-space: nowrap; color: var(--tone, var(--plain)); background: var(--surface, var(--plain-surface)); }
.badge .sign { font-family: var(--mono); font-weight: 700; }
.destroy, .replace, .bad.badge, .forget { --tone: var(--bad); --surface: var(--bad-surface); }
.create, .good.badge { --tone: var(--good); --surface: var(--good-surface); }
.update, .warn.badge { --tone: var(--warn); --surface: var(--warn-surface); }
.move, .import { --tone: var(--move); --surface: var(--move-surface); }
.read, .no-op, .plain.badge { --tone: var(--plain); --surface: var(--plain-surface); }

.line { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem .6rem; }
.line .text { flex: 1 1 14rem; min-width: 0; overflow-wrap: anywhere; }
.under { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .8rem; margin-top: .3rem; font-size: .9rem; color: var(--soft); }
.under > * { min-width: 0; }
.sub { display: block; color: var(--soft); font-size: .86rem; font-weight: 400; }
.topic { color: var(--soft); font-size: .82rem; font-weight: 600; }
.topic::first-letter { text-transform: uppercase; }
.none { color: var(--soft); font-style: italic; }
.chips { display: inline-flex; flex-wrap: wrap; gap: .25rem; }
.chips li, .chip { font-size: .8rem; line-height: 1.45; padding: 0 .45rem; border: 1px solid var(--strong-line); border-radius: 5px; color: var(--ink); overflow-wrap: anywhere; }
.more { display: inline-block; font-size: .85rem; margin-left: .3rem; }
.more[open] > summary { margin-bottom: .25rem; }
.address { color: var(--soft); }
.place { color: var(--soft); }

.cards { display: grid; gap: .7rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .85rem 1.1rem .9rem; min-width: 0; }
.card.danger { border-left: 4px solid var(--bad); }
.card .facts { display: grid; grid-template-columns: 5.2rem minmax(0, 1fr); gap: .22rem .8rem; margin-top: .5rem; }
.card .facts > div { display: contents; }
.card dt { color: var(--soft); font-size: .9rem; }
.card dd { overflow-wrap: anywhere; max-width: 80ch; }
.card > .scrolls { margin-top: .6rem; }
.lines { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.lines > li { padding: .62rem 1.1rem .68rem; overflow-wrap: anywhere; }
.lines > li + li { border-top: 1px solid var(--line); }
.exposure > .line { display: grid; grid-template-columns: 5.4rem 10.2rem minmax(0, 1fr); }
.exposure .badge { justify-self: start; }
.exposure > .under { padding-left: 16.8rem; }
.domain > .line { display: grid; grid-template-columns: 5.6rem minmax(0, 1fr) auto; }
.domain > .line > .chips { justify-content: end; }
.groups { display: grid; gap: 1.1rem; }
.group h3, .state > h3 { margin-bottom: .45rem; }

.fold { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.fold + .fold, .cards + .fold { margin-top: .6rem; }
summary { cursor: pointer; }
.depth > summary { display: flex; align-items: baseline; gap: .6rem; margin-bottom: .7rem; list-style: none; }
.depth > summary::-webkit-details-marker { display: none; }
.depth > summary::before { content: ""; flex: none; width: .42rem; height: .42rem; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
.depth > summary > h2 { margin-bottom: 0; }
.fold > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .8rem; padding: .65rem 1.1rem; list-style: none; border-radius: 10px; }
.fold > summary::-webkit-details-marker, .resource summary::-webkit-details-marker { display: none; }
.fold > summary::before, .resource summary::before { content: ""; flex: none; align-self: start; margin-top: .5rem; width: .42rem; height: .42rem; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
details[open] > summary::before { transform: rotate(45deg) translate(-1px, -1px); }
.fold > .scrolls { border: 0; border-top: 1px solid var(--line); border-radius: 0 0 10px 10px; }
.fold > .cards { padding: 0 .8rem .8rem; }

.controls { display: none; }
.js .controls { display: flex; flex-wrap: wrap; align-items: end; gap: .6rem .8rem; margin-bottom: .8rem; }
.controls label { display: grid; gap: .15rem; font-size: .8rem; color: var(--soft); min-width: 0; flex: 0 1 11rem; }
.controls label:first-child { flex: 1 1 16rem; }
.controls label.wide { padding: 0; margin: 0; max-width: none; }
input, select, button { font: inherit; font-size: .93rem; color: var(--ink); background: var(--card); border: 1px solid var(--strong-line); border-radius: 7px; padding: .36rem .6rem; min-width: 0; width: 100%; height: 2.3rem; }
input::placeholder { color: var(--soft); opacity: 1; }
button { width: auto; padding: .36rem .9rem; cursor: pointer; }
button:hover { background: var(--plain-surface); }
.found { flex-basis: 100%; color: var(--soft); font-size: .9rem; font-variant-numeric: tabular-nums; min-height: 1.4em; }

.state { margin-top: 1.1rem; }
.rule + .rule { margin-top: .6rem; }
.rule h4 { flex: 0 1 auto; }
.id { color: var(--soft); }
.fix { margin: .4rem 0 .1rem; max-width: 90ch; overflow-wrap: anywhere; }
.fix .term { color: var(--soft); font-size: .82rem; font-weight: 600; margin-right: .35rem; }
.findings { margin-top: .5rem; border-top: 1px solid var(--line); }
.findings-fold { margin-top: .45rem; color: var(--soft); }
.findings-fold .findings { color: var(--ink); }
.findings > li { padding: .5rem 0 .1rem; }
.findings > li + li { margin-top: .4rem; border-top: 1px solid var(--line); }
.since { font-size: .8rem; font-weight: 600; color: var(--soft); }
.since.new { color: var(--bad); }
.since.fixed { color: var(--good); }
.waiver { margin-top: .35rem; padding-left: .7rem; border-left: 3px solid var(--strong-line); font-size: .92rem; overflow-wrap: anywhere; }

.resources { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.resources:empty::after { content: "Nothing matches."; display: block; padding: .8rem 1.1rem; color: var(--soft); }
.resource + .resource { border-top: 1px solid var(--line); }
.resource summary { display: grid; grid-template-columns: auto 5.6rem minmax(0, 1fr) minmax(0, 21rem) minmax(0, 11rem); align-items: baseline; gap: .2rem .8rem; padding: .5rem 1.1rem; list-style: none; }
.resource summary:hover { background: var(--raised); }
.resource summary:focus-visible { outline-offset: -3px; }
.resource .badge { justify-self: start; }
.resource .what { font-weight: 550; overflow-wrap: anywhere; }
.resource .sort { font-family: var(--mono); font-size: .78rem; color: var(--soft); overflow-wrap: anywhere; }
.resource .in { font-size: .86rem; color: var(--soft); text-align: right; overflow-wrap: anywhere; }
.detail { padding: .1rem 1.1rem 1rem 2.35rem; }
.because { margin-bottom: .4rem; overflow-wrap: anywhere; }
.places { display: grid; gap: .2rem; margin-bottom: .6rem; }
.places li { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; }

svg.topology { display: block; }
svg text { font-family: var(--sans); fill: var(--ink); }
.box rect { fill: var(--card); stroke: var(--strong-line); }
.box.create rect, .box.update rect, .box.replace rect, .box.destroy rect, .box.forget rect, .box.move rect, .box.import rect { fill: var(--surface); stroke: var(--tone); }
.box.destroy rect, .box.forget rect { stroke-dasharray: 5 3; }
.box rect.edge { fill: var(--tone); stroke: none; }
.box.no-op rect.edge, .box.read rect.edge { fill: var(--strong-line); }
.box .label { font-size: 13px; font-weight: 600; }
.box .type { font-size: 11px; fill: var(--soft); }
.box .mark { font-size: 15px; font-weight: 700; fill: var(--tone); }
.arrows path { fill: none; stroke: var(--soft); stroke-width: 1.1; opacity: .75; }
.arrows path.head { fill: var(--soft); stroke: none; opacity: 1; }
.strip { display: block; width: 100%; height: 2.6rem; margin: .2rem 0 .8rem; }
.strip rect { fill: var(--strong-line); }
.strip rect.alarm { fill: var(--bad); }
svg a:focus-visible { outline: none; }
svg a:focus-visible rect { stroke: var(--focus); stroke-width: 3; }
svg a:hover .label { text-decoration: underline; }

@media (max-width: 640px) {
  .card { padding: .8rem .9rem; }
  .card .facts { grid-template-columns: 4.6rem minmax(0, 1fr); gap: .22rem .6rem; }
  .lines > li { padding-left: .9rem; padding-right: .9rem; }
  .exposure > .line { grid-template-columns: auto minmax(0, 1fr); }
  .exposure .text { grid-column: 1 / -1; }
  .exposure > .under { padding-left: 0; }
  .domain > .line { grid-template-columns: minmax(0, 1fr) auto; }
  .domain .text { grid-column: 1 / -1; grid-row: 2; }
  .controls label { flex: 1 1 40%; }
  .controls label:first-child { flex: 1 1 100%; }
  .resource summary { grid-template-columns: auto minmax(0, auto) minmax(0, 1fr); padding: .6rem .9rem; }
  .resource .what, .resource .sort { grid-column: 2 / -1; }
  .resource .in { grid-column: 3; grid-row: 1; }
  .detail { padding: .1rem .9rem .9rem; }
}
`;
