import { framePowers } from '../compiled/frame-powers.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { type Instance, instantiate } from '../webassembly/instance.ts';
import {
  circleOf,
  type FrameBands,
  type FramePowers,
  type FrameWindow,
  halfWindow,
  type OpenFramePowers,
  widthOf,
} from './frame-powers.ts';
import { LOGARITHM_NUMBERS, logarithmNumbers } from './logarithm.ts';

const FLOAT = 8;
/** Samples are taken into the memory as many frames at a time, a multiple of 2. */
const TOGETHER = 32;

/** Power spectra in WebAssembly, or undefined where there is none. All windows share one memory, into which the last one was written. */
export function vectorFramePowers(): OpenFramePowers | undefined {
  const instance = instantiate(bytesOfBase64(framePowers));
  if (!instance) return undefined;
  const ofDoubles = instance.exported('powersOfTwoFrames');
  const ofSingles = instance.exported('powersOfTwoSingleFrames');
  const [takeRoots, addBands] = [instance.exported('takeRoots'), instance.exported('addBands')];
  const takeLevels = instance.exported('takeLevels');
  let held: FrameWindow | undefined;
  return (window): FramePowers => {
    const { size, emphasis, bands } = window;
    const turns = circleOf(size);
    const bins = size / 2 + 1;
    const width = widthOf(window);
    const logarithm = bands?.levels && logarithmNumbers(bands.levels);
    return (samples, hop, count, out) => {
      const places = placesOf(window, hop);
      instance.grow(places.end);
      if (held !== window) {
        floats(instance, places.circle, 2 * size).set(turns);
        const factors = floats(instance, places.window, size).fill(0);
        factors.set(halfWindow(window.window));
        if (bands) {
          floats(instance, places.weights, bands.weights.length).set(bands.weights);
          integers(instance, places.firsts, width).set(bands.firsts);
          integers(instance, places.places, width + 1).set(bands.places);
          if (logarithm) floats(instance, places.logarithm, logarithm.length).set(logarithm);
        }
        held = window;
      }
      const [powersOfTwoFrames, bytes] =
        samples instanceof Float32Array ? [ofSingles, FLOAT / 2] : [ofDoubles, FLOAT];
      for (let first = 0; first < count; first += TOGETHER) {
        const frames = Math.min(TOGETHER, count - first);
        // One number before the first frame, and one frame behind the last one, are read, too.
        const numbers = (frames - 1) * hop + window.window.length;
        const length = (TOGETHER - 1) * hop + size + 2;
        const read =
          samples instanceof Float32Array
            ? new Float32Array(instance.buffer(), places.samples, length)
            : floats(instance, places.samples, length);
        read.fill(0, 2 + numbers, Math.min(length, 2 + numbers + hop + size));
        read.set(samples.subarray(first * hop, first * hop + numbers), 2);
        for (let frame = 0; frame < frames; frame += 2) {
          const from = places.samples + bytes * (2 + frame * hop);
          const to = places.powers + FLOAT * frame * bins;
          const { window: factors, circle, x, y } = places;
          powersOfTwoFrames(from, bytes * hop, factors, emphasis, size, circle, x, y, to, FLOAT * bins);
        }
        if (bands) {
          if (bands.ofRoots) takeRoots(places.powers, frames * bins);
          const { firsts, places: begins, weights } = places;
          addBands(places.powers, FLOAT * bins, frames, firsts, begins, weights, width, places.sums);
          if (logarithm) takeLevels(places.sums, frames * width, places.logarithm);
        }
        out.set(floats(instance, bands ? places.sums : places.powers, frames * width), first * width);
      }
    };
  };
}

function floats(instance: Instance, at: number, length: number): Float64Array {
  return new Float64Array(instance.buffer(), at, length);
}

function integers(instance: Instance, at: number, length: number): Int32Array {
  return new Int32Array(instance.buffer(), at, length);
}

/** Where everything stands in the memory, in bytes, at multiples of 16. What depends on the hop stands behind what is kept. */
function placesOf({ size, bands = NO_BANDS }: FrameWindow, hop: number) {
  let end = 0;
  const take = (numbers: number): number => {
    const at = end;
    end += FLOAT * ((numbers + 1) & ~1);
    return at;
  };
  const { firsts, weights } = bands;
  const places = {
    circle: take(2 * size),
    window: take(size),
    ...{ firsts: take(firsts.length), places: take(firsts.length + 1), weights: take(weights.length) },
    logarithm: take(LOGARITHM_NUMBERS),
    x: take(2 * size),
    y: take(2 * size),
    powers: take(TOGETHER * (size / 2 + 1)),
    sums: take(TOGETHER * firsts.length),
    samples: take((TOGETHER - 1) * hop + size + 2),
  };
  return { ...places, end };
}

const NO_BANDS: FrameBands = {
  ...{ firsts: new Int32Array(0), places: new Int32Array(1), weights: new Float64Array(0) },
  ofRoots: false,
};
