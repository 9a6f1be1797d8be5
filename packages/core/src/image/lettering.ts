import type { RgbImage } from './image.ts';

/** Five columns of seven bits a letter, the top row in the lowest bit. Drawn here; no font file is needed. */
const GLYPHS: { readonly [letter: string]: string } = {
  ' ': '0000000000',
  '-': '0808080808',
  '+': '08083e0808',
  '=': '1414141414',
  '<': '0814224100',
  '>': '0041221408',
  '(': '001c224100',
  ')': '0041221c00',
  "'": '0000030000',
  '?': '0201510906',
  '.': '0060600000',
  ',': '0050300000',
  ':': '0036360000',
  '/': '2010080402',
  '%': '2313086462',
  '0': '3e5149453e',
  '1': '00427f4000',
  '2': '4261514946',
  '3': '2141454b31',
  '4': '1814127f10',
  '5': '2745454539',
  '6': '3c4a494930',
  '7': '0171090503',
  '8': '3649494936',
  '9': '064949291e',
  A: '7e1111117e',
  B: '7f49494936',
  C: '3e41414122',
  D: '7f4141221c',
  E: '7f49494941',
  F: '7f09090901',
  G: '3e4149497a',
  H: '7f0808087f',
  I: '00417f4100',
  J: '2040413f01',
  K: '7f08142241',
  L: '7f40404040',
  M: '7f020c027f',
  N: '7f0408107f',
  O: '3e4141413e',
  P: '7f09090906',
  Q: '3e4151215e',
  R: '7f09192946',
  S: '4649494931',
  T: '01017f0101',
  U: '3f4040403f',
  V: '1f2040201f',
  W: '3f4038403f',
  X: '6314081463',
  Y: '0708700807',
  Z: '6151494543',
};

/** Pixels a letter takes, with the space behind it, at scale 1. */
const ADVANCE = 6;

/** The text in the signs that lettering has: every other one becomes a question mark. */
export function letterable(text: string): string {
  return [...text.toUpperCase()].map((letter) => (letter in GLYPHS ? letter : '?')).join('');
}

/** The width of a text in pixels. */
export function textWidth(text: string, scale: number): number {
  return text.length * ADVANCE * scale;
}

/** Writes capitals, figures and some signs into a picture, in place. @throws RangeError for a sign that has no form */
export function writeText(
  image: RgbImage,
  text: string,
  x: number,
  y: number,
  scale: number,
  colour: readonly [number, number, number],
): void {
  [...text.toUpperCase()].forEach((letter, i) => {
    const glyph = GLYPHS[letter];
    if (glyph === undefined) throw new RangeError(`no form for "${letter}"`);
    for (let column = 0; column < 5; column++) {
      const bits = Number.parseInt(glyph.slice(2 * column, 2 * column + 2), 16);
      for (let row = 0; row < 7; row++) {
        if (!(bits & (1 << row))) continue;
        fillSquare(image, x + (i * ADVANCE + column) * scale, y + row * scale, scale, colour);
      }
    }
  });
}

function fillSquare(
  image: RgbImage,
  x: number,
  y: number,
  side: number,
  colour: readonly [number, number, number],
): void {
  for (let j = Math.max(0, y); j < Math.min(image.height, y + side); j++) {
    for (let i = Math.max(0, x); i < Math.min(image.width, x + side); i++) {
      image.data.set(colour, 3 * (j * image.width + i));
    }
  }
}
