import { type ClipParameters, chooseKeyFrames, keyFrameThumbnail, type StrainSample } from '@wince/core';
import type { StretchFrame } from './follow.ts';

/** A frame that families describe, with their values. */
export interface DescribedFrame {
  readonly time: number;
  /** Of the face, in [0, 1]. */
  readonly confidence: number;
  /** The values of each family that was asked for, in that order. */
  readonly values: readonly Float32Array[];
}

/** A frame that stands for its clip. */
export interface KeyFrame {
  /** Seconds from the beginning of the recording. */
  readonly time: number;
  /** From the nearest of the key frames chosen before it; null for the first. See `chooseKeyFrames`. */
  readonly distance: number | null;
}

/** What families say of a clip is computed from this. */
export interface DescribedClip {
  readonly described: readonly DescribedFrame[];
  /** Those of `described` that differ, in order of time, with their places there. */
  readonly keyFrames: readonly (KeyFrame & { readonly index: number })[];
  readonly strain: readonly StrainSample[];
}

/** A stretch of video as it grows at one end and, where it is asked to, is forgotten at the other. */
export interface ClipWindow {
  add(frame: StretchFrame, values: readonly Float32Array[]): void;
  addStrain(sample: StrainSample): void;
  /** Forgets what lies before a time (seconds). */
  forget(before: number): void;
  clip(): DescribedClip;
}

export function openClipWindow({ keyFrames, keyFrameDistance }: ClipParameters): ClipWindow {
  const described: (DescribedFrame & { readonly thumbnail: Float32Array })[] = [];
  const strain: StrainSample[] = [];
  return {
    add({ time, confidence, face }, values) {
      described.push({ time, confidence, values, thumbnail: keyFrameThumbnail(face) });
    },
    addStrain(sample) {
      strain.push(sample);
    },
    forget(before) {
      while (described.length > 0 && described[0].time < before) described.shift();
      while (strain.length > 0 && strain[0].time < before) strain.shift();
    },
    clip() {
      const chosen = chooseKeyFrames(
        described.map(({ thumbnail }) => thumbnail),
        { most: keyFrames, leastDistance: keyFrameDistance },
      );
      return {
        described: described.map(({ time, confidence, values }) => ({ time, confidence, values })),
        keyFrames: chosen.map(({ index, distance }) => ({ index, distance, time: described[index].time })),
        strain: [...strain],
      };
    },
  };
}
