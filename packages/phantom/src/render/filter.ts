/**
 * Blurs in place with a running mean of `2 * radius + 1` samples, across and down, `times` times (three come near a Gaussian).
 * Beyond the edge the nearest sample counts.
 *
 * @param channels interleaved values a pixel
 */
export function boxBlur(
  data: Float32Array,
  width: number,
  height: number,
  channels: number,
  radius: number,
  times: number,
): void {
  if (radius < 1) return;
  const line = new Float64Array(Math.max(width, height));
  const pass = (start: number, step: number, count: number): void => {
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
  };
  for (let n = 0; n < times; n++) {
    for (let y = 0; y < height; y++)
      for (let c = 0; c < channels; c++) pass(y * width * channels + c, channels, width);
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) pass(x * channels + c, width * channels, height);
  }
}

/** Gaussian blur in place with a standard deviation in pixels; 0 leaves the picture as it is. */
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
  const line = new Float64Array(Math.max(width, height));
  const pass = (start: number, step: number, count: number): void => {
    for (let k = 0; k < count; k++) line[k] = data[start + k * step];
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let j = -reach; j <= reach; j++) {
        const at = k + j;
        sum += kernel[j + reach] * line[at < 0 ? 0 : at >= count ? count - 1 : at];
      }
      data[start + k * step] = sum / total;
    }
  };
  for (let y = 0; y < height; y++)
    for (let c = 0; c < channels; c++) pass(y * width * channels + c, channels, width);
  for (let x = 0; x < width; x++)
    for (let c = 0; c < channels; c++) pass(x * channels + c, width * channels, height);
}
