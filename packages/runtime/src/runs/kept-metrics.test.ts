import { expect, test } from 'vitest';
import { memoryStore } from '../store/index.ts';
import { keptMetrics } from './kept-metrics.ts';

const predictions = ['a/none/knn', 'b/none/knn'].flatMap((cell, c) =>
  Array.from({ length: 8 }, (_, row) => {
    const truth = row % 2 === 0 ? 'pain' : 'rest';
    const score = 0.5 + (truth === 'pain' ? 0.2 : -0.2) * (c === 0 ? 1 : -0.5) + row / 100;
    return {
      ...{ cell, sample: `${row}.jpg`, clip: '', subject: `S${row >> 1}`, period: '', fold: `S${row >> 1}` },
      ...{ truth, raw: score, score, threshold: 0.5, decision: score >= 0.5 ? 'pain' : 'rest' },
    };
  }),
);

test('metrics that were kept have the same bytes as those that are computed, with compared cells, too', async () => {
  const tables = {
    samples: [],
    predictions,
    middle: [],
    selected: [],
    tuned: [],
    groups: [],
    hidden: [],
    taken: [],
  };
  const options = { positive: ['pain'], primary: null, comparisons: [['a/none/knn', 'b/none/knn']] } as const;
  const store = memoryStore();
  const computed = await keptMetrics(tables, options, store);
  const kept = await keptMetrics(tables, options, store);
  expect(kept).not.toBe(computed);
  expect(JSON.stringify(kept)).toBe(JSON.stringify(computed));
  expect(computed.comparisons).toHaveLength(1);
});
