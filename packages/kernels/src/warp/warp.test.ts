import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { openSpans } from './fastest.ts';

/** A picture, a map that stays within it, and a row of new pixels under both forms. */
function filled(width: number, height: number, fine: number, seed: number, plain: boolean) {
  const next = numbersFrom(seed);
  const data = Uint8Array.from({ length: 3 * width * height }, () => 256 * next());
  // New pixels from 0 to 20, their samples half a pixel around: all between 0 and the last row and column.
  const angle = 6.3 * next();
  const scale = (Math.min(width, height) - 2) / 2 / 31;
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const centre = [(width - 1) / 2 + next() / 4, (height - 1) / 2 + next() / 4];
  const map = {
    ...{ a: cos, b: -sin, c: centre[0] - 10 * cos + 10 * sin },
    ...{ d: sin, e: cos, f: centre[1] - 10 * sin - 10 * cos },
  };
  const spans = openSpans(
    { data, width, height, channels: 3, map, fine },
    { rows: [0, height], samples: 1e6, plain },
  );
  const out = new Uint8Array(3 * 24).fill(7);
  const [from, end] = [Math.floor(10 * next()), 11 + Math.floor(10 * next())];
  spans.fill(Math.floor(21 * next()), from, end, out, 3);
  return { form: spans.form, out };
}

it('gives the same bytes with and without WebAssembly, up to the last pixel of the picture', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 24, max: 90 }),
      fc.integer({ min: 24, max: 90 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(),
      (width, height, fine, seed) => {
        const vectors = filled(width, height, fine, seed, false);
        const plain = filled(width, height, fine, seed, true);
        expect(vectors.form).toBe('webassembly');
        expect(plain.form).toBe('plain');
        expect(vectors.out).toEqual(plain.out);
      },
    ),
  );
});

it('decides as double precision does where means come to the border between two levels', () => {
  // Samples lie a pixel apart, between pixels: a mean of nine is often a whole number and a half, where single precision may err.
  const [width, height] = [90, 60];
  const next = numbersFrom(5);
  const data = Uint8Array.from({ length: 3 * width * height }, () => 256 * next());
  const map = { a: 3, b: 0, c: 2.5, d: 0, e: 3, f: 2.5 };
  const of = (plain: boolean) => {
    const source = { data, width, height, channels: 3, map, fine: 3 } as const;
    const spans = openSpans(source, { rows: [0, height], samples: 1e6, plain });
    const out = new Uint8Array(3 * 26 * 16);
    for (let y = 0; y < 16; y++) spans.fill(y, 0, 26, out, 3 * 26 * y);
    return out;
  };
  expect(of(false)).toEqual(of(true));
});

it('reads the rows that it was given, and the last pixel', () => {
  const [width, height] = [5, 40];
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => i % 251);
  const map = { a: 1, b: 0, c: 3 - 1e-9, d: 0, e: 1, f: 38 - 1e-9 };
  const of = (plain: boolean) => {
    const spans = openSpans(
      { data, width, height, channels: 3, map, fine: 1 },
      { rows: [37, 40], samples: 1e6, plain },
    );
    const out = new Uint8Array(3);
    spans.fill(0, 0, 1, out, 0);
    return [...out];
  };
  expect(of(false)).toEqual([0, 1, 2].map((c) => data[3 * (38 * width + 3) + c]));
  expect(of(true)).toEqual(of(false));
});
