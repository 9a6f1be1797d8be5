import { describe, expect, it } from 'vitest';
import { keepBest } from './keep-best.ts';
import { mdlCuts } from './mdl.ts';
import { selectionGolden } from './selection-golden.fixture.ts';
import { symmetricUncertainty } from './symmetric-uncertainty.ts';

describe('symmetric uncertainty', () => {
  it("equals Weka's to 1e-12, zeros included", () => {
    const { rows, weights } = selectionGolden();
    const found = symmetricUncertainty.weights(rows, {});
    weights['symmetric-uncertainty'].forEach((expected, c) => {
      expect(Math.abs(found[c] - expected)).toBeLessThan(1e-12);
    });
    expect(weights['symmetric-uncertainty'].filter((weight) => weight === 0).length).toBeGreaterThan(5);
  });

  it('keeps no column that has no cut', () => {
    const { rows, weights } = selectionGolden();
    const kept = keepBest(symmetricUncertainty.weights(rows, {}), 100, symmetricUncertainty.least);
    expect(kept.length).toBe(weights['symmetric-uncertainty'].filter((weight) => weight > 0).length);
  });

  it('is 1 for a column that is the label', () => {
    const y = Uint8Array.from({ length: 40 }, (_, r) => r % 2);
    const x = { rows: 40, columns: 1, data: Float64Array.from(y) };
    expect(symmetricUncertainty.weights({ x, y, subjects: new Int32Array(40) }, {})[0]).toBeCloseTo(1, 12);
  });
});

describe('MDL cuts', () => {
  const labels = (text: string) => Uint8Array.from(text, Number);
  const ascending = (n: number) => Float64Array.from({ length: n }, (_, i) => i);

  it('cuts where the label changes for good, and nowhere else', () => {
    expect(mdlCuts(ascending(20), labels('00000000001111111111'))).toEqual([10]);
    expect(mdlCuts(ascending(60), labels(`${'0'.repeat(20)}${'1'.repeat(20)}${'0'.repeat(20)}`))).toEqual([
      20, 40,
    ]);
    expect(mdlCuts(ascending(20), labels('01010101010101010101'))).toEqual([]);
  });

  it('never cuts between equal values', () => {
    expect(mdlCuts(new Float64Array(20), labels('00000000001111111111'))).toEqual([]);
  });
});
