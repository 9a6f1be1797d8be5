import type { PulseBand } from '../band.ts';
import { bandPass } from '../band-pass.ts';
import type { CHANNELS, Colours } from '../colour-trace.ts';
import { detrend, smoothnessFor } from '../detrend.ts';
import type { SkinPatch } from '../heart-rate.ts';
import { mapped, meanOf, relativeTo } from '../methods/channels.ts';

/** A signal, and what of it lies in the band. */
interface Explaining {
  readonly whole: Float64Array;
  readonly inBand: Float64Array;
}

/** A signal whose power in the band is below this share of its own after the others were taken off tells nothing more. */
const LEAST_POWER = 1e-3;

/**
 * The colours of patches without what the light and the movement of the head explain: of each channel, the weighted sum of the
 * channels of the background and of the movement is taken off that leaves the least power in the band. A light that flickers is seen on the sheet
 * as well, and a pulse is not.
 *
 * @param explaining patches of the same length whose channels explain, as far as they were seen
 */
export function withoutExplained(
  patches: readonly SkinPatch[],
  explaining: readonly Float64Array[],
  rate: number,
  band: PulseBand,
): readonly SkinPatch[] {
  const smoothness = smoothnessFor(band.low / 2, rate);
  const basis: Explaining[] = [];
  for (const given of explaining) {
    const whole = detrend(given, smoothness);
    const own = { whole, inBand: bandPass(whole, rate, band) };
    const power = product(own.inBand, own.inBand);
    for (const each of basis) takeOff(own, each);
    const left = product(own.inBand, own.inBand);
    if (!(left > Math.max(1e-18, LEAST_POWER * power))) continue;
    const scale = 1 / Math.sqrt(left);
    basis.push({ whole: own.whole.map((v) => v * scale), inBand: own.inBand.map((v) => v * scale) });
  }
  const cleaned = (colours: Colours): Colours => {
    const relative = relativeTo(colours);
    const left = mapped(relative, (signal) => {
      const whole = detrend(signal, smoothness);
      const own = { whole, inBand: bandPass(whole, rate, band) };
      for (const each of basis) takeOff(own, each);
      return own.whole;
    });
    const channel = (name: (typeof CHANNELS)[number]) => {
      const level = meanOf(colours[name]);
      return left[name].map((value) => level * (1 + value));
    };
    return { red: channel('red'), green: channel('green'), blue: channel('blue') };
  };
  return patches.map(({ region, colours }) => ({ region, colours: cleaned(colours) }));
}

/** Takes the part of a signal off that lies, within the band, along another of size 1. */
function takeOff(signal: Explaining, along: Explaining): void {
  const share = product(signal.inBand, along.inBand);
  for (let i = 0; i < signal.whole.length; i++) {
    signal.whole[i] -= share * along.whole[i];
    signal.inBand[i] -= share * along.inBand[i];
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
