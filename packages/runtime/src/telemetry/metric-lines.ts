/** The two lines in front of the values of a metric, in the text format of Prometheus. */
export function metricHead(
  name: string,
  type: 'counter' | 'gauge' | 'histogram',
  help: string,
): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

/** How long things took, counted by bounds. */
export interface Durations {
  add(seconds: number): void;
  /** @param labels as they stand in braces: `kind="fit-cells"` */
  lines(name: string, labels: string): readonly string[];
}

/**
 * Counts durations as a histogram of Prometheus has them.
 *
 * @param bounds seconds up to which things are counted together, from the least
 */
export function openDurations(bounds: readonly number[]): Durations {
  const counts = bounds.map(() => 0);
  let sum = 0;
  let count = 0;
  return {
    add(seconds) {
      sum += seconds;
      count++;
      for (const [i, bound] of bounds.entries()) if (seconds <= bound) counts[i]++;
    },
    lines: (name, labels) => [
      ...bounds.map((bound, i) => `${name}_bucket{${labels},le="${bound}"} ${counts[i]}`),
      `${name}_bucket{${labels},le="+Inf"} ${count}`,
      `${name}_sum{${labels}} ${sum}`,
      `${name}_count{${labels}} ${count}`,
    ],
  };
}

/** When this process began, and its memory. */
export function processLines(began: number): readonly string[] {
  return [
    ...metricHead('process_start_time_seconds', 'gauge', 'When the process began, in seconds since 1970.'),
    `process_start_time_seconds ${began}`,
    ...metricHead('process_resident_memory_bytes', 'gauge', 'Memory of the process.'),
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
  ];
}
