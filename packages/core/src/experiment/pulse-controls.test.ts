import { describe, expect, it } from 'vitest';
import type { PredictionRow } from '../evaluation/predictions.ts';
import { randomFrom } from '../numbers/random.ts';
import { pulseModalities, pulseWarnings } from './pulse-controls.ts';

/** Predictions of a cell over 20 subjects with a row of each label, better by `skill`. */
function predictions(cell: string, skill: number): readonly PredictionRow[] {
  const random = randomFrom('pulse controls', cell);
  return Array.from({ length: 40 }, (_, i) => {
    const truth = i % 2 === 0 ? 'pain' : 'rest';
    const score = 1 / (1 + Math.exp(-random.normal() - (truth === 'pain' ? skill : -skill)));
    const subject = `S${i >> 1}`;
    return {
      ...{ cell, sample: `${i}.mp4`, clip: '', subject, period: '', fold: subject, truth },
      ...{ raw: score, score, threshold: 0.5, decision: score >= 0.5 ? 'pain' : 'rest' },
    };
  });
}

function warningsOf(
  skills: Readonly<Record<string, number>>,
  fusion?: Parameters<typeof pulseModalities>[0]['fusion'],
) {
  const ofCell = new Map(Object.entries(skills).map(([cell, skill]) => [cell, predictions(cell, skill)]));
  return pulseWarnings(ofCell, pulseModalities({ fusion }), { positive: ['pain'], seed: 'wince' });
}

describe('a pulse beside its controls', () => {
  it('is said to be no evidence where it does not beat one of them', () => {
    const [warning, ...more] = warningsOf({
      'pulse/none/knn': 0.8,
      'pulse:background/none/knn': 0.8,
      'pulse:motion/none/knn': 0,
    });
    expect(more).toEqual([]);
    expect(warning).toMatch(/^pulse\/none\/knn does not show a pulse: it does not beat pulse:background \(/);
    expect(warning).toMatch(/95 % interval -0\.\d\d to \+0\.\d\d/);
    expect(warning).not.toContain('pulse:motion');
  });

  it('is said nothing of where it beats all', () => {
    expect(
      warningsOf({ 'pulse:change?band=adult/none/knn': 2, 'pulse:motion/none/knn': 0, 'hog/none/knn': 0 }),
    ).toEqual([]);
  });

  it('meets the controls of the same selection, classifier and normalisation alone', () => {
    const without = warningsOf({
      'pulse/none/knn': 2,
      'pulse:motion/relieff-50/knn': 3,
      'pulse:motion/none/naive-bayes': 3,
      'pulse:motion~reference/none/knn': 3,
    });
    expect(without).toEqual([expect.stringContaining('pulse/none/knn has no control')]);
  });

  it('is found under the name that a modality has, and a modality of that name is not always the pulse', () => {
    const fused = (families: string[]) => ({
      ...{ modalities: { heart: ['pulse'], pulse: families }, how: ['early' as const] },
      ...{ weights: 'equal' as const, missing: 'left-out' as const },
    });
    const cells = { 'heart/none/knn': 0, 'pulse/none/knn': 0, 'pulse:motion/none/knn': 1 };
    expect(warningsOf(cells, fused(['hog', 'pulse']))).toEqual([
      expect.stringMatching(/^heart\/none\/knn does not show/),
    ]);
    expect(warningsOf(cells, fused(['pulse:change']))).toHaveLength(2);
  });
});
