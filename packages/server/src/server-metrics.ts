import { type Durations, metricHead, openDurations, processLines } from '@wince/runtime';
import type { JobEntry } from '@wince/workbench';

/** Seconds up to which answers are counted together. */
const BOUNDS = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

/** What Prometheus reads of a server, in its text format. */
export interface ServerMetrics {
  /** @param address as it is declared: no query, no file, no subject; an empty text where there is none */
  answered(answer: { method: string; address: string; status: number; seconds: number }): void;
  text(jobs: readonly JobEntry[]): string;
}

/** Counts the answers of a server, from nothing. */
export function openServerMetrics(): ServerMetrics {
  const began = Date.now() / 1000;
  const answers = new Map<string, number>();
  const durations = new Map<string, Durations>();
  return {
    answered({ method, address, status, seconds }) {
      const own = `method="${method}",address="${address}"`;
      const labels = `${own},status="${status}"`;
      answers.set(labels, (answers.get(labels) ?? 0) + 1);
      const times = durations.get(own) ?? openDurations(BOUNDS);
      durations.set(own, times);
      times.add(seconds);
    },
    text(jobs) {
      const states = Map.groupBy(jobs, ({ kind, state }) => `kind="${kind}",state="${state}"`);
      const lines = [
        ...metricHead('wince_answers_total', 'counter', 'Answers of the server, by address and status.'),
        ...Array.from(answers, ([labels, count]) => `wince_answers_total{${labels}} ${count}`),
        ...metricHead('wince_answer_seconds', 'histogram', 'How long answers took.'),
        ...Array.from(durations, ([labels, own]) => own.lines('wince_answer_seconds', labels)).flat(),
        ...metricHead('wince_jobs', 'gauge', 'Of the last fifty runs and checks, by what became of them.'),
        ...Array.from(states, ([labels, { length }]) => `wince_jobs{${labels}} ${length}`),
        ...processLines(began),
      ];
      return `${lines.join('\n')}\n`;
    },
  };
}
