/** A piece of the sound of a recording. Pieces come in the order of time, and never overlap. */
export interface SoundBlock {
  /** Seconds of the first sample from the beginning of the recording, on the same clock as its frames. */
  readonly time: number;
  /** Samples a second. */
  readonly sampleRate: number;
  /** The mean over the channels, in [-1, 1]. Sample `n` is at `time + n / sampleRate` seconds. */
  readonly samples: Float32Array;
}
