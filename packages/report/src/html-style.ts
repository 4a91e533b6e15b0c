/** The page's style: light and dark after the reader's system, one column on a phone, ink on white on paper. */
export const STYLE: string = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1a2130; --soft: #556074; --line: #dde1e8; --lane: #eef1f5; --link: #1256c4;
  --updated: #bfe5cb; --updated-edge: #1f7a43; --failed: #f8ccc7; --failed-edge: #b3261e; --updating: #cfe0fb;
  --updating-edge: #1256c4; --waiting: #e7e4f5; --waiting-edge: #5b4b9a; --skipped: #f3e5bd; --skipped-edge: #7a5900;
  --excluded: #e6e9ee; --excluded-edge: #556074;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10141c; --card: #181e29; --ink: #e8ecf3; --soft: #a5afc0; --line: #313a4a; --lane: #202836; --link: #8ab6ff;
    --updated: #1d4a30; --updated-edge: #67cf92; --failed: #5c2320; --failed-edge: #ff9a92; --updating: #1c3c70;
    --updating-edge: #8ab6ff; --waiting: #37315c; --waiting-edge: #bcaef5; --skipped: #4d3c0c; --skipped-edge: #efc75e;
    --excluded: #2b3443; --excluded-edge: #a5afc0;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
main, .top { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
.top { padding-top: 32px; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 .soft { font-weight: 400; font-size: 1rem; }
h2 { font-size: 1.3rem; margin: 40px 0 12px; overflow-wrap: anywhere; }
h3 { font-size: 1.05rem; margin: 28px 0 8px; }
p { margin: 0 0 12px; }
a { color: var(--link); }
code { font: 0.92em/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.soft, .top p { color: var(--soft); }
q { quotes: '“' '”'; }
.verdict { border-left: 6px solid var(--updating-edge); background: var(--card); border-radius: 6px; padding: 14px 18px;
  font-size: 1.15rem; font-weight: 600; margin: 0 0 16px; overflow-wrap: anywhere; }
.verdict .said { font-weight: 400; font-size: 1rem; }
.verdict.good { border-color: var(--updated-edge); }
.verdict.bad { border-color: var(--failed-edge); }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(120px, 1fr)); gap: 10px; margin: 0 0 10px; }
.counts div { background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--line); border-radius: 6px; padding: 8px 14px; }
.counts .updated { border-top-color: var(--updated-edge); }
.counts .failed { border-top-color: var(--failed-edge); }
.counts .skipped { border-top-color: var(--skipped-edge); }
.counts .updating { border-top-color: var(--updating-edge); }
.counts .waiting { border-top-color: var(--waiting-edge); }
.counts .excluded, .counts .ignored { border-top-color: var(--excluded-edge); }
dt { color: var(--soft); font-size: 0.88rem; }
dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.counts dd { font-size: 1.6rem; line-height: 1.25; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 36px; margin: 0; background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: 10px 14px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
.scroll { overflow-x: auto; }
.scroll:focus-visible, a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
figure { margin: 0; padding: 14px 14px 10px; }
figure svg { display: block; width: 100%; min-width: 760px; height: auto; font-family: inherit; }
figcaption { padding: 8px 0 0; color: var(--soft); font-size: 0.9rem; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 6px; padding: 0; list-style: none; font-size: 0.9rem; }
.legend svg { display: inline-block; width: 22px; min-width: 0; height: 13px; margin-right: 6px; vertical-align: -1px; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
caption { text-align: left; padding: 10px 14px; color: var(--soft); font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 7px 12px; border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; font-size: 0.85rem; white-space: nowrap; }
tbody th { font-weight: 500; min-width: 11em; }
th code, td code { display: inline-block; max-width: 27em; overflow-wrap: break-word; }
td.why { min-width: 15em; max-width: 32em; overflow-wrap: break-word; }
.tags { display: flex; flex-wrap: wrap; gap: 4px 6px; margin: 0; padding: 0; list-style: none; }
.tags code { background: var(--lane); border-radius: 4px; padding: 1px 7px; }
.number, .time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.number { text-align: right; }
.status { display: inline-block; white-space: nowrap; border: 1px solid; border-radius: 99px; padding: 0 10px;
  font-size: 0.85rem; font-weight: 600; color: var(--ink); }
.status.updated { background: var(--updated); border-color: var(--updated-edge); }
.status.failed { background: var(--failed); border-color: var(--failed-edge); }
.status.updating { background: var(--updating); border-color: var(--updating-edge); }
.status.waiting { background: var(--waiting); border-color: var(--waiting-edge); }
.status.skipped { background: var(--skipped); border-color: var(--skipped-edge); }
.status.excluded, .status.ignored { background: var(--excluded); border-color: var(--excluded-edge); }
.todo { padding: 4px 18px 10px; border-left: 6px solid var(--failed-edge); margin-bottom: 10px; }
.todo h4 { margin: 10px 0 2px; font-size: 1rem; overflow-wrap: anywhere; }
.todo ul, .todo ol { margin: 0 0 6px; padding-left: 22px; overflow-wrap: anywhere; }
.todo ul { padding-left: 0; list-style: none; }
footer { max-width: 1120px; margin: 40px auto 0; padding: 0 20px 40px; color: var(--soft); font-size: 0.9rem; }
@media (max-width: 640px) {
  main, .top, footer { padding-left: 12px; padding-right: 12px; }
  .top { padding-top: 20px; }
  h1 { font-size: 1.4rem; }
  .counts { grid-template-columns: 1fr 1fr 1fr; gap: 6px; }
  .counts div { padding: 6px 10px; }
  .facts { display: grid; grid-template-columns: 1fr 1fr; gap: 6px 14px; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --soft: #3c4454; --line: #c4cad4; --lane: #f3f4f7; --link: #000;
    --updated: #d4efdc; --updated-edge: #1f7a43; --failed: #fbdedb; --failed-edge: #b3261e; --updating: #dde9fc;
    --updating-edge: #1256c4; --waiting: #eeecf8; --waiting-edge: #5b4b9a; --skipped: #f8efd4; --skipped-edge: #7a5900;
    --excluded: #eef0f3; --excluded-edge: #556074; }
  @page { size: A4 landscape; margin: 12mm; }
  body { font-size: 9pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main, .top, footer { max-width: none; padding: 0; }
  .scroll { overflow: visible; }
  figure svg { min-width: 0; }
  thead { display: table-header-group; }
  tr, figure, dl div, .todo li { break-inside: avoid; }
  .fresh { break-before: page; margin-top: 0; }
  tbody th { min-width: 0; }
  th, td { padding: 3px 8px; }
  td.why { min-width: 24em; }
  th code, td code { max-width: 24em; }
  h2 { margin-top: 14px; }
  h3 { margin-top: 14px; }
  .top { padding-top: 0; }
  .verdict { padding: 8px 14px; margin-bottom: 10px; }
  .counts dd { font-size: 1.3rem; }
  .todo h4 { margin-top: 4px; }
  footer { margin-top: 10px; padding-bottom: 0; }
  h2, h3, h4, caption { break-after: avoid; }
}
`;
