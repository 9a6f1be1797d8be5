import type {
  ChosenFrame,
  ClipParameters,
  Degradation,
  FaceParameters,
  FaceShape,
  FamilyValues,
  FrameFaultName,
  MethodSpecification,
  SignalStates,
} from '@wince/core';

/** What it takes to observe recordings: plain data, the same for all of them. */
export interface ExtractionSetup {
  readonly face: FaceParameters;
  /** How clips become rows. */
  readonly clips: ClipParameters;
  /** The families to observe, as the user wrote them. */
  readonly features: readonly MethodSpecification[];
  /** What is done to each picture before anything is looked for. Default: nothing. */
  readonly degradation?: Degradation;
}

/** One file, and the rows of the data set that are pictures or intervals of it. */
export interface ExtractionTask {
  readonly path: string;
  /** Of the file. */
  readonly sha256: string;
  readonly rows: readonly RecordingRow[];
  /** Where the subject is at rest in it, in seconds, as the data set says; null where it says nothing. */
  readonly rest: { readonly start: number; readonly end: number | null } | null;
}

/** A row of the data set in its file. */
export interface RecordingRow {
  /** Its number among the rows of its file. */
  readonly row: number;
  /** Seconds; null for the whole file. */
  readonly start: number | null;
  readonly end: number | null;
  /** Whether it serves normalisation alone. */
  readonly reference: boolean;
}

/** A row that was observed. */
export interface ObservedRow {
  readonly finding: RowFinding;
  /** The values of each family, in their order; null where it has none. */
  readonly values: readonly (FamilyValues | null)[];
}

/** What was found in a row: a picture, a clip, an interval of a recording. */
export interface RowFinding {
  /** `used` where at least one family has values. */
  readonly status: 'used' | 'no-face' | 'poor-quality' | 'unreadable' | 'no-features';
  /** Why it is not used; where it is, what of it is missing. Empty where there is nothing to tell. */
  readonly reason: string;
  /** SHA-256 of the file; null where it cannot be read at all, or was not opened. */
  readonly sha256: string | null;
  /** How sure the face mesh is that it sees a face, in [0, 1]; null where there is none. */
  readonly confidence: number | null;
  /** How open the eyes and the mouth of a picture's face are, and whether it looks stretched; null for clips, and without a face. */
  readonly shape: FaceShape | null;
  /** Light and sharpness of the face, a number for each of `FACE_LOOK`; of a clip their means over the described frames. Null without a face. */
  readonly look: readonly number[] | null;
  readonly signals: SignalStates;
  /** Why a family has no values, for each family; null where it has. */
  readonly lost: readonly (string | null)[];
  /** What a clip has beside; null for a picture. */
  readonly clip: ClipFinding | null;
}

/** How a clip was followed. */
export interface ClipFinding {
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
