import { cpus } from 'node:os';

/** What a workload is given. */
export interface BenchOptions {
  /** The folder of the inputs. */
  readonly inputs: string;
  readonly threads: number;
  readonly repeat: number;
  /** Of `protocol`: how many folds are run; 0 for all. */
  readonly folds: number;
}

/** What a workload gives: the form of the peer's report. */
export interface Report {
  readonly workload: string;
  /** Items that were worked. */
  readonly n: number;
  /** The best of the repeats. */
  readonly seconds: number;
  readonly per_second: number;
  readonly peak_rss_mb: number;
  readonly threads: number;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly result: Readonly<Record<string, unknown>>;
}

/** A workload: does the work and tells how long it took. */
export type Workload = (options: BenchOptions) => Promise<Report>;

/** Passes over the same work, timed. */
export interface TimedPasses<Value> {
  readonly seconds: readonly number[];
  /** Processor seconds of the best pass, in all threads. */
  readonly cpu: number;
  readonly value: Value;
}

/** Does the work so often, and keeps what it gave the last time. */
export async function timed<Value>(repeat: number, pass: () => Promise<Value>): Promise<TimedPasses<Value>> {
  const seconds: number[] = [];
  let cpu = 0;
  for (let i = 0; ; i++) {
    const before = process.cpuUsage();
    const start = performance.now();
    const value = await pass();
    const took = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    if (took < Math.min(...seconds, Number.POSITIVE_INFINITY)) cpu = (user + system) / 1e6;
    seconds.push(took);
    if (i + 1 >= repeat) return { seconds, cpu, value };
  }
}

export function reportOf(
  workload: string,
  n: number,
  { threads }: BenchOptions,
  { seconds, cpu }: TimedPasses<unknown>,
  result: Readonly<Record<string, unknown>>,
): Report {
  const best = Math.min(...seconds);
  return {
    ...{ workload, n, seconds: best, per_second: n / best },
    ...{ peak_rss_mb: process.resourceUsage().maxRSS / 1024, threads },
    versions: { node: process.versions.node, v8: process.versions.v8, processor: cpus()[0]?.model },
    result: { ...result, seconds_all: seconds, cpu_seconds: cpu },
  };
}

/** Mean and population standard deviation. */
export function meanAndDeviation(values: ArrayLike<number>): { readonly mean: number; readonly std: number } {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i];
  mean /= values.length;
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += (values[i] - mean) ** 2;
  return { mean, std: Math.sqrt(variance / values.length) };
}
