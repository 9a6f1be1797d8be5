import type { ClipParameters, FaceParameters, FrameFaultName } from '@wince/core';
import type { StoreAddress } from '../store/index.ts';
import type { FamilyRequest } from './families.ts';
import type { ChosenFrame } from './recording/clip-window.ts';

/** What a worker needs for all recordings: sent once, when it starts. */
export interface ExtractionSetup {
  /** Where the store is. */
  readonly store: StoreAddress;
  /** Parameters of the face analyser, checked. */
  readonly face: FaceParameters;
  /** How clips become rows, checked. */
  readonly clips: ClipParameters;
  readonly families: readonly ExtractedFamily[];
}

/** A family that a worker computes, and where its values go. */
export interface ExtractedFamily {
  readonly request: FamilyRequest;
  readonly columns: number;
  /** With the face analyser's, what the values depend on beside the recording. */
  readonly identity: string;
  /** `rows x columns`, filled row by row. */
  readonly values: Float32Array<SharedArrayBuffer>;
  /**
   * `rows x columns`: the median absolute deviation over the frames of reference clips, 0 elsewhere. Null where nothing is
   * normalised.
   */
  readonly spreads: Float32Array<SharedArrayBuffer> | null;
}

/** One file, and the rows of the data set that are pictures or intervals of it. */
export interface ExtractionTask {
  readonly path: string;
  readonly rows: readonly RecordingRow[];
  /** Where the subject is at rest in it, in seconds, as the data set says; null where it says nothing. */
  readonly rest: { readonly start: number; readonly end: number | null } | null;
}

/** A row of the data set in its file. */
export interface RecordingRow {
  /** The row of the tables that its values go to. */
  readonly row: number;
  /** Seconds; null for the whole file. */
  readonly start: number | null;
  readonly end: number | null;
  /** Whether it serves normalisation alone. */
  readonly reference: boolean;
}

/** What was found in a picture, or in a clip. */
export interface FoundFace {
  readonly status: 'used' | 'no-face' | 'poor-quality' | 'unreadable' | 'no-features';
  /** Why there is no usable face; for a clip that is used, what of it is missing. Empty where there is nothing to say. */
  readonly reason: string;
  /** SHA-256 of the file; null where it cannot be read at all. */
  readonly sha256: string | null;
  /** How sure the face mesh is that it sees a face, in [0, 1]; null where there is none. */
  readonly confidence: number | null;
  /** What a clip has beside; null for a picture. */
  readonly clip: FoundClip | null;
}

/** How a clip was followed. */
export interface FoundClip {
  /** Frames that were looked at. */
  readonly frames: number;
  readonly seconds: number;
  /** Share of its time in which the face is usable, in [0, 1]. */
  readonly usable: number;
  /** Shares of its time under each fault that occurred, in [0, 1]. */
  readonly faults: Readonly<Partial<Record<FrameFaultName, number>>>;
  readonly keyFrames: readonly ChosenFrame[];
  /** What of the clip could not be read; null where it is whole. */
  readonly partial: string | null;
}
