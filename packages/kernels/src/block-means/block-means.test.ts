import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import type { Blocks } from './blocks.ts';
import { fillBlockMeans } from './fastest.ts';
import { vectorBlockMeans } from './vectors.ts';

it('is there in WebAssembly', () => {
  expect(vectorBlockMeans()).toBeDefined();
});

it('gives the same bytes with and without WebAssembly, up to the last pixel, and writes nowhere else', () => {
  const size = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(
      // Blocks of two have a loop of their own.
      fc.record({
        block: fc.oneof(fc.constant(2), size(9)),
        columns: size(20),
        rows: size(20),
        left: fc.nat(5),
        top: fc.nat(5),
      }),
      fc.nat(2),
      fc.nat(),
      ({ block, columns, rows, left, top }, more, seed) => {
        const width = left + columns * block + more;
        const next = numbersFrom(seed);
        const data = Uint8Array.from({ length: 3 * width * (top + rows * block) }, () => 256 * next());
        const blocks: Blocks = { data, width, channels: 3, left, top, block, columns, rows };
        const filled = (plain: boolean) => {
          const out = new Uint8Array(5 + (3 * columns + 2) * rows).fill(7);
          fillBlockMeans(blocks, out, { at: 5, line: 3 * columns + 2 }, { plain });
          return out;
        };
        expect(filled(false)).toEqual(filled(true));
      },
    ),
  );
});

it('takes a picture that is larger than what it copies at once', () => {
  const [width, block, columns, rows] = [3000, 3, 1000, 300];
  const data = Uint8Array.from({ length: 3 * width * block * rows }, (_, i) => (i * 7919) >> 5);
  const blocks: Blocks = { data, width, channels: 3, left: 0, top: 0, block, columns, rows };
  const filled = (plain: boolean) => {
    const out = new Uint8Array(3 * columns * rows);
    fillBlockMeans(blocks, out, { at: 0, line: 3 * columns }, { plain });
    return Buffer.from(out);
  };
  expect(filled(false).equals(filled(true))).toBe(true);
});
