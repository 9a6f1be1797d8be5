import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { group, SHARED } from '../../../../tests/groups.ts';
import { numbersFrom } from '../numbers.fixture.ts';
import { openFlow } from './farneback.ts';
import { blockMeans, flowBetween, goldenCases, sharedPicture, USUAL } from './flow.fixture.ts';
import type { FlowParameters } from './parameters.ts';

function median(values: Float32Array): number {
  return values.toSorted()[values.length >> 1];
}

function noise(width: number, height: number, seed: number): Uint8Array {
  const next = numbersFrom(seed);
  return Uint8Array.from({ length: width * height }, () => 256 * next());
}

describe('optical flow by polynomial expansion', () => {
  it.each(goldenCases())('agrees with OpenCV at every pixel: $name', (entry) => {
    const { previous, next, width, height, parameters, expected } = entry;
    const { u, v } = flowBetween(previous, next, width, height, parameters);
    const errors = Float64Array.from(u, (value, i) =>
      Math.hypot(value - expected[2 * i], v[i] - expected[2 * i + 1]),
    ).sort();
    // Both round to 32 bits, in other orders.
    expect(errors[errors.length - 1]).toBeLessThan(1e-4);
  });

  it('finds no movement between a picture and itself, and none where there is no texture', () => {
    // The last column and row count as outside of the next picture, as in OpenCV, and pull at what their windows reach.
    const [side, iterations, window] = [64, 3, 15];
    const parameters = { ...USUAL, levels: 0, iterations, window };
    const inside = side - 1 - (iterations * (window - 1)) / 2;
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 255 }), (seed, grey) => {
        const picture = noise(side, side, seed);
        const { u, v } = flowBetween(picture, picture, side, side, parameters);
        for (let y = 0; y < inside; y++) {
          for (let x = 0; x < inside; x++) {
            expect(Math.hypot(u[y * side + x], v[y * side + x])).toBeLessThan(1e-6);
          }
        }
        const flat = new Uint8Array(side * side).fill(grey);
        const still = flowBetween(flat, flat, side, side);
        expect(Math.max(...still.u.map(Math.abs), ...still.v.map(Math.abs))).toBeLessThan(1e-6);
      }),
      { numRuns: 20 },
    );
  });

  it('gives finite displacements at every size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        fc.nat(),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom<FlowParameters['windowKind'][]>('box', 'gaussian'),
        (w, h, seed, half, windowKind) => {
          const parameters = { ...USUAL, window: 2 * half + 1, windowKind };
          const { u, v } = flowBetween(noise(w, h, seed), noise(w, h, seed + 1), w, h, parameters);
          expect(u.every(Number.isFinite) && v.every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('turns with the picture: exchanging rows and columns exchanges u and v', () => {
    const [{ previous, next, width, height }] = goldenCases();
    const transpose = (data: Uint8Array) =>
      Uint8Array.from(data, (_, i) => data[(i % height) * width + Math.floor(i / height)]);
    const field = flowBetween(previous, next, width, height);
    const turned = flowBetween(transpose(previous), transpose(next), height, width);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        expect(Math.abs(turned.v[x * height + y] - field.u[y * width + x])).toBeLessThan(1e-3);
      }
    }
  });

  it('gives the same from a workspace that has seen other pictures', () => {
    const [, { previous, next, width, height, parameters }] = goldenCases();
    const workspace = openFlow({ width, height, parameters });
    const [a, b, field] = [workspace.newPicture(), workspace.newPicture(), workspace.newField()];
    workspace.expand(noise(width, height, 1), a);
    workspace.expand(noise(width, height, 2), b);
    workspace.flow(a, b, field);
    workspace.expand(previous, a);
    workspace.expand(next, b);
    workspace.flow(a, b, field);
    const fresh = flowBetween(previous, next, width, height, parameters);
    expect(field.u).toEqual(fresh.u);
    expect(field.v).toEqual(fresh.v);
  });

  it('refuses sizes without pixels and pictures of another size', () => {
    const parameters = USUAL;
    expect(() => openFlow({ width: 0, height: 5, parameters })).toThrow('0 x 5');
    const workspace = openFlow({ width: 4, height: 4, parameters });
    expect(() => workspace.expand(new Uint8Array(15), workspace.newPicture())).toThrow('16 pixels, not 15');
  });

  it('gives the same in plain TypeScript, to the last bit, at every size and with all parameters', () => {
    const parameters = fc.record({
      pyramidScale: fc.double({ min: 0.3, max: 0.95, noNaN: true }),
      levels: fc.integer({ min: 0, max: 4 }),
      smallest: fc.integer({ min: 8, max: 32 }),
      window: fc.integer({ min: 1, max: 20 }).map((half) => 2 * half + 1),
      windowKind: fc.constantFrom<FlowParameters['windowKind'][]>('box', 'gaussian'),
      iterations: fc.integer({ min: 1, max: 3 }),
      neighbourhood: fc.integer({ min: 2, max: 9 }),
      sigma: fc.double({ min: 0.3, max: 4, noNaN: true }),
    });
    const side = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(side, side, fc.nat(), parameters, (width, height, seed, chosen) => {
        const pictures = [noise(width, height, seed), noise(width, height, seed + 1)] as const;
        const expected = flowBetween(...pictures, width, height, chosen);
        const plain = flowBetween(...pictures, width, height, chosen, true);
        expect(plain.u).toEqual(expected.u);
        expect(plain.v).toEqual(expected.v);
      }),
      { numRuns: 25 },
    );
  });

  it.each(goldenCases())('gives the same in plain TypeScript, to the last bit: $name', (entry) => {
    const { previous, next, width, height, parameters } = entry;
    const plain = flowBetween(previous, next, width, height, parameters, true);
    expect(plain).toEqual(flowBetween(previous, next, width, height, parameters));
  });

  it('computes in WebAssembly where there is any, and plainly where there is none or it is asked for', () => {
    const options = { width: 4, height: 4, parameters: USUAL };
    expect(openFlow(options).form).toBe('webassembly');
    expect(openFlow({ ...options, plain: true }).form).toBe('plain');
    vi.stubGlobal('WebAssembly', undefined);
    try {
      expect(openFlow(options).form).toBe('plain');
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

group('optical flow on the reference pictures', 'shared', () => {
  // Read within the tests: a skipped group is still collected.
  const golden = (face: '001' | '005') => {
    const grid = z.array(z.array(z.number()));
    const entry = z.object({ u_grid8: grid, v_grid8: grid });
    const text = readFileSync(join(SHARED, 'data/numeric/opencv_farneback_strain.json'), 'utf8');
    return z.object({ '001': entry, '005': entry }).parse(JSON.parse(text))[face];
  };

  it.each(['001', '005'] as const)('agrees on block means within 0.02 pixel: %s', (face) => {
    const field = flowBetween(
      sharedPicture(`${face}_neutral_128.pgm`),
      sharedPicture(`${face}_smiling_128.pgm`),
      128,
      128,
    );
    const { u_grid8, v_grid8 } = golden(face);
    for (const [plane, expected] of [
      [field.u, u_grid8],
      [field.v, v_grid8],
    ] as const) {
      const worst = Math.max(
        ...blockMeans(plane).flatMap((row, y) => row.map((value, x) => Math.abs(value - expected[y][x]))),
      );
      expect(worst).toBeLessThan(0.02);
    }
  });

  it('finds a known shift within 0.05 pixel', () => {
    const field = flowBetween(
      sharedPicture('001_neutral_128.pgm'),
      sharedPicture('001_neutral_shift2.5_-1.5.pgm'),
      128,
      128,
    );
    expect(Math.abs(median(field.u) - 2.5)).toBeLessThan(0.05);
    expect(Math.abs(median(field.v) + 1.5)).toBeLessThan(0.05);
  });
});
