import { describe, expect, it } from 'vitest';
import { anovaF } from './anova-f.ts';
import { selectionGolden } from './selection-golden.fixture.ts';

describe('ANOVA F', () => {
  it("equals scikit-learn's f_classif to 1e-11 of the value", () => {
    const { rows, weights } = selectionGolden();
    const found = anovaF.weights(rows, {});
    weights['anova-f'].forEach((expected, c) => {
      expect(Math.abs(found[c] - expected)).toBeLessThanOrEqual(1e-11 * expected);
    });
  });

  it('is infinite without spread within the labels', () => {
    const x = { rows: 4, columns: 1, data: Float64Array.of(0, 0, 1, 1) };
    expect(anovaF.weights({ x, y: Uint8Array.of(0, 0, 1, 1), subjects: new Int32Array(4) }, {})[0]).toBe(
      Infinity,
    );
  });
});
