import type { ColourShares, ResizedPlane, StoredFrame, StoredPlane } from './frame-colours.ts';

/** Colours of a frame in plain TypeScript: each step is rounded to single precision. */
export function plainFrameColours({ planes, width, height, shares }: StoredFrame): Uint8Array {
  const rgb = new Uint8ClampedArray(3 * width * height);
  const rows = planes.map(() => new Float32Array(width));
  const lines = planes.map(({ plane }) => new Float32Array(plane.width));
  for (let y = 0; y < height; y++) {
    for (const [c, own] of planes.entries()) resizeRow(own, y, lines[c], rows[c]);
    convertRow(rows, shares, rgb.subarray(3 * width * y, 3 * width * (y + 1)));
  }
  return new Uint8Array(rgb.buffer);
}

function resizeRow(
  { plane, across, down }: ResizedPlane,
  y: number,
  line: Float32Array,
  out: Float32Array,
): void {
  let adds = false;
  for (let t = 0; t < (down?.count ?? 1); t++) {
    const weight = down ? down.weights[y * down.count + t] : 1;
    if (weight === 0) continue;
    weighRow(plane, (down ? down.first[y] : y) + t, weight, adds, line);
    adds = true;
  }
  if (!across) {
    out.set(line);
    return;
  }
  const { first, count, weights } = across;
  for (let x = 0, at = 0; x < out.length; x++) {
    let sum = 0;
    for (let t = 0; t < count; t++, at++) {
      // Beside the picture there are only weights of 0.
      if (weights[at] !== 0) sum = Math.fround(sum + Math.fround(weights[at] * line[first[x] + t]));
    }
    out[x] = sum;
  }
}

function weighRow(
  { data, first, stride, bytes, step, width }: StoredPlane,
  row: number,
  weight: number,
  adds: boolean,
  line: Float32Array,
): void {
  for (let x = 0, at = first + row * stride; x < width; x++, at += step * bytes) {
    const share = Math.fround(weight * (bytes === 1 ? data[at] : data[at] | (data[at + 1] << 8)));
    line[x] = adds ? line[x] + share : share;
  }
}

function convertRow(
  [luma, blue, red]: readonly Float32Array[],
  shares: ColourShares,
  rgb: Uint8ClampedArray,
): void {
  const { fround } = Math;
  const [light, toRed, greenOfRed, greenOfBlue, toBlue, redBase, greenBase, blueBase] = [
    ...[shares.light, shares.toRed, shares.greenOfRed, shares.greenOfBlue, shares.toBlue],
    ...shares.base,
  ].map(fround);
  for (let i = 0, at = 0; i < luma.length; i++, at += 3) {
    const l = fround(luma[i] * light);
    const [b, r] = [blue[i], red[i]];
    rgb[at] = fround(fround(l + fround(r * toRed)) + redBase);
    const green = fround(fround(l + fround(r * greenOfRed)) + fround(b * greenOfBlue));
    rgb[at + 1] = fround(green + greenBase);
    rgb[at + 2] = fround(fround(l + fround(b * toBlue)) + blueBase);
  }
}
