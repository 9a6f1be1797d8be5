/** What the timeline adds to the style sheet of reports. */
export const TIMELINE_STYLE = `
.timeline svg.chart { margin: 0; }
.time-wide, .time-medium, .time-narrow { margin: .4rem 0 .2rem; }
.time-medium, .time-narrow { display: none; }
@media screen and (max-width: 68rem) { .time-wide { display: none; } .time-medium { display: block; } }
@media screen and (max-width: 46rem) { .time-medium { display: none; } .time-narrow { display: block; } }
.key-list { list-style: none; padding: 0; margin: .3rem 0 .8rem; max-width: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(23rem, 100%), 1fr)); gap: .1rem 1rem; font-size: .88rem; }
.key-list li { margin: 0; }
.swatch { display: inline-block; width: 1.45em; text-align: center; font-size: .82em; font-weight: 700; line-height: 1.45; border-radius: 2px; }
.heat { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: .8rem; list-style: none; padding: 0; margin: .5rem 0; max-width: none; }
.heat li { margin: 0; font-size: .82rem; font-variant-numeric: tabular-nums; break-inside: avoid; }
.heat img { display: block; width: 100%; height: auto; }
.scale { display: flex; align-items: center; gap: .6rem; font-size: .82rem; color: var(--soft); margin: 0; }
.scale span { flex: none; }
.scale .ramp { flex: 0 1 14rem; height: .8em; }
details table .swatch { font-size: .78em; }
@media print {
  .time-wide { display: none; }
  .time-medium { display: block; }
  .heat { grid-template-columns: repeat(6, minmax(0, 1fr)); }
  .swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
