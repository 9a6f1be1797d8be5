import {
  f32x4Add,
  f32x4Subtract,
  f32x4Times,
  functionCode,
  get,
  i32,
  i32Add,
  i32Subtract,
  lanes,
  load,
  loadFourTimes,
  move,
  set,
  store,
  zeros,
} from '../webassembly/assembler.ts';
import { type Loop, round } from './loop.ts';
import { roundUpToFour, WORD } from './memory.ts';
import { addProduct, eachFour, VECTOR } from './statements.ts';

/** The loops of the expansion, for a neighbourhood of `reach` pixels to each side. */
export function expansionLoops(reach: number): readonly Loop[] {
  const taps = Array.from({ length: reach }, (_, k) => k + 1);
  // Where the weights stand: three lists of `reach + 1`, then four numbers.
  const list = (kind: number, k: number): number => WORD * (kind * (reach + 1) + k);
  const entry = (index: number): number => WORD * (3 * (reach + 1) + index);
  const sumColumns = functionCode('sumColumns', 6, ([row, step, weights, out, pitch, count], locals) => {
    const [above, below, second, third] = locals.integers(4);
    const [sum, sumY, sumYY, a, b] = locals.vectors(5);
    const weight = (kind: number, k: number) => loadFourTimes(get(weights), list(kind, k));
    return [
      set(second, i32Add(get(out), get(pitch))),
      set(third, i32Add(get(second), get(pitch))),
      eachFour(
        count,
        set(above, get(row)),
        set(below, get(row)),
        set(sum, f32x4Times(load(get(row)), weight(0, 0))),
        set(sumY, zeros),
        set(sumYY, zeros),
        ...taps.flatMap((k) => [
          set(above, i32Subtract(get(above), get(step))),
          move(below, get(step)),
          set(a, load(get(above))),
          set(b, load(get(below))),
          addProduct(sumY, f32x4Subtract(get(b), get(a)), weight(1, k)),
          set(a, f32x4Add(get(a), get(b))),
          addProduct(sum, get(a), weight(0, k)),
          addProduct(sumYY, get(a), weight(2, k)),
        ]),
        store(get(out), get(sum)),
        store(get(second), get(sumY)),
        store(get(third), get(sumYY)),
        ...[row, out, second, third].map((address) => move(address, i32(VECTOR))),
      ),
    ];
  });
  const fitRow = functionCode('fitRow', 6, ([sums, pitch, weights, quads, mixed, count], locals) => {
    const lines = locals.integers(3);
    const [sum, sumX, sumXX, sumY, sumXY, sumYY, a, b] = locals.vectors(8);
    const weight = (kind: number, k: number) => loadFourTimes(get(weights), list(kind, k));
    const inverse = (index: number) => loadFourTimes(get(weights), entry(index));
    const pair = (line: number, k: number) => [
      set(a, load(get(lines[line]), WORD * (reach - k))),
      set(b, load(get(lines[line]), WORD * (reach + k))),
    ];
    const middle = (line: number) => f32x4Times(load(get(lines[line]), WORD * reach), weight(0, 0));
    const quad = (pairs: readonly number[]) =>
      [0, 1].map((half) =>
        lanes(get(pairs[0]), get(pairs[1]), 2 * half, 4 + 2 * half, 1 + 2 * half, 5 + 2 * half),
      );
    const [firstHalf, secondHalf] = [quad([sumY, sumX]), quad([sumYY, sumXX])];
    const together = [0, 1].flatMap((half) => [
      set(a, firstHalf[half]),
      set(b, secondHalf[half]),
      store(get(quads), lanes(get(a), get(b), 0, 1, 4, 5), 2 * half * VECTOR),
      store(get(quads), lanes(get(a), get(b), 2, 3, 6, 7), (2 * half + 1) * VECTOR),
    ]);
    return [
      // Offsets into memory have no sign: lines begin at their leftmost tap.
      set(lines[0], i32Subtract(get(sums), i32(WORD * reach))),
      set(lines[1], i32Add(get(lines[0]), get(pitch))),
      set(lines[2], i32Add(get(lines[1]), get(pitch))),
      eachFour(
        count,
        set(sum, middle(0)),
        set(sumY, middle(1)),
        set(sumYY, middle(2)),
        ...[sumX, sumXX, sumXY].map((local) => set(local, zeros)),
        ...taps.flatMap((k) => [
          ...pair(0, k),
          addProduct(sumX, f32x4Subtract(get(b), get(a)), weight(1, k)),
          set(a, f32x4Add(get(a), get(b))),
          addProduct(sum, get(a), weight(0, k)),
          addProduct(sumXX, get(a), weight(2, k)),
          ...pair(1, k),
          addProduct(sumXY, f32x4Subtract(get(b), get(a)), weight(1, k)),
          addProduct(sumY, f32x4Add(get(a), get(b)), weight(0, k)),
          ...pair(2, k),
          addProduct(sumYY, f32x4Add(get(a), get(b)), weight(0, k)),
        ]),
        set(sum, f32x4Times(get(sum), inverse(1))),
        set(sumYY, f32x4Add(get(sum), f32x4Times(get(sumYY), inverse(2)))),
        set(sumXX, f32x4Add(get(sum), f32x4Times(get(sumXX), inverse(2)))),
        set(sumY, f32x4Times(get(sumY), inverse(0))),
        set(sumX, f32x4Times(get(sumX), inverse(0))),
        store(get(mixed), f32x4Times(get(sumXY), inverse(3))),
        ...together,
        ...[...lines, mixed].map((address) => move(address, i32(VECTOR))),
        move(quads, i32(4 * VECTOR)),
      ),
    ];
  });
  const at = (kind: number, k: number): number => kind * (reach + 1) + k;
  return [
    {
      code: sumColumns,
      plain({ floats }, row, step, weights, out, pitch, count) {
        const [from, down, weight, to, next] = [row, step, weights, out, pitch].map((bytes) => bytes / WORD);
        for (let i = 0; i < roundUpToFour(count); i++) {
          let sum = round(floats[from + i] * floats[weight]);
          let sumY = 0;
          let sumYY = 0;
          for (let k = 1; k <= reach; k++) {
            const above = floats[from + i - k * down];
            const below = floats[from + i + k * down];
            const both = round(above + below);
            sumY = round(sumY + round(round(below - above) * floats[weight + at(1, k)]));
            sum = round(sum + round(both * floats[weight + at(0, k)]));
            sumYY = round(sumYY + round(both * floats[weight + at(2, k)]));
          }
          floats[to + i] = sum;
          floats[to + next + i] = sumY;
          floats[to + 2 * next + i] = sumYY;
        }
      },
    },
    {
      code: fitRow,
      plain({ floats }, sums, pitch, weights, quads, mixed, count) {
        const [first, next, weight, quad, cross] = [sums, pitch, weights, quads, mixed].map(
          (bytes) => bytes / WORD,
        );
        const [linear, constantSquare, square, mixedSquare] = floats.subarray(
          weight + at(3, 0),
          weight + at(3, 4),
        );
        for (let i = 0; i < roundUpToFour(count); i++) {
          const [a, b, c] = [first + i, first + next + i, first + 2 * next + i];
          let sum = round(floats[a] * floats[weight]);
          let sumY = round(floats[b] * floats[weight]);
          let sumYY = round(floats[c] * floats[weight]);
          let sumX = 0;
          let sumXX = 0;
          let sumXY = 0;
          for (let k = 1; k <= reach; k++) {
            const [g, xg, xxg] = [
              floats[weight + at(0, k)],
              floats[weight + at(1, k)],
              floats[weight + at(2, k)],
            ];
            const both = round(floats[a - k] + floats[a + k]);
            sumX = round(sumX + round(round(floats[a + k] - floats[a - k]) * xg));
            sum = round(sum + round(both * g));
            sumXX = round(sumXX + round(both * xxg));
            sumXY = round(sumXY + round(round(floats[b + k] - floats[b - k]) * xg));
            sumY = round(sumY + round(round(floats[b - k] + floats[b + k]) * g));
            sumYY = round(sumYY + round(round(floats[c - k] + floats[c + k]) * g));
          }
          sum = round(sum * constantSquare);
          floats[quad + 4 * i] = sumY * linear;
          floats[quad + 4 * i + 1] = sumX * linear;
          floats[quad + 4 * i + 2] = sum + round(sumYY * square);
          floats[quad + 4 * i + 3] = sum + round(sumXX * square);
          floats[cross + i] = sumXY * mixedSquare;
        }
      },
    },
  ];
}
