import { scratch } from './scratch.ts';

const lineRoom = scratch((length) => new Float32Array(length));
const acrossRoom = scratch((length) => new Float32Array(length));

/**
 * Blurs in place with a running mean of `2 * radius + 1` samples, across and down, `times` times (three come near a
 * Gaussian). Beyond the edge the nearest sample counts.
 */
export function boxBlur(
  data: Float32Array,
  width: number,
  height: number,
  radius: number,
  times: number,
): void {
  if (radius < 1) return;
  const line = lineRoom(Math.max(width, height));
  for (let n = 0; n < times; n++) {
    for (let y = 0; y < height; y++) runningMean(data, line, y * width, 1, width, radius);
    for (let x = 0; x < width; x++) runningMean(data, line, x, width, height, radius);
  }
}

function runningMean(
  data: Float32Array,
  line: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  for (let k = 0; k < count; k++) line[k] = data[start + k * step];
  const last = count - 1;
  let sum = radius * line[0];
  for (let k = 0; k < radius; k++) sum += line[Math.min(k, last)];
  const scale = 1 / (2 * radius + 1);
  for (let k = 0; k < count; k++) {
    sum += line[Math.min(k + radius, last)];
    data[start + k * step] = sum * scale;
    // The sample that leaves the window before the next step.
    sum -= line[Math.max(k - radius, 0)];
  }
}

/**
 * Gaussian blur in place with a standard deviation in pixels; 0 leaves the picture as it is. The kernel ends some three standard
 * deviations out.
 *
 * @param channels interleaved values a pixel
 */
export function gaussianBlur(
  data: Float32Array,
  width: number,
  height: number,
  channels: number,
  sigma: number,
): void {
  const reach = Math.round(3 * sigma);
  if (reach < 1) return;
  const kernel = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-0.5 * (k / sigma) ** 2));
  const total = 2 * kernel.reduce((a, b) => a + b) - kernel[0];
  for (let k = 0; k <= reach; k++) kernel[k] /= total;
  const row = width * channels;
  const margin = reach * channels;
  // A line with its ends drawn out, and lines drawn out above and below.
  const line = lineRoom(row + 2 * margin);
  const across = acrossRoom((height + 2 * reach) * row);
  for (let y = 0; y < height; y++) {
    const from = y * row;
    for (let k = 0; k < margin; k++) {
      line[k] = data[from + (k % channels)];
      line[margin + row + k] = data[from + row - channels + (k % channels)];
    }
    for (let x = 0; x < row; x++) line[margin + x] = data[from + x];
    convolve(line, margin, channels, kernel, across, (y + reach) * row, row);
  }
  for (let k = 0; k < reach; k++) {
    across.copyWithin(k * row, reach * row, (reach + 1) * row);
    across.copyWithin((reach + height + k) * row, (reach + height - 1) * row, (reach + height) * row);
  }
  convolve(across, reach * row, row, kernel, data, 0, height * row);
}

/** Weighs `count` values from `start` on with their neighbours `step` apart. @param kernel its middle and one side */
function convolve(
  from: Float32Array,
  start: number,
  step: number,
  kernel: Float64Array,
  to: Float32Array,
  at: number,
  count: number,
): void {
  const middle = kernel[0];
  for (let i = 0; i < count; i++) {
    const j = start + i;
    let sum = middle * from[j];
    for (let k = 1, far = step; k < kernel.length; k++, far += step)
      sum += kernel[k] * (from[j - far] + from[j + far]);
    to[at + i] = sum;
  }
}
