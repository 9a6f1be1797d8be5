import {
  f32x4Add,
  f32x4Times,
  functionCode,
  get,
  i32,
  i32Add,
  i32Load,
  load,
  move,
  set,
  store,
  withLane32,
  zeros,
} from '../webassembly/assembler.ts';
import { type Loop, round } from './loop.ts';
import { type FlowMemory, roundUpToFour, WORD } from './memory.ts';
import { eachFour, eachOne, VECTOR } from './statements.ts';

/** For each place of a resampled line, which samples of the line before it are summed, and with which weights. */
interface LineWeights {
  /** The first of `taps` samples of each place. */
  readonly first: Int32Array;
  readonly taps: number;
  /** The weights of place i stand at `i * taps`. */
  readonly weights: Float64Array;
}

/** Reads a picture at the resolution of one level: blurred, so that nothing aliases, and sampled. */
export interface Shrinker {
  readonly width: number;
  readonly height: number;
  /** @param source address of the picture, `out` of the level: rows of whole vectors */
  shrink(source: number, out: number): void;
}

/** out[i] = sum over k of weights[k][i] * line[first[i] + k]; `firsts` in bytes, `weights` a line for each of `taps`. */
export const weighPlaces: Loop = {
  code: functionCode('weighPlaces', 7, ([line, firsts, weights, step, taps, out, count], locals) => {
    const [a, b, c, d, weight, left] = locals.integers(6);
    const [sum, picked] = locals.vectors(2);
    return [
      eachFour(
        count,
        ...[a, b, c, d].map((place, lane) => set(place, i32Add(get(line), i32Load(get(firsts), 4 * lane)))),
        set(weight, get(weights)),
        set(left, get(taps)),
        set(sum, zeros),
        eachOne(
          left,
          set(
            picked,
            [a, b, c, d].reduce((value, place, lane) => withLane32(value, get(place), lane), zeros),
          ),
          set(sum, f32x4Add(get(sum), f32x4Times(load(get(weight)), get(picked)))),
          ...[a, b, c, d].map((place) => move(place, i32(WORD))),
          move(weight, get(step)),
        ),
        store(get(out), get(sum)),
        ...[firsts, weights, out].map((address) => move(address, i32(VECTOR))),
      ),
    ];
  }),
  plain({ floats, integers }, line, firsts, weights, step, taps, out, count) {
    const [first, weight, next, to] = [firsts / WORD, weights / WORD, step / WORD, out / WORD];
    for (let i = 0; i < roundUpToFour(count); i++) {
      const from = (line + integers[first + i]) / WORD;
      let sum = 0;
      for (let k = 0; k < taps; k++)
        sum = round(sum + round(floats[weight + k * next + i] * floats[from + k]));
      floats[to + i] = sum;
    }
  },
};

/**
 * Blurs with a Gaussian and samples linearly at half-pixel centres. Both are linear and separable, so one set of weights
 * does both and no sample is computed that nobody reads.
 *
 * The deviation of the Gaussian is (1 / scale - 1) / 2 pixels, its kernel five deviations wide and at least three samples;
 * without a deviation, the kernel is 1/4, 1/2, 1/4. Beyond the border the picture is mirrored, the edge pixel not repeated.
 */
export function openShrinker(
  memory: FlowMemory,
  from: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
  scale: number,
): Shrinker {
  const kernel = blurKernel(scale);
  const across = lineWeights(from.width, to.width, kernel);
  const down = lineWeights(from.height, to.height, kernel);
  const [fromStep, toStep] = [from.width, to.width].map((width) => WORD * roundUpToFour(width));
  const downWeights = memory.floats(down.weights);
  const firsts = memory.integers(across.first.map((sample) => WORD * sample));
  const tapLines = memory.room((across.taps * toStep) / WORD);
  const lines = memory.floatsAt(tapLines, (across.taps * toStep) / WORD);
  for (let x = 0; x < to.width; x++) {
    for (let k = 0; k < across.taps; k++)
      lines[(k * toStep) / WORD + x] = across.weights[x * across.taps + k];
  }
  const middle = memory.room(fromStep / WORD);
  const [sumDown, sumAcross] = [memory.loop('weighLines'), memory.loop('weighPlaces')];
  return {
    ...to,
    shrink(source, out) {
      for (let y = 0; y < to.height; y++) {
        const weights = downWeights + WORD * y * down.taps;
        sumDown(source + down.first[y] * fromStep, fromStep, weights, down.taps, middle, from.width);
        sumAcross(middle, firsts, tapLines, toStep, across.taps, out + y * toStep, to.width);
      }
    },
  };
}

/** Half of it and its mirror image: a kernel of odd length. */
function blurKernel(scale: number): Float64Array {
  const sigma = (1 / scale - 1) * 0.5;
  const size = Math.max(roundHalfToEven(sigma * 5) | 1, 3);
  if (sigma === 0) return Float64Array.of(0.25, 0.5, 0.25);
  const kernel = Float64Array.from({ length: size }, (_, i) =>
    Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => value / sum);
}

function lineWeights(from: number, to: number, kernel: Float64Array): LineWeights {
  const reach = (kernel.length - 1) / 2;
  const taps = Math.min(kernel.length + 1, from);
  const first = new Int32Array(to);
  const weights = new Float64Array(to * taps);
  for (let i = 0; i < to; i++) {
    const { below, share } = linearPlace(i, from, to);
    first[i] = Math.max(0, Math.min(below - reach, from - taps));
    for (let k = -reach; k <= reach; k++) {
      const weight = kernel[k + reach];
      weights[i * taps + mirrored(below + k, from) - first[i]] += (1 - share) * weight;
      if (share > 0) weights[i * taps + mirrored(below + 1 + k, from) - first[i]] += share * weight;
    }
  }
  return { first, taps, weights };
}

/** Where sample i of a line of `to` lies in one of `from`: between `below` and the next, `share` of the way. */
export function linearPlace(i: number, from: number, to: number): { below: number; share: number } {
  const place = ((i + 0.5) * from) / to - 0.5;
  if (place <= 0) return { below: 0, share: 0 };
  if (place >= from - 1) return { below: from - 1, share: 0 };
  const below = Math.floor(place);
  return { below, share: place - below };
}

/** The index that stands in for one beyond the ends: mirrored at the end samples, again and again. */
function mirrored(index: number, length: number): number {
  if (length === 1) return 0;
  let inside = index;
  while (inside < 0 || inside >= length) inside = inside < 0 ? -inside : 2 * (length - 1) - inside;
  return inside;
}

export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
