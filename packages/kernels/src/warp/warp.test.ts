import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { warpedPixels } from './fastest.ts';
import type { Warp } from './warp.ts';

/** A picture of any bytes or, of odd seeds, of black and white alone, in which neighbours differ most. */
function picture(width: number, height: number, seed: number): Warp['source'] {
  const next = numbersFrom(seed);
  const data = Uint8Array.from({ length: 3 * width * height }, () =>
    seed % 2 === 0 ? 256 * next() : next() < 0.5 ? 0 : 255,
  );
  return { width, height, channels: 3, data };
}

function expectSame(warp: Warp): void {
  const [vectors, plain] = [warpedPixels(warp), warpedPixels(warp, { plain: true })];
  expect([vectors.form, plain.form]).toEqual(['webassembly', 'plain']);
  expect(Buffer.from(vectors.data).equals(Buffer.from(plain.data))).toBe(true);
}

const border = fc.oneof(fc.constant('replicate' as const), fc.nat(255));
const side = fc.integer({ min: 1, max: 90 });

it('gives the same bytes with and without WebAssembly, within a picture and beyond its edges', () => {
  const share = fc.double({ min: -1.6, max: 1.6, noNaN: true });
  const place = fc.double({ min: -60, max: 120, noNaN: true });
  const map = fc.record({ a: share, b: share, c: place, d: share, e: share, f: place });
  fc.assert(
    fc.property(
      ...([side, side, map, border, fc.integer({ min: 2, max: 4 }), fc.nat()] as const),
      (width, height, map, border, fine, seed) => {
        expectSame({ source: picture(width, height, seed), map, border, width: 83, height: 70, fine });
      },
    ),
    { numRuns: 150 },
  );
});

it('gives the same bytes for maps that no whole numbers hold', () => {
  const share = fc.double({ min: -30, max: 30, noNaN: true });
  const place = fc.double({ min: -1e5, max: 1e5, noNaN: true });
  const map = fc.record({ a: share, b: share, c: place, d: share, e: share, f: place });
  fc.assert(
    fc.property(side, side, map, border, fc.nat(), (width, height, map, border, seed) => {
      expectSame({ source: picture(width, height, seed), map, border, width: 53, height: 54, fine: 3 });
    }),
    { numRuns: 60 },
  );
  // A part of a picture that is wider than whole numbers hold, and new pictures narrower than a vector.
  const source = picture(2400, 30, 3);
  const wide = { a: 1.02, b: 0.004, c: -9.3, d: 0.002, e: 1.1, f: -4.2 };
  expectSame({ source, map: wide, border: 7, width: 2400, height: 30, fine: 1 });
  expectSame({ source, map: wide, border: 'replicate', width: 3, height: 3000, fine: 2 });
});

it('decides as double precision does where means come to the border between two levels', () => {
  // Samples lie a pixel apart, between pixels: a mean of nine is often a whole number and a half, where single precision may err.
  const source = picture(390, 180, 5);
  const map = { a: 3, b: 0, c: 2.5, d: 0, e: 3, f: 2.5 };
  expectSame({ source, map, border: 0, width: 130, height: 60, fine: 3 });
  expectSame({ source, map: { ...map, c: -70.5, f: -33.5 }, border: 129, width: 190, height: 90, fine: 3 });
});

it('leaves a picture as it is under the map that moves nothing, at any place', () => {
  const source = picture(180, 130, 8);
  for (const [c, f] of [
    [0, 0],
    [-7, 12],
    [31, -5],
  ]) {
    const map = { a: 1, b: 0, c, d: 0, e: 1, f };
    const { data, form } = warpedPixels({ source, map, border: 9, width: 200, height: 150, fine: 1 });
    expect(form).toBe('webassembly');
    for (let y = 0; y < 150; y++) {
      for (let x = 0; x < 200; x++) {
        const [column, row] = [x + c, y + f];
        const isInside = column >= 0 && row >= 0 && column < 180 && row < 130;
        const from = 3 * (row * 180 + column);
        const at = 3 * (y * 200 + x);
        const was = isInside ? [...source.data.subarray(from, from + 3)] : [9, 9, 9];
        if (was.some((level, k) => level !== data[at + k])) expect([x, y, ...was]).toEqual([x, y]);
      }
    }
  }
});

it('does without WebAssembly what it does not hold', () => {
  const colour = picture(100, 90, 2);
  const map = { a: 1, b: 0.1, c: -4, d: -0.1, e: 1, f: 3 };
  const size = { width: 150, height: 140 };
  const form = (warp: Partial<Warp>) =>
    warpedPixels({ source: colour, map, border: 0, fine: 1, ...size, ...warp }).form;
  expect(form({})).toBe('webassembly');
  expect(form({ fine: 5 })).toBe('plain');
  expect(form({ border: 0.5 })).toBe('plain');
  expect(form({ width: 20, height: 20 })).toBe('plain');
  expect(form({ source: { ...colour, width: 300, channels: 1 } })).toBe('plain');
});
