export type { ReportInput } from './reading.ts';
export { renderReport } from './report.ts';
