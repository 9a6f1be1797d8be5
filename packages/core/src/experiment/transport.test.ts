import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PredictionRow } from '../evaluation/predictions.ts';
import { randomFrom } from '../numbers/random.ts';
import { sigmoid } from '../numbers/sigmoid.ts';
import { siteCalibration, transportedCell } from './transport.ts';

const numbers = z.array(z.number());
const golden = z
  .array(z.object({ truth: numbers, score: numbers, slope: z.number(), intercept: z.number() }))
  .parse(JSON.parse(readFileSync(new URL('../evaluation/goldens/transport.json', import.meta.url), 'utf8')));

describe('calibration intercept and slope', () => {
  it.each(golden)('are those of statsmodels ($slope)', ({ truth, score, slope, intercept }) => {
    const found = siteCalibration(Uint8Array.from(truth), Float64Array.from(score));
    expect(found.slope).toBeCloseTo(slope, 8);
    expect(found.intercept).toBeCloseTo(intercept, 8);
  });

  it('are none where labels are separated, or alike', () => {
    const score = Float64Array.of(0.1, 0.2, 0.8, 0.9);
    expect(siteCalibration(Uint8Array.of(0, 0, 1, 1), score).slope).toBeNull();
    expect(siteCalibration(Uint8Array.of(1, 1, 1, 1), score)).toMatchObject({ slope: null, intercept: null });
  });
});

/** Scores of a site whose log odds are too high by `shift` and too extreme by `stretch`. */
function site(name: string, subjects: number, shift: number, stretch: number): PredictionRow[] {
  const random = randomFrom('site', name);
  return Array.from({ length: subjects * 6 }, (_, i): PredictionRow => {
    const odds = 1.5 * random.normal();
    const truth = random.next() < sigmoid(odds) ? 'pain' : 'rest';
    const score = sigmoid(stretch * odds + shift);
    return {
      ...{
        cell: 'a/none/knn',
        sample: `${name}-${i}`,
        clip: '',
        subject: `${name}-${i % subjects}`,
        period: '',
      },
      ...{ fold: name, truth, raw: score, score, threshold: 0.5, decision: score >= 0.5 ? 'pain' : 'rest' },
    };
  });
}

describe('a cell on other sites', () => {
  it('is put right by recalibration, where the site has the subjects for it', () => {
    const { sites } = transportedCell([...site('A', 60, 1.5, 2), ...site('B', 9, 0, 1)], ['pain']);
    const [a, b] = sites;
    expect(a).toMatchObject({ site: 'A', subjects: 60, samples: 360 });
    expect(a.before.slope).toBeLessThan(0.65);
    expect(a.before.intercept).toBeLessThan(-0.8);
    expect(a.after?.slope).toBeGreaterThan(0.8);
    expect(a.after?.slope).toBeLessThan(1.2);
    expect(Math.abs(a.after?.intercept ?? 1)).toBeLessThan(0.1);
    expect(a.after?.brier).toBeLessThan((a.before.brier ?? 0) - 0.02);
    expect(b).toMatchObject({ site: 'B', subjects: 9, after: null });
  });

  it("a subject's own labels have no part in its recalibration", () => {
    const rows = site('A', 20, 1.5, 2);
    const turned = rows.map((row) =>
      row.subject === 'A-0' ? { ...row, truth: row.truth === 'pain' ? 'rest' : 'pain' } : row,
    );
    // Only through the truth of the rows themselves: with their labels put back the loss of A-0's rows is the same.
    const losses = [rows, turned].map((own) => {
      const { after } = transportedCell(own, ['pain']).sites[0];
      return after?.log_loss ?? Number.NaN;
    });
    expect(losses[0]).not.toBe(losses[1]);
    expect(losses[1]).toBeGreaterThan(losses[0]);
  });
});
