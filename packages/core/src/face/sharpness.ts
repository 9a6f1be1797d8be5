import type { GreyImage } from '../image/image.ts';

/** Half a window of local contrast, in pixels: with the pixel itself seven, a fifth of an eye distance of the halved face. */
const REACH = 3;

/**
 * How sharp a picture is: the variance of its Laplacian (the four neighbours less four times the pixel) over its local contrast,
 * the mean variance of the grey values in a window of 7 x 7 about each pixel; over the masked pixels that have all neighbours. 0 where
 * every pixel is the same. The contrast is local, so light from one side, which makes one half of a face bright and the other dark,
 * does not count as blur.
 *
 * @source Pertuz et al. 2013, doi:10.1016/j.patcog.2012.11.011 (LAPV), divided by the local variance
 */
export function sharpness(image: GreyImage, mask: Uint8Array): number {
  const { width, height, data } = image;
  const { sums, squares } = summedAreas(image);
  let count = 0;
  let edgeSum = 0;
  let edgeSquares = 0;
  let contrast = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      if (mask[i] === 0) continue;
      const edge = data[i - 1] + data[i + 1] + data[i - width] + data[i + width] - 4 * data[i];
      count++;
      edgeSum += edge;
      edgeSquares += edge * edge;
      const left = Math.max(x - REACH, 0);
      const right = Math.min(x + REACH + 1, width);
      const above = Math.max(y - REACH, 0) * (width + 1);
      const below = Math.min(y + REACH + 1, height) * (width + 1);
      const pixels = ((right - left) * (below - above)) / (width + 1);
      const square =
        squares[below + right] - squares[below + left] - squares[above + right] + squares[above + left];
      const mean =
        (sums[below + right] - sums[below + left] - sums[above + right] + sums[above + left]) / pixels;
      contrast += square / pixels - mean ** 2;
    }
  }
  return contrast > 0 ? (edgeSquares - edgeSum ** 2 / count) / contrast : 0;
}

/** Sums of the grey values and of their squares over all pixels above and to the left of a corner. */
function summedAreas({ width, height, data }: GreyImage): { sums: Float64Array; squares: Float64Array } {
  const sums = new Float64Array((width + 1) * (height + 1));
  const squares = new Float64Array(sums.length);
  for (let y = 0; y < height; y++) {
    let sum = 0;
    let square = 0;
    for (let x = 0; x < width; x++) {
      const grey = data[y * width + x];
      sum += grey;
      square += grey * grey;
      const at = (y + 1) * (width + 1) + x + 1;
      sums[at] = sums[at - width - 1] + sum;
      squares[at] = squares[at - width - 1] + square;
    }
  }
  return { sums, squares };
}

/**
 * A picture and its mask at half the size: means of 2 x 2 pixels, and the mask where all four are in it. A last odd row or column is
 * left out.
 */
export function halved(image: GreyImage, mask: Uint8Array): { image: GreyImage; mask: Uint8Array } {
  const [width, height] = [image.width >> 1, image.height >> 1];
  const data = new Uint8Array(width * height);
  const inside = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const a = 2 * y * image.width + 2 * x;
      const b = a + image.width;
      const sum = image.data[a] + image.data[a + 1] + image.data[b] + image.data[b + 1];
      data[y * width + x] = Math.round(sum / 4);
      const all = mask[a] !== 0 && mask[a + 1] !== 0 && mask[b] !== 0 && mask[b + 1] !== 0;
      inside[y * width + x] = all ? 1 : 0;
    }
  }
  return { image: { width, height, data }, mask: inside };
}
