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
  const line = new Float32Array(Math.max(width, height));
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
  let sum = (radius + 1) * line[0];
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
 * Gaussian blur in place with a standard deviation in pixels; 0 leaves the picture as it is.
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
  if (sigma <= 0) return;
  const reach = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-0.5 * ((k - reach) / sigma) ** 2),
  );
  const total = kernel.reduce((a, b) => a + b);
  for (let k = 0; k < kernel.length; k++) kernel[k] /= total;
  const row = width * channels;
  const across = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let j = -reach; j <= reach; j++) {
      const weight = kernel[j + reach];
      for (let x = 0; x < width; x++) {
        const from = y * row + Math.min(width - 1, Math.max(0, x + j)) * channels;
        const to = y * row + x * channels;
        for (let c = 0; c < channels; c++) across[to + c] += weight * data[from + c];
      }
    }
  }
  data.fill(0);
  for (let y = 0; y < height; y++) {
    for (let j = -reach; j <= reach; j++) {
      const weight = kernel[j + reach];
      const from = Math.min(height - 1, Math.max(0, y + j)) * row;
      const to = y * row;
      for (let i = 0; i < row; i++) data[to + i] += weight * across[from + i];
    }
  }
}
