/** How sound is cut into frames that overlap. */
export interface SoundFraming {
  /** Samples of a frame. */
  readonly size: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
  /**
   * `middle`: frame `i` is around sample `i * hop`, with zeros outside of the sound, as librosa has it; `start`: frame `i` begins at
   * sample `i * hop`, and only whole frames count, as HTK has it.
   */
  readonly anchor: 'middle' | 'start';
}

/** How many frames a sound of so many samples has. */
export function frameCount(samples: number, { size, hop, anchor }: SoundFraming): number {
  const length = anchor === 'middle' ? samples + 2 * Math.floor(size / 2) : samples;
  return length < size || samples === 0 ? 0 : 1 + Math.floor((length - size) / hop);
}

/**
 * Copies frames from `index` on into `out`, as one run of sound in which frame `i` of them begins at `i * hop`; what is outside of the sound is 0.
 *
 * @param count of frames. Default: 1
 * @param out at least `(count - 1) * hop + size` values
 */
export function copyFrames(
  samples: Float32Array | Float64Array,
  index: number,
  { size, hop, anchor }: SoundFraming,
  out: Float32Array | Float64Array,
  count = 1,
): void {
  const length = (count - 1) * hop + size;
  const first = index * hop - (anchor === 'middle' ? Math.floor(size / 2) : 0);
  const from = Math.max(first, 0);
  const part = samples.subarray(from, Math.max(first + length, from));
  out.fill(0, 0, length);
  if (part.length > 0) out.set(part, from - first);
}

/** Hann's window for spectra: `size` values of a period, so that its next value would be the first again. */
export function hannWindow(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
}

/** Hamming's window as HTK has it: the first value is the last one, too. */
export function hammingWindow(size: number): Float64Array {
  return Float64Array.from(
    { length: size },
    (_, i) => 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (size - 1)),
  );
}
