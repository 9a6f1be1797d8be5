export type { ExplainedPicture } from './explanation/explanation-input.ts';
export { clockTime } from './formats/clock-time.ts';
export { INTENDED_USE } from './html/intended-use.ts';
export type { PaperFile } from './paper/paper.ts';
export {
  renderAudit,
  renderCry,
  renderExplanation,
  renderOverlay,
  renderPaper,
  renderPulse,
  renderReport,
  renderStress,
  renderTimeline,
} from './render.ts';
export type { ReportInput } from './report/run-view.ts';
export { STATE_LOOKS } from './timeline/state-look.ts';
export { strainColour } from './timeline/strain-colours.ts';
export type { NamedPeriod, StrainHeatMap, StrainOfRegion, TimelineInput } from './timeline/timeline-input.ts';
