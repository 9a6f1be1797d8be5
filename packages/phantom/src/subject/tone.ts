/** Linear light of a colour of the sRGB standard, 0 to 1 a channel. */
export type LinearColour = readonly [red: number, green: number, blue: number];

/** The ten skin tones of the Monk scale, lightest first. @source Monk 2019, skintone.google, as published in sRGB */
export const MONK_SCALE: readonly string[] = [
  '#f6ede4',
  '#f3e7db',
  '#f7ead0',
  '#eadaba',
  '#d7bd96',
  '#a07e56',
  '#825c43',
  '#604134',
  '#3a312a',
  '#292420',
];

/** Linear light of an sRGB value in 0 to 1. @source IEC 61966-2-1 */
export function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** A colour written as `#rrggbb`, in linear light. */
export function linearColour(hex: string): LinearColour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [toLinear((value >> 16) / 255), toLinear(((value >> 8) & 255) / 255), toLinear((value & 255) / 255)];
}

/**
 * Albedo of a neonate's skin at a place 1 to 10 of the Monk scale (fractions lie between two tones), with
 * `redness` from 0 to 1: thin skin shows its blood, more so where there is little pigment.
 */
export function skinAlbedo(monk: number, redness: number): LinearColour {
  const low = Math.min(9, Math.max(1, Math.floor(monk)));
  const t = Math.min(1, Math.max(0, monk - low));
  const a = linearColour(MONK_SCALE[low - 1]);
  const b = linearColour(MONK_SCALE[low]);
  const pigment = (monk - 1) / 9;
  // The scale shows the lit look of skin. Albedo stays under 0.72 so that highlights on light skin keep their form;
  // the blood takes green and blue away.
  const blood = redness * (1 - 0.55 * pigment);
  const base = [0, 1, 2].map((c) => 0.72 * (a[c] + (b[c] - a[c]) * t) + 0.012);
  return [base[0] * (1 - 0.04 * blood), base[1] * (1 - 0.42 * blood), base[2] * (1 - 0.4 * blood)];
}

/** Share of the dark pigment at a place of the scale: 0 at tone 1, 1 at tone 10. */
export function pigment(monk: number): number {
  return (monk - 1) / 9;
}
