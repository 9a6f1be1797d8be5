/**
 * Which pixels lie inside a polygon: their centres, at whole numbers, counted by the even-odd rule.
 *
 * @param corners x, y pairs in pixels, in order around the polygon
 * @returns `width * height` bytes, 1 inside and 0 outside
 */
export function polygonMask(corners: ArrayLike<number>, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  addPolygon(mask, corners, width, height);
  return mask;
}

/** Sets the pixels inside a polygon to 1 and leaves the others as they are. */
export function addPolygon(
  mask: Uint8Array,
  corners: ArrayLike<number>,
  width: number,
  height: number,
): void {
  const crossings: number[] = [];
  for (let y = 0; y < height; y++) {
    crossings.length = 0;
    for (let i = 0, last = corners.length - 2; i < corners.length; last = i, i += 2) {
      const y0 = corners[last + 1];
      const y1 = corners[i + 1];
      // Half-open in y, so that a corner on the line is counted once.
      if (y0 > y === y1 > y) continue;
      crossings.push(corners[last] + ((y - y0) / (y1 - y0)) * (corners[i] - corners[last]));
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(Math.ceil(crossings[i]), 0);
      const to = Math.min(Math.ceil(crossings[i + 1]), width);
      if (to > from) mask.fill(1, y * width + from, y * width + to);
    }
  }
}
