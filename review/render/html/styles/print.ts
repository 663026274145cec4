/** On paper: everything unfolded, no controls, light colours, and nothing that would have to be scrolled. */
export const print = `
@media print {
  @page { margin: 14mm 12mm; }
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --raised: #f6f7f9; --ink: #14191f; --soft: #4c5663; --line: #d5dae1; --strong-line: #b4bcc7;
    --accent: #14191f; --bad: #9c1f18; --bad-surface: #fcebe9; --warn: #6f4200; --warn-surface: #fdf1dc;
    --good: #17592f; --good-surface: #e5f4ea; --info: #1d559f; --info-surface: #e7f0fb; --move: #57308a; --move-surface: #f1eafa;
    --plain: #434d5a; --plain-surface: #edf0f3;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { font-size: 10.5px; scroll-behavior: auto; }
  .contents, .js .controls, .controls, .skip, #more { display: none !important; }
  .wide { max-width: none; padding: 0; }
  .layout { display: block; padding-top: 1rem; }
  .banner { border-top-width: 4px; padding-top: .8rem; }
  .figures { grid-template-columns: repeat(7, minmax(0, 1fr)); gap: .4rem; margin-bottom: 1.4rem; }
  .figures a { padding: .5rem .6rem; }
  .part { margin-bottom: 1.6rem; }
  h2, h3, h4, summary { break-after: avoid; }
  .card.danger, .lines > li, tr, .findings > li { break-inside: avoid; }
  .scrolls { overflow: visible; }
  details::details-content { content-visibility: visible !important; display: block !important; height: auto !important; }
  details > summary::before { display: none !important; }
  .resource summary { grid-template-columns: 5.6rem minmax(0, 1fr) minmax(0, 17rem) minmax(0, 11rem); padding: .4rem .8rem; }
  .detail { padding: 0 .8rem .7rem; }
  a { text-decoration: none; }
  th, td { padding: .3rem .45rem; overflow-wrap: anywhere; }
  table th[scope="row"], .grants thead th, .calendar td, .attributes td { position: static; min-width: 0 !important; max-width: none; }
  .calendar { font-size: .85em; }
  .calendar td { white-space: normal; padding: .3rem .1rem; }
  .grants { table-layout: fixed; }
  svg.topology { max-width: 100%; height: auto; }
}
`;
