import type { Colour } from '@wince/core';

/** Colours of strain from none to the largest: light rises steadily, so that they also rank in grey. */
export const STRAIN_COLOURS: readonly Colour[] = [
  [70, 10, 95],
  [150, 25, 95],
  [215, 70, 50],
  [245, 150, 25],
  [252, 235, 130],
];

/** The colour of a strain, between the nearest two of `STRAIN_COLOURS`. @param share of the largest strain, 0 to 1 */
export function strainColour(share: number): Colour {
  const at = share * (STRAIN_COLOURS.length - 1);
  const low = Math.min(STRAIN_COLOURS.length - 2, Math.floor(at));
  const mix = (c: 0 | 1 | 2) =>
    Math.round(STRAIN_COLOURS[low][c] + (at - low) * (STRAIN_COLOURS[low + 1][c] - STRAIN_COLOURS[low][c]));
  return [mix(0), mix(1), mix(2)];
}
