import { type ClipParameters, type KeyFrame, openClipKeyFrames, type StrainSample } from '@wince/core';

/** A frame that families describe, with their values. */
export interface DescribedFrame {
  readonly time: number;
  /** Of the face, in [0, 1]. */
  readonly confidence: number;
  /** The values of each family that was asked for, in that order. */
  readonly values: readonly Float32Array[];
}

/** A frame that stands for its clip. */
export interface ChosenFrame {
  /** Seconds from the beginning of the recording. */
  readonly time: number;
  /** From the most similar of the others; null where it is the only one. See `thumbnailDistance`. */
  readonly distance: number | null;
}

/** What families say of a clip is computed from this. */
export interface DescribedClip {
  readonly described: readonly DescribedFrame[];
  /** Those of `described` that differ, in order of time, with their places there. */
  readonly keyFrames: readonly (ChosenFrame & { readonly index: number })[];
  readonly strain: readonly StrainSample[];
}

/** A stretch of video as it grows at one end and, where it is asked to, is forgotten at the other. */
export interface ClipWindow {
  add(frame: KeyFrame, values: readonly Float32Array[]): void;
  addStrain(sample: StrainSample): void;
  /** Forgets what lies before a time (seconds). */
  forget(before: number): void;
  clip(): DescribedClip;
}

export function openClipWindow({ keyFrames }: ClipParameters): ClipWindow {
  const described: (DescribedFrame & { readonly thumbnail: Float32Array })[] = [];
  const strain: StrainSample[] = [];
  return {
    add({ time, face, thumbnail }, values) {
      described.push({ time, confidence: face.quality.measures.confidence.value, values, thumbnail });
    },
    addStrain(sample) {
      strain.push(sample);
    },
    forget(before) {
      while (described.length > 0 && described[0].time < before) described.shift();
      while (strain.length > 0 && strain[0].time < before) strain.shift();
    },
    clip() {
      const chooser = openClipKeyFrames<{ index: number; time: number; thumbnail: Float32Array }>(keyFrames);
      described.forEach(({ time, thumbnail }, index) => {
        chooser.add({ index, time, thumbnail });
      });
      return {
        described: described.map(({ time, confidence, values }) => ({ time, confidence, values })),
        keyFrames: chooser.chosen().map(({ frame: { index, time }, distance }) => ({
          index,
          time,
          distance: Number.isFinite(distance) ? distance : null,
        })),
        strain: [...strain],
      };
    },
  };
}
