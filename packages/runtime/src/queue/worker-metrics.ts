import { type Durations, metricHead, openDurations, processLines } from '../telemetry/index.ts';
import type { WorkerEvent } from './serve-queue.ts';

/** What Prometheus reads of a worker, in its text format. */
export interface WorkerMetrics {
  hear(event: WorkerEvent): void;
  text(): string;
}

/** Seconds up to which units are counted together. */
const BOUNDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];

/** Counts what a worker does. Labels are kinds of units and outcomes: no file, no subject. */
export function openWorkerMetrics(): WorkerMetrics {
  const began = Date.now() / 1000;
  const outcomes = new Map<string, number>();
  const durations = new Map<string, Durations>();
  let bytes = 0;
  let running = 0;
  let stalled = 0;
  return {
    hear(event) {
      if (event.type === 'stalled') stalled++;
      if (event.type === 'ready' || event.type === 'stalled') return;
      if (event.type === 'begin') {
        running++;
        return;
      }
      if (event.type !== 'kept') running = Math.max(0, running - 1);
      const labels = `kind="${event.kind}",outcome="${event.type}"`;
      outcomes.set(labels, (outcomes.get(labels) ?? 0) + 1);
      if (event.type !== 'done') return;
      bytes += event.bytes;
      const own = durations.get(event.kind) ?? openDurations(BOUNDS);
      durations.set(event.kind, own);
      own.add(event.ms / 1000);
    },
    text() {
      const lines = [
        ...metricHead('wince_units_total', 'counter', 'Units that ended, by kind and outcome.'),
        ...Array.from(outcomes, ([labels, count]) => `wince_units_total{${labels}} ${count}`),
        ...metricHead('wince_unit_seconds', 'histogram', 'How long units took that were carried out here.'),
        ...Array.from(durations, ([kind, own]) => own.lines('wince_unit_seconds', `kind="${kind}"`)).flat(),
        ...metricHead('wince_units_running', 'gauge', 'Units that are carried out now.'),
        `wince_units_running ${running}`,
        ...metricHead(
          'wince_units_stalled_total',
          'counter',
          'Units of workers that were not heard of, which this one gave back to the queue.',
        ),
        `wince_units_stalled_total ${stalled}`,
        ...metricHead(
          'wince_result_bytes_total',
          'counter',
          'Bytes of results that were put into the store.',
        ),
        `wince_result_bytes_total ${bytes}`,
        ...processLines(began),
      ];
      return `${lines.join('\n')}\n`;
    },
  };
}
