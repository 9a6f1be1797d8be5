import { type RgbImage, textWidth, writeText } from '@wince/core';

/** Stands on every picture that is made from phantoms. */
export const SYNTHETIC_NOTICE = 'Synthetic; not an accuracy on neonates';
const CAPTION = 'SYNTHETIC, DRAWN BY A PROGRAM - NOT A NEONATE, NOT AN ACCURACY ON NEONATES';

/** A picture of a sheet: all of one size. */
export interface SheetCell {
  readonly image: RgbImage;
  /** Written over it: short. */
  readonly caption?: string;
  /** Framed in red. */
  readonly marked?: boolean;
}

/**
 * Lays small pictures out in rows under a line that says what they are.
 *
 * @throws RangeError when there is no picture, or they differ in size
 */
export function contactSheet(cells: readonly SheetCell[], columns: number): RgbImage {
  if (cells.length === 0) throw new RangeError('a contact sheet needs at least 1 picture');
  const { width: w, height: h } = cells[0].image;
  const gap = 3;
  const head = 16;
  const rows = Math.ceil(cells.length / columns);
  const width = columns * (w + gap) + gap;
  const height = head + rows * (h + gap) + gap;
  const data = new Uint8Array(width * height * 3).fill(24);
  const sheet: RgbImage = { width, height, data };
  const fits = textWidth(CAPTION, 1) <= width - 8;
  writeText(sheet, fits ? CAPTION : 'SYNTHETIC - NOT A NEONATE', 4, 5, 1, [235, 235, 235]);
  cells.forEach(({ image, caption, marked }, i) => {
    if (image.width !== w || image.height !== h)
      throw new RangeError('all pictures of a sheet must have the same size');
    const x = gap + (i % columns) * (w + gap);
    const y = head + Math.floor(i / columns) * (h + gap);
    if (marked) frame(sheet, x - 2, y - 2, w + 4, h + 4);
    for (let row = 0; row < h; row++) {
      data.set(image.data.subarray(row * w * 3, (row + 1) * w * 3), 3 * ((y + row) * width + x));
    }
    if (caption) {
      writeText(sheet, caption, x + 4, y + h - 10, 1, [0, 0, 0]);
      writeText(sheet, caption, x + 3, y + h - 11, 1, [255, 255, 255]);
    }
  });
  return sheet;
}

function frame(sheet: RgbImage, x: number, y: number, w: number, h: number): void {
  for (let j = Math.max(0, y); j < Math.min(sheet.height, y + h); j++) {
    for (let i = Math.max(0, x); i < Math.min(sheet.width, x + w); i++) {
      sheet.data.set([200, 40, 40], 3 * (j * sheet.width + i));
    }
  }
}
