import { describe, expect, it } from 'vitest';
import { EYE_CONTOUR, INNER_LIP_CONTOUR, OUTER_LIP_CONTOUR } from './landmark-names.ts';
import { EYE_POINTS, LIP_POINTS, refineLandmarks } from './refined-landmarks.ts';

const numbers = (length: number, from: number) => Float32Array.from({ length }, (_, i) => from + i);

describe('the landmarks of the mesh with attention', () => {
  it('have lips and eyes from the closer look, and all else from the mesh', () => {
    const mesh = numbers(1404, 0);
    const lips = numbers(160, 10_000);
    const rightEye = numbers(142, 20_000);
    const leftEye = numbers(142, 30_000);
    const points = refineLandmarks({ mesh, lips, rightEye, leftEye });
    expect([...points.subarray(3 * 61, 3 * 61 + 3)]).toEqual([10_000, 10_001, mesh[3 * 61 + 2]]);
    expect([...points.subarray(3 * 133, 3 * 133 + 2)]).toEqual([20_016, 20_017]);
    expect([...points.subarray(3 * 417, 3 * 417 + 2)]).toEqual([30_140, 30_141]);
    const moved = points.filter((value, i) => value !== mesh[i]).length;
    expect(moved).toBe(2 * (80 + 71 + 71));
  });

  it('cover the contours by which mouth and lids are measured, each point once', () => {
    const all = [...LIP_POINTS, ...EYE_POINTS.right, ...EYE_POINTS.left];
    expect(new Set(all).size).toBe(80 + 71 + 71);
    for (const point of [...OUTER_LIP_CONTOUR, ...INNER_LIP_CONTOUR]) expect(LIP_POINTS).toContain(point);
    for (const side of ['right', 'left'] as const)
      for (const point of EYE_CONTOUR[side]) expect(EYE_POINTS[side]).toContain(point);
  });

  it('are refused in another number', () => {
    const whole = {
      mesh: numbers(1404, 0),
      lips: numbers(160, 0),
      rightEye: numbers(142, 0),
      leftEye: numbers(142, 0),
    };
    expect(() => refineLandmarks({ ...whole, lips: numbers(158, 0) })).toThrow('80 points, not 79');
    expect(() => refineLandmarks({ ...whole, mesh: numbers(1407, 0) })).toThrow('468 points, not 469');
  });
});
