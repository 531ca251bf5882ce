import { colours } from "./colours.ts";

/** How the page looks, on a screen of any width and on paper. */
export const style = `
${colours}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; padding: 3rem 1.5rem; background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main, footer { max-width: 76rem; margin: 0 auto; }
section { margin-top: 3.5rem; }
h1 { font-size: 2rem; font-weight: 650; line-height: 1.2; letter-spacing: -0.015em; margin: 0.1rem 0; }
h2 { font-size: 1.25rem; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 0.75rem; }
p { max-width: 46rem; margin: 0.5rem 0; }
a { color: var(--link); text-underline-offset: 0.15em; }
code { font: 0.875em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
table { border-collapse: collapse; width: 100%; }
caption, legend { text-align: left; color: var(--soft); padding: 0; }
th { text-align: left; font-weight: inherit; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.over, .note, .sub, footer { color: var(--soft); }
.over { margin: 0; }
.note, .sub, footer { font-size: 0.875rem; }
.sub { display: block; line-height: 1.4; }
.verdict { font-size: 1.3rem; line-height: 1.4; margin: 1.75rem 0 0.25rem; }
.next { border-left: 3px solid var(--bar); padding-left: 1rem; }
.next strong { font-weight: 600; }
.alarm {
  background: var(--alarm); color: var(--alarm-text); border: 1px solid var(--due); border-left-width: 6px;
  border-radius: 6px; padding: 1rem 1.25rem; margin: 1.5rem 0 0;
}
.alarm h2 { font-size: 1.1rem; margin: 0; }
.alarm p { margin: 0.25rem 0 0; }
.alarm ul { margin: 0.5rem 0 0; padding-left: 1.1rem; }
.due { --tone: var(--due); } .unchecked { --tone: var(--unchecked); } .waiting { --tone: var(--waiting); }
.reported { --tone: var(--reported); } .protected { --tone: var(--protected); } .kept { --tone: var(--kept); }
.in-use { --tone: var(--in-use); } .cost { --tone: var(--cost); }

.totals { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.5rem 0; }
.totals div {
  flex: 1 1 7rem; background: var(--card); border: 1px solid var(--line); border-top: 3px solid var(--tone, var(--bar));
  border-radius: 6px; padding: 0.6rem 0.9rem;
}
.totals dt { color: var(--soft); font-size: 0.875rem; }
.totals dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.3; white-space: nowrap; }
.totals div.money { flex-basis: 9rem; }

.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.25rem; align-items: start; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 1rem 1.25rem; min-width: 0; }
.chart caption { color: var(--text); font-weight: 600; padding-bottom: 0.5rem; }
.chart tr { display: grid; grid-template-columns: 1fr auto; column-gap: 1rem; padding: 0.3rem 0; }
.chart th, .chart td { padding: 0; min-width: 0; }
.chart .bars { grid-column: 1 / -1; }
.value { text-align: right; }
.bar { display: block; margin: 0.2rem 0; background: var(--line); border-radius: 2px; }
.bar rect { fill: var(--tone); }
.bar .unread { fill: none; stroke: var(--due); stroke-width: 4; stroke-dasharray: 6 4; }
.legend { list-style: none; margin: 0.5rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; font-size: 0.875rem; }
.legend li::before { content: ""; display: inline-block; width: 0.7em; height: 0.7em; border-radius: 2px; background: var(--tone); margin-right: 0.4em; }
.days { margin-top: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; display: block; padding: 1rem 1.25rem; }
.days tbody, .days caption { display: block; }
.days tr { grid-template-columns: 11rem 7rem 1fr; padding: 0.5rem 0; border-top: 1px solid var(--line); }
.days .bars { grid-column: auto; }
.unmarked rect { opacity: 0.55; }

#controls { margin-bottom: 0.25rem; }
#search {
  font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 6px;
  padding: 0.55rem 0.8rem; width: 100%; max-width: 30rem;
}
#search::placeholder { color: var(--soft); opacity: 1; }
details.glossary { margin: 0.5rem 0; font-size: 0.875rem; }
details.glossary dt { color: var(--tone); font-weight: 600; }
fieldset { border: 0; margin: 0.75rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.4rem; min-width: 0; }
legend { float: left; padding: 0.2rem 0.4rem 0.2rem 0; }
fieldset label { position: relative; }
fieldset input { position: absolute; opacity: 0; inset: 0; width: 100%; height: 100%; margin: 0; cursor: pointer; }
fieldset span { display: block; border: 1px solid var(--line); border-radius: 99px; background: var(--card); color: var(--tone, inherit); padding: 0.15rem 0.8rem; }
fieldset :checked + span { border-color: currentcolor; box-shadow: inset 0 0 0 1px currentcolor; }
fieldset :focus-visible + span { outline: 2px solid var(--link); outline-offset: 2px; }
#shown { min-height: 1.5em; margin: 0; color: var(--soft); }
#list { display: block; font-size: 0.9375rem; }
#list caption { display: block; padding-bottom: 0.5rem; }
#list thead, #list tbody { display: block; }
#list thead { position: sticky; top: 0; background: var(--page); border-bottom: 1px solid var(--soft); z-index: 1; font-size: 0.875rem; }
#list tr:not(.more) {
  display: grid; column-gap: 0.9rem;
  grid-template-columns: minmax(0, 2.6fr) 6.6rem 7.2rem minmax(0, 1.1fr) 5.7rem 5.7rem 5rem 6.6rem;
}
#list th, #list td { padding: 0; min-width: 0; }
#list thead th { padding: 0.4rem 0; color: var(--soft); }
#list th:nth-child(7), #list td:nth-child(7) { text-align: right; }
#list button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
#list button::after { content: " ↕"; opacity: 0.5; }
#list [aria-sort] button { color: var(--text); font-weight: 600; }
#list [aria-sort] button::after { content: " ↑"; opacity: 1; }
#list [aria-sort="descending"] button::after { content: " ↓"; }
#list tbody { border-bottom: 1px solid var(--line); padding: 0.7rem 0; scroll-margin-top: 3rem; }
#list.long tbody { content-visibility: auto; contain-intrinsic-size: auto 5.5rem; }
#list tbody:target { background: var(--card); box-shadow: -0.75rem 0 0 var(--card), 0.75rem 0 0 var(--card), -0.95rem 0 0 var(--tone); }
#list tbody th { font-weight: 600; }
#list tbody .name { font-weight: 400; }
#list tbody th .sub { font-weight: 400; }
#list tbody td:nth-child(2) { color: var(--tone); font-weight: 600; }
.more, .more td { display: block; }
summary { cursor: pointer; color: var(--soft); padding: 0.15rem 0; }
details[open] summary { color: var(--text); }
details dl { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: 0.35rem 1rem; margin: 0.5rem 0 0.5rem 1rem; }
details dt { color: var(--soft); }
details dd { margin: 0; }
.guards { list-style: none; margin: 0; padding: 0; }
.guards .found strong, .guards .could-not-tell strong { color: var(--protected); }
.guards .could-not-tell strong { color: var(--unchecked); }
.command { display: block; background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: 0.4rem 0.6rem; user-select: all; }
footer { margin-top: 3.5rem; border-top: 1px solid var(--line); padding-top: 0.75rem; }

@media (max-width: 60rem) {
  body { padding: 1.5rem 1rem; }
  section { margin-top: 2.5rem; }
  h1 { font-size: 1.6rem; }
  .verdict { font-size: 1.15rem; margin-top: 1.25rem; }
  .totals div { flex-basis: 6rem; }
  .days tr { grid-template-columns: 1fr auto; }
  .days .bars { grid-column: 1 / -1; }
  #list thead { position: static; }
  #list thead tr:not(.more) { display: flex; flex-wrap: wrap; column-gap: 1rem; }
  #list tbody tr:not(.more) { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); row-gap: 0.35rem; }
  #list.long tbody { contain-intrinsic-size: auto 12rem; }
  #list tbody tr:not(.more) th { grid-column: 1 / -1; }
  #list td:nth-child(7) { text-align: left; }
  #list tbody tr:not(.more) td:empty { display: none; }
  #list tbody tr:not(.more) td::before { display: block; color: var(--soft); font-weight: 400; font-size: 0.8rem; line-height: 1.2; }
  td:nth-child(2)::before { content: "Decision"; } td:nth-child(3)::before { content: "Region"; }
  td:nth-child(4)::before { content: "Owner"; } td:nth-child(5)::before { content: "Idle since"; }
  td:nth-child(6)::before { content: "Due"; } td:nth-child(7)::before { content: "A month"; }
  td:nth-child(8)::before { content: "Next run"; }
  .chart td::before { content: none !important; }
  details dl { grid-template-columns: minmax(0, 1fr); gap: 0; margin-left: 0; }
  details dt { font-size: 0.8rem; margin-top: 0.5rem; }
}
@media (pointer: coarse) { #list button, summary { min-height: 2rem; } }
@media print {
  body { padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  #controls { display: none; }
  #list thead { position: static; }
  #list tbody, figure, .alarm, .totals, .chart tr { break-inside: avoid; }
  #list.long tbody { content-visibility: visible; }
  h2 { break-after: avoid; }
}
`;
