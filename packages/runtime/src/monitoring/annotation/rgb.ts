import type { Colour } from '@wince/core';

/** `#rrggbb` as numbers. */
export function rgbOf(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
