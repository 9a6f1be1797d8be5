import { expect, test } from 'vitest';
import { figuresByRegion, type HiddenRow } from './by-region.ts';
import type { PredictionRow } from './predictions.ts';

const SUBJECTS = [...'ABCDEFGHIJKL'];

function row(subject: string, truth: string, decision: string): PredictionRow {
  return {
    ...{ cell: 'hog~regions/none/knn', sample: `${subject}-${truth}.jpg`, clip: '', subject, period: '' },
    ...{ fold: subject, truth, raw: 0, score: decision === 'pain' ? 0.9 : 0.1, threshold: 0.5, decision },
  };
}

test('accuracy stands by the regions that were seen, and as if each were hidden, with subjects and intervals', () => {
  const rows = SUBJECTS.flatMap((subject) => [row(subject, 'pain', 'pain'), row(subject, 'rest', 'rest')]);
  // Without the mouth every second subject's pain is missed.
  const hidden = rows.map((own, i): HiddenRow => {
    const missed = own.truth === 'pain' && i % 4 === 0;
    return { ...own, ...(missed ? { decision: 'rest', score: 0.2 } : {}), hidden: 'mouth' };
  });
  const seenIn = new Map(
    rows.map(({ sample, subject }) => [sample, subject === 'A' ? 'eyes+brow+nose' : 'mouth+eyes+brow+nose']),
  );
  const found = figuresByRegion(rows, hidden, seenIn, { positive: 'pain', seed: 1 });
  expect(found.seen.map(({ group, samples, subjects }) => [group, samples, subjects])).toEqual([
    ['mouth+eyes+brow+nose', 22, 11],
    ['eyes+brow+nose', 2, 1],
  ]);
  expect(
    found.hidden.map(({ group, samples, wrong, accuracy }) => [group, samples, wrong, accuracy]),
  ).toEqual([
    ['nothing', 24, 0, 1],
    ['mouth', 24, 6, 0.75],
  ]);
  const [low, high] = found.hidden[1].ci95.accuracy ?? [];
  expect(low).toBeLessThan(0.75);
  expect(high).toBeGreaterThan(0.75);
});
