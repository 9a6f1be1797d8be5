import { createServer } from 'node:http';
import { WinceError } from '@wince/core';
import { systemReason } from '../files/system-error.ts';
import type { WorkerEvent } from './serve-queue.ts';

/** What Prometheus reads of a worker, in its text format. */
export interface WorkerMetrics {
  hear(event: WorkerEvent): void;
  text(): string;
}

/** Seconds up to which units are counted together. */
const BOUNDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];

interface Durations {
  readonly counts: number[];
  sum: number;
  count: number;
}

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
      const own = durations.get(event.kind) ?? { counts: BOUNDS.map(() => 0), sum: 0, count: 0 };
      durations.set(event.kind, own);
      const seconds = event.ms / 1000;
      own.sum += seconds;
      own.count++;
      for (const [i, bound] of BOUNDS.entries()) if (seconds <= bound) own.counts[i]++;
    },
    text() {
      const lines = [
        ...family('wince_units_total', 'counter', 'Units that ended, by kind and outcome.'),
        ...Array.from(outcomes, ([labels, count]) => `wince_units_total{${labels}} ${count}`),
        ...family('wince_unit_seconds', 'histogram', 'How long units took that were carried out here.'),
        ...Array.from(durations, ([kind, own]) => histogram(kind, own)).flat(),
        ...family('wince_units_running', 'gauge', 'Units that are carried out now.'),
        `wince_units_running ${running}`,
        ...family(
          'wince_units_stalled_total',
          'counter',
          'Units of workers that were not heard of, which this one gave back to the queue.',
        ),
        `wince_units_stalled_total ${stalled}`,
        ...family('wince_result_bytes_total', 'counter', 'Bytes of results that were put into the store.'),
        `wince_result_bytes_total ${bytes}`,
        ...family('process_start_time_seconds', 'gauge', 'When the worker began, in seconds since 1970.'),
        `process_start_time_seconds ${began}`,
        ...family('process_resident_memory_bytes', 'gauge', 'Memory of the worker.'),
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
      ];
      return `${lines.join('\n')}\n`;
    },
  };
}

function family(name: string, type: string, help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function histogram(kind: string, { counts, sum, count }: Durations): readonly string[] {
  return [
    ...BOUNDS.map((bound, i) => `wince_unit_seconds_bucket{kind="${kind}",le="${bound}"} ${counts[i]}`),
    `wince_unit_seconds_bucket{kind="${kind}",le="+Inf"} ${count}`,
    `wince_unit_seconds_sum{kind="${kind}"} ${sum}`,
    `wince_unit_seconds_count{kind="${kind}"} ${count}`,
  ];
}

/**
 * Serves metrics at `http://HOST:PORT/metrics`.
 *
 * @param at `PORT` for this machine alone, `HOST:PORT` for others
 * @returns the port, and how serving ends
 * @throws WinceError `bad-option` where one cannot listen there
 */
export async function serveMetrics(
  { text }: Pick<WorkerMetrics, 'text'>,
  at: string,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const [, host = '127.0.0.1', port] = /^(?:\[?(.+?)\]?:)?(\d+)$/.exec(at) ?? [];
  const server = createServer((request, response) => {
    const isThere = request.url === '/metrics';
    response.writeHead(isThere ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(isThere ? text() : 'metrics are at /metrics\n');
  });
  try {
    if (port === undefined) throw new Error('it is not a port');
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(Number(port), host, resolve);
    });
  } catch (cause) {
    throw new WinceError('bad-option', `Metrics cannot be served at ${at} (${systemReason(cause)}).`, {
      hint: 'Give a port that is free, such as 9464, or an address and a port: --metrics 0.0.0.0:9464.',
      cause,
    });
  }
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
