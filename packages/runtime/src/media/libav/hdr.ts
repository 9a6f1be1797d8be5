import type { RgbImage } from '@wince/core';

/** How light was coded: perceptual quantisation (SMPTE ST 2084), or hybrid log-gamma (ARIB STD-B67); ITU-R BT.2100. */
export type HdrTransfer = 'PQ' | 'HLG';

/** cd/m2 of white on a plain screen: ITU-R BT.2408, 5.1. */
const WHITE = 203;

/** cd/m2 of the brightest that is shown; brighter light is white. */
const PEAK = 1000;

/** From here on, in shares of white, light is compressed, so that what is brighter than white keeps its shape. Skin lies below. */
const KNEE = 0.75;

const LEVELS = 65_536;

/** Light of each level of a channel: cd/m2 for PQ; for HLG light of the scene in [0, 1]. */
function lightOf(transfer: HdrTransfer): Float32Array {
  const [m1, m2, c1, c2, c3] = [0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875];
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return Float32Array.from({ length: LEVELS }, (_, level) => {
    const value = level / (LEVELS - 1);
    if (transfer === 'HLG') return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
    const power = value ** (1 / m2);
    return 10_000 * (Math.max(0, power - c1) / (c2 - c3 * power)) ** (1 / m1);
  });
}

const LIGHT: Partial<Record<HdrTransfer, Float32Array>> = {};

/** From light in the primaries of BT.2020 to those of BT.709 (ITU-R BT.2087). */
const TO_709 = [1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187];

/** Levels of 8 bits for light in [0, 1], in steps fine enough for dark ones (IEC 61966-2-1). */
const STEPS = 4096;
const ENCODED = Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
  const light = step / STEPS;
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
});

/**
 * A picture of high dynamic range as a plain screen shows it: up to three quarters of white as it is, and what is brighter compressed
 * below white; colours of BT.2020 as those of BT.709, cut at its borders.
 *
 * @param data red, green and blue of 16 bits each, coded by `transfer`, as bytes in the order of the machine
 */
export function toneMapped(
  { width, height, data }: { readonly width: number; readonly height: number; readonly data: Uint16Array },
  transfer: HdrTransfer,
): RgbImage {
  LIGHT[transfer] ??= lightOf(transfer);
  const light = LIGHT[transfer];
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < out.length; i += 3) {
    let [r, g, b] = [light[data[i]], light[data[i + 1]], light[data[i + 2]]];
    // HLG codes the light of a scene; a screen of 1000 cd/m2 shows it with a gamma of 1.2 on its luminance.
    const scale =
      transfer === 'PQ' ? 1 / WHITE : ((0.2627 * r + 0.678 * g + 0.0593 * b) ** 0.2 * PEAK) / WHITE;
    [r, g, b] = [r * scale, g * scale, b * scale];
    const brightest = Math.max(r, g, b);
    const compressed = brightest > KNEE ? rolledOff(brightest) / brightest : 1;
    for (let c = 0; c < 3; c++) {
      const linear = compressed * (TO_709[3 * c] * r + TO_709[3 * c + 1] * g + TO_709[3 * c + 2] * b);
      out[i + c] = ENCODED[Math.round(STEPS * Math.max(0, Math.min(1, linear)))];
    }
  }
  return { width, height, data: out };
}

/** Goes on from the knee with its slope and reaches white at the peak. */
function rolledOff(light: number): number {
  const range = 1 - KNEE;
  const most = (PEAK / WHITE - KNEE) / range;
  const x = Math.min(most, (light - KNEE) / range);
  return KNEE + range * ((x * (1 + x / most ** 2)) / (1 + x));
}
