import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { innerProducts, manhattanDistances, nearProducts } from './fastest.ts';
import { plainRowPairs } from './plain.ts';
import { NEAR_ERROR, NEAR_LEAST, NEAR_LENGTH, type Rows } from './rows.ts';
import { vectorRowPairs } from './vectors.ts';

/** Numbers of all sizes, so that sums in another order would differ. */
function drawn(rows: number, columns: number, seed: number): Rows {
  const next = numbersFrom(seed);
  const data = Float64Array.from({ length: rows * columns }, () => (next() - 0.5) * 10 ** (20 * next() - 10));
  return { rows, columns, data };
}

/** One sum after the other. */
function simply(
  { rows, columns, data }: Rows,
  b: Rows,
  term: (p: number, q: number) => number,
): Float64Array {
  return Float64Array.from({ length: rows * b.rows }, (_, pair) => {
    const [i, j] = [Math.floor(pair / b.rows), pair % b.rows];
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += term(data[i * columns + c], b.data[j * columns + c]);
    return sum;
  });
}

const vectors = vectorRowPairs();
if (!vectors) throw new Error('this machine compiles no WebAssembly');
const FORMS = [
  ['WebAssembly', vectors],
  ['plain TypeScript', plainRowPairs],
] as const;

describe.each(FORMS)('pairs of rows in %s', (_, { distances, products, nearProducts: near }) => {
  it.each([
    [1, 1, 1],
    [3, 5, 7],
    [129, 131, 3],
    [6, 130, 1030],
    [128, 4, 512],
    [0, 3, 4],
    [2, 3, 0],
  ])('are the simple sums to the last bit: %d rows, %d others, %d columns', (rows, others, columns) => {
    const [a, b] = [drawn(rows, columns, 1), drawn(others, columns, 2)];
    const out = new Float64Array(rows * others).fill(7);
    distances(a, b, out);
    expect(out).toEqual(simply(a, b, (p, q) => Math.abs(p - q)));
    products(a, b, out);
    expect(out).toEqual(simply(a, b, (p, q) => p * q));
  });

  it('in single precision are as near to the exact products as is said, from numbers near 0 to the longest rows', () => {
    const [rows, others, columns] = [9, 13, 1100];
    const next = numbersFrom(3);
    for (const size of [1e-40, 1e-20, 1, NEAR_LENGTH / Math.sqrt(columns)]) {
      const table = (count: number): Rows => ({
        ...{ rows: count, columns },
        data: Float64Array.from(
          { length: count * columns },
          () => size * (2 * next() - 1) * 10 ** (-4 * next()),
        ),
      });
      const [a, b] = [table(rows), table(others)];
      const [found, exact] = [new Float64Array(rows * others), new Float64Array(rows * others)];
      near(a, b, found);
      products(a, b, exact);
      const lengths = [a, b].map((own) =>
        Array.from({ length: own.rows }, (_, r) =>
          Math.hypot(...own.data.subarray(r * columns, (r + 1) * columns)),
        ),
      );
      const offs = found.map((value, pair) => {
        const [i, j] = [Math.floor(pair / others), pair % others];
        const allowed = NEAR_ERROR * lengths[0][i] * lengths[1][j] + NEAR_LEAST * columns;
        return Math.abs(value - exact[pair]) / allowed;
      });
      expect(Math.max(...offs)).toBeLessThan(1);
      // What is said is not far more than what is needed.
      if (size === 1) expect(Math.max(...offs)).toBeGreaterThan(1e-4);
    }
  });
});

it('gives the same bits with and without WebAssembly, for any numbers', () => {
  const number = fc.double();
  const tables = fc
    .record({ rows: fc.integer({ min: 1, max: 12 }), others: fc.integer({ min: 1, max: 12 }) })
    .chain(({ rows, others }) =>
      fc.integer({ min: 1, max: 20 }).chain((columns) => {
        const table = (count: number): fc.Arbitrary<Rows> =>
          fc
            .array(number, { minLength: count * columns, maxLength: count * columns })
            .map((values) => ({ rows: count, columns, data: Float64Array.from(values) }));
        return fc.tuple(table(rows), table(others));
      }),
    );
  fc.assert(
    fc.property(tables, ([a, b]) => {
      const [found, expected] = [0, 1].map(() => new Float64Array(a.rows * b.rows));
      for (const kind of ['distances', 'products', 'nearProducts'] as const) {
        vectors[kind](a, b, found);
        plainRowPairs[kind](a, b, expected);
        expect(found).toEqual(expected);
      }
    }),
  );
});

it('gives the same bits with and without WebAssembly at sizes beyond a block', () => {
  const size = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(size(150), size(150), size(600), fc.nat(), (rows, others, columns, seed) => {
      const [a, b] = [drawn(rows, columns, seed), drawn(others, columns, seed + 1)];
      expect(manhattanDistances(a, b)).toEqual(manhattanDistances(a, b, { plain: true }));
      expect(innerProducts(a, b)).toEqual(innerProducts(a, b, { plain: true }));
      expect(nearProducts(a, b)).toEqual(nearProducts(a, b, { plain: true }));
    }),
    { numRuns: 10 },
  );
});

it('refuses tables of different columns', () => {
  expect(() => innerProducts(drawn(2, 3, 1), drawn(2, 4, 1))).toThrow('3 columns do not pair with rows of 4');
});
