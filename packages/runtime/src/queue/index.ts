export {
  type ProjectOptions,
  queueExecutor,
  runWorker,
  type SubmitOptions,
  type WorkerOptions,
} from './project-queue.ts';
export { type QueueStatus, queueStatus, retryFailed } from './queue-status.ts';
export { type RedisAccess, type RedisAddress, readRedisAddress } from './redis-address.ts';
export type { WorkerEvent, WorkerSummary } from './serve-queue.ts';
export { openUnitSpans, type UnitSpans } from './unit-spans.ts';
export { openWorkerMetrics, type WorkerMetrics } from './worker-metrics.ts';
