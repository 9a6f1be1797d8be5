import {
  computeMetrics,
  METRICS_VERSION,
  type MetricsOptions,
  type RunMetrics,
  runMetrics,
} from '@wince/core';
import { sha256Of } from '../files/hash.ts';
import type { Store } from '../store/index.ts';
import type { RunTables } from './run-tables.ts';

/**
 * The metrics of a run: as they were computed before from the same tables, or computed and kept. They are the same bytes either way.
 *
 * @throws WinceError `cannot-write`, `disk-full`
 */
export async function keptMetrics(
  { samples, predictions, groups, hidden, taken }: RunTables,
  options: MetricsOptions,
  store: Store,
): Promise<RunMetrics> {
  const asked = JSON.stringify([samples, predictions, groups, hidden, taken, options]);
  const name = { of: 'fits', key: `metrics ${METRICS_VERSION} ${sha256Of(asked)}` } as const;
  const kept = await store.get(name);
  const read = kept && runMetrics.safeParse(jsonOf(kept));
  if (read?.success) return read.data;
  // In the order of the form, as what is read back has it.
  const metrics = runMetrics.parse(computeMetrics({ samples, predictions, groups, hidden, taken }, options));
  await store.put(name, Buffer.from(JSON.stringify(metrics)));
  return metrics;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // not what was kept here: told by the schema
  }
}
