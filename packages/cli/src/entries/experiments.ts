/**
 * Experiments: say what to compare, lay it out, run it, hear how it goes, read it back, write its report.
 *
 * @module experiments
 */

export { type PaperFile, type ReportInput, renderPaper, renderReport } from '@wince/pages';
export {
  type AuditOptions,
  audit,
  breakdownsBy,
  type Demo,
  type DemoOptions,
  defaultWorkers,
  type EvaluatedRun,
  type EvaluateOptions,
  type ExperimentPlan,
  type ExtractDatasetOptions,
  type ExtractedTables,
  evaluate,
  extract,
  type OpenExecutor,
  type PaperOptions,
  parseSpecification,
  planExperiment,
  type RunReportInput,
  type RunTables,
  type RunVerification,
  readManifest,
  readRun,
  readSpecification,
  renderRunReport,
  runDemo,
  type StartedRun,
  type StressOptions,
  specificationSchema,
  startRun,
  stress,
  type VerifyRunOptions,
  verifyRun,
  writePaper,
} from '@wince/runtime';
export * from './core/experiments.ts';
