import type { RgbImage } from './image.ts';

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** Fills a rectangle in place; what lies outside of the picture is left out. Places are rounded to whole pixels. */
export function fillRectangle(
  { width, height, data }: RgbImage,
  x: number,
  y: number,
  w: number,
  h: number,
  colour: Colour,
): void {
  const [left, right] = [Math.max(0, Math.round(x)), Math.min(width, Math.round(x + w))];
  const [top, bottom] = [Math.max(0, Math.round(y)), Math.min(height, Math.round(y + h))];
  for (let j = top; j < bottom; j++) {
    for (let i = 3 * (j * width + left); i < 3 * (j * width + right); i += 3) {
      data[i] = colour[0];
      data[i + 1] = colour[1];
      data[i + 2] = colour[2];
    }
  }
}

/** Draws a line in place, as squares of `thickness` pixels a pixel apart. */
export function drawLine(
  image: RgbImage,
  from: readonly [number, number],
  to: readonly [number, number],
  thickness: number,
  colour: Colour,
): void {
  const [x0, y0] = from;
  const [x1, y1] = to;
  const length = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  // A line to far outside would take for ever, and shows nothing there.
  const steps = Math.min(Math.ceil(length), 4 * (image.width + image.height));
  for (let i = 0; i <= steps; i++) {
    const share = steps === 0 ? 0 : i / steps;
    const x = x0 + share * (x1 - x0) - (thickness - 1) / 2;
    const y = y0 + share * (y1 - y0) - (thickness - 1) / 2;
    fillRectangle(image, x, y, thickness, thickness, colour);
  }
}

/** Copies a picture into another one, in place; what lies outside is left out. */
export function pastePicture(onto: RgbImage, picture: RgbImage, x: number, y: number): void {
  const columns = Math.min(picture.width, onto.width - x);
  if (columns <= 0) return;
  for (let row = 0; row < Math.min(picture.height, onto.height - y); row++) {
    const from = 3 * row * picture.width;
    onto.data.set(picture.data.subarray(from, from + 3 * columns), 3 * ((y + row) * onto.width + x));
  }
}
