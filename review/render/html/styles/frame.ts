/** The page itself: type, banner, contents, sections. */
export const frame = `
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--page); color: var(--ink); font: 15px/1.5 var(--sans); scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
body { margin: 0; }
h1, h2, h3, h4, p, ul, dl, dd, table { margin: 0; padding: 0; }
ul { list-style: none; }
h3, h4 { font-size: 1rem; line-height: 1.35; font-weight: 600; overflow-wrap: anywhere; }
code { font-family: var(--mono); font-size: .86em; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 9; padding: .5rem 1rem; background: var(--card); border: 1px solid var(--strong-line); border-radius: 6px; }
.skip:focus { top: .5rem; }
.wide { max-width: 1440px; margin: 0 auto; padding: 0 2rem; }

.banner { background: var(--card); border-bottom: 1px solid var(--line); border-top: 5px solid var(--tone); padding: 1.4rem 0 1.3rem; }
.banner.blocked { --tone: var(--bad); --surface: var(--bad-surface); }
.banner.needs-security-approval { --tone: var(--warn); --surface: var(--warn-surface); }
.banner.review { --tone: var(--info); --surface: var(--info-surface); }
.banner.no-change { --tone: var(--good); --surface: var(--good-surface); }
.kind { font-size: .8rem; letter-spacing: .02em; color: var(--soft); font-weight: 600; overflow-wrap: anywhere; }
.kind .of { font-weight: 400; }
.kind .of::before { content: "/"; margin: 0 .4em 0 .2em; color: var(--strong-line); }
.verdict { display: flex; align-items: center; gap: .9rem; margin: .55rem 0 .8rem; }
.seal { flex: none; display: grid; place-items: center; width: 2.9rem; height: 2.9rem; border-radius: 50%; background: var(--surface); color: var(--tone); font-size: 1.35rem; font-weight: 700; }
h1 { font-size: 1.9rem; line-height: 1.15; letter-spacing: -.015em; font-weight: 680; color: var(--tone); }
.meaning { color: var(--soft); margin-top: .15rem; }
.reasons { margin: 0 0 1rem; padding-left: 3.8rem; max-width: 62rem; }
.reasons li { position: relative; padding: .1rem 0 .1rem 1rem; overflow-wrap: anywhere; }
.reasons li::before { content: ""; position: absolute; left: 0; top: .72em; width: .35rem; height: .35rem; border-radius: 50%; background: var(--tone); }
.reasons li:first-child { font-weight: 600; }
.sandbox, .mode { background: var(--info-surface); color: var(--info); border-radius: 8px; padding: .55rem .9rem; margin: 0 0 1rem; }
.source { display: grid; grid-template-columns: minmax(0, 1.1fr) auto auto minmax(0, 1.8fr); gap: .6rem 2rem; padding-top: .9rem; border-top: 1px solid var(--line); }
.source dt { font-size: .76rem; color: var(--soft); }
.source dd { overflow-wrap: anywhere; }

.layout { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 2.2rem; align-items: start; padding-top: 1.6rem; padding-bottom: 4rem; }
.contents { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; }
.contents a { display: flex; justify-content: space-between; gap: .6rem; padding: .34rem .65rem; border-radius: 6px; color: var(--ink); text-decoration: none; font-size: .93rem; overflow-wrap: anywhere; }
.contents a:hover { background: var(--plain-surface); }
.size { font-variant-numeric: tabular-nums; color: var(--soft); font-weight: 400; }
.contents .size { flex: none; }
.contents .alarming::before { content: ""; display: inline-block; width: .45rem; height: .45rem; border-radius: 50%; background: var(--bad); margin-right: .45rem; vertical-align: .08em; }

.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.2rem, 1fr)); gap: .7rem; margin-bottom: 2.1rem; }
.figures a { display: block; height: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .75rem .95rem .7rem; color: inherit; text-decoration: none; }
.figures a:hover { border-color: var(--strong-line); }
.figures .number { display: block; font-size: 1.7rem; line-height: 1.15; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.figures .label { display: block; font-weight: 550; line-height: 1.3; margin-top: .1rem; }
.figures .hint { display: block; color: var(--soft); font-size: .82rem; font-variant-numeric: tabular-nums; }
.figures .alarming .number { color: var(--bad); }
.figures .quiet .number { color: var(--soft); font-weight: 450; }

.part { margin-bottom: 2.6rem; }
.part.empty { display: grid; grid-template-columns: 12rem minmax(0, 1fr); align-items: baseline; gap: 0 1rem; padding: .55rem 0; margin-bottom: 0; border-top: 1px solid var(--line); }
.part.empty + .part:not(.empty) { margin-top: 2.2rem; }
.part.empty h2 { font-size: 1rem; margin: 0; }
.part.empty h2 .size { display: none; }
h2 { overflow-wrap: anywhere; font-size: 1.22rem; line-height: 1.3; letter-spacing: -.008em; font-weight: 650; margin-bottom: .7rem; }
h2 .size { font-size: .95rem; margin-left: .25rem; }
.lead, .bad { overflow-wrap: anywhere; }
.lead { color: var(--soft); margin-bottom: .8rem; max-width: 95ch; }
.nothing { color: var(--soft); }
.bad { color: var(--bad); }
.error { white-space: pre-wrap; overflow-wrap: anywhere; }

@media (max-width: 1040px) {
  .layout { grid-template-columns: minmax(0, 1fr); gap: 1.2rem; }
  .contents { position: static; max-height: none; }
  .contents ul { display: flex; flex-wrap: wrap; gap: .1rem; margin: 0 -.65rem; }
  .source { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media (max-width: 640px) {
  .wide { padding-left: 1rem; padding-right: 1rem; }
  .source { grid-template-columns: minmax(0, 1fr); gap: .45rem; }
  .reasons { padding-left: 0; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .part.empty { grid-template-columns: minmax(0, 1fr); }
  .contents ul { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); }
  h1 { font-size: 1.55rem; }
}
`;
