export { type Durations, metricHead, openDurations, processLines } from './metric-lines.ts';
export { serveMetrics } from './serve-metrics.ts';
