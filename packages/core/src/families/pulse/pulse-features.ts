import type { PulseBand } from '../../pulse/band.ts';
import { bandPass } from '../../pulse/band-pass.ts';
import { CHANNELS, type Colours } from '../../pulse/colour-trace.ts';
import { detrend, smoothnessFor } from '../../pulse/detrend.ts';
import type { SkinPatch } from '../../pulse/heart-rate.ts';
import { pulseMethods } from '../../pulse/methods/catalogue.ts';
import { mapped, meanOf, relativeTo } from '../../pulse/methods/channels.ts';
import { blindQuality } from '../../pulse/signal-quality.ts';
import type { FaceTraces } from '../../pulse/skin/face-traces.ts';
import { evenFace } from '../../pulse/window/even-face.ts';
import { type PulseSource, patchesIn } from '../../pulse/window/window-patches.ts';
import { PULSE_MEASURES, pulseMeasures } from './pulse-measures.ts';

/** Signals that are described: each channel of the fittest region, and the fittest of all methods and regions. */
const SIGNALS = [...CHANNELS, 'fittest'] as const;

/** Seconds of a window: at most, at least, and as a share of the clip. */
const LONGEST = 10;
const SHORTEST = 5;
const OF_CLIP = 2 / 3;
/** Frames a second, for each hertz of the upper edge of the band, that are needed. */
const FRAMES_A_HERTZ = 2.5;

/** The columns of a clip. @param id of the family, with which each begins */
export function pulseColumns(id: string): readonly string[] {
  return SIGNALS.flatMap((signal) =>
    [...PULSE_MEASURES, 'rise'].map((measure) => `${id} ${signal} ${measure}`),
  );
}

/**
 * Describes the pulse of a clip: for each channel of the fittest region, and for the fittest signal of all kept regions and methods, the
 * median of each measure over windows of up to 10 seconds that overlap by half, and how far the rate rises from the first window to the last.
 *
 * @param source where it is looked for; `band-removed`: in skin without all that lies in the band
 * @returns a number for each of `pulseColumns`, or why there are none
 */
export function pulseFeatures(
  traces: FaceTraces,
  { source, band }: { readonly source: PulseSource | 'band-removed'; readonly band: PulseBand },
): Float32Array | { readonly reason: string } {
  const even = evenFace(traces);
  if (!even) return { reason: 'there are no frames with a face' };
  const { rate, start, end } = even;
  if (rate < FRAMES_A_HERTZ * band.high)
    return {
      reason: `the video has ${rate.toFixed(1)} frames a second, and a pulse of up to ${band.high} Hz needs ${FRAMES_A_HERTZ * band.high}`,
    };
  const whole = end - start + 1 / rate;
  const length = Math.min(LONGEST, Math.max(SHORTEST, OF_CLIP * whole));
  const from = source === 'band-removed' ? 'skin' : source;
  const windows: Float64Array[] = [];
  for (let at = start; at + length <= start + whole + 0.5 / rate; at += length / 2) {
    const { patches } = patchesIn(traces, even, { start: at, end: at + length }, { source: from, band });
    const seen = source === 'band-removed' ? patches.map((patch) => withoutBand(patch, rate, band)) : patches;
    if (seen.length > 0) windows.push(describe(seen, rate, band));
  }
  if (windows.length === 0)
    return {
      reason: `nothing can be followed for ${length.toFixed(1)} seconds without a gap, and a pulse needs that`,
    };
  const count = PULSE_MEASURES.length;
  const out = new Float32Array(SIGNALS.length * (count + 1));
  SIGNALS.forEach((_, signal) => {
    for (let m = 0; m < count; m++) {
      out[signal * (count + 1) + m] = median(windows.map((window) => window[signal * count + m]));
    }
    const rates = windows.map((window) => window[signal * count]);
    out[signal * (count + 1) + count] = rates[rates.length - 1] - rates[0];
  });
  return out;
}

/** The measures of each signal of a window. The first patch is the fittest by deformation, skin and light. */
function describe(patches: readonly SkinPatch[], rate: number, band: PulseBand): Float64Array {
  const smoothness = smoothnessFor(band.low / 2, rate);
  const relative = relativeTo(patches[0].colours);
  const channels = CHANNELS.map((channel) => detrend(relative[channel], smoothness));
  let fittest = channels[1];
  let most = Number.NEGATIVE_INFINITY;
  for (const { colours } of patches) {
    for (const method of pulseMethods.entries) {
      const signal = detrend(
        method.extract({ colours, rate, band }, method.parameters.parse({})),
        smoothness,
      );
      const { snr } = blindQuality(signal, rate, band);
      if (snr > most) [fittest, most] = [signal, snr];
    }
  }
  const measured = [...channels, fittest].map((signal) => pulseMeasures(signal, rate, band));
  return Float64Array.from(measured.flatMap((values) => [...values]));
}

/** A patch whose channels have nothing in the band. */
function withoutBand({ region, colours }: SkinPatch, rate: number, band: PulseBand): SkinPatch {
  const without = (signal: Float64Array): Float64Array => {
    const level = meanOf(signal);
    const moves = signal.map((value) => value - level);
    // Twice: what a filter leaves at the edges of the band goes, too.
    const first = bandPass(moves, rate, band);
    const once = moves.map((value, i) => value - first[i]);
    const inBand = bandPass(once, rate, band);
    return once.map((value, i) => level + value - inBand[i]);
  };
  const changed: Colours = mapped(colours, without);
  return { region, colours: changed };
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
