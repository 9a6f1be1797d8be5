import { z } from 'zod';
import { familyRecord } from '../families/family-record.ts';
import { fusedModality } from '../learning/pipeline/late-fusion.ts';
import type { SignalColumns } from '../recording/signals.ts';
import type { FrameFaultName } from '../recording/tracking/tracked-frame.ts';
import { experimentSpecification } from './specification.ts';

/** What became of a picture. Only `used` rows enter a fold. */
export const sampleStatus = z.enum([
  'used',
  /** No face was found. */
  'no-face',
  /** A face was found that no measurement should be built on; the reason says why. */
  'poor-quality',
  /** The file is missing or cannot be decoded. */
  'unreadable',
  /** It has no row in a feature table that the experiment names. */
  'no-features',
  /** Its label lies in neither class of the task. */
  'left-out',
  /** It lies in the middle band of the scale: scored and shown, counted nowhere. */
  'middle',
  /** It lies in the middle band of the scale and could not be scored; the reason says why. */
  'middle-not-scored',
  /** It belongs to the reference interval of its subject, which is never scored. */
  'reference',
]);
/** What became of a row of the data set: used, or why not. */
export type SampleStatus = z.infer<typeof sampleStatus>;

/** A row of `samples.csv`: every row of the data set stands there once. */
export interface SampleRow extends SignalColumns {
  readonly sample: string;
  readonly subject: string;
  readonly label: string;
  readonly status: SampleStatus;
  readonly reason: string;
  /**
   * SHA-256 of the row's file, in hexadecimal. Empty where the file cannot be read, and where the run did not open it: where all
   * features come from tables, and for rows that are left out.
   */
  readonly sha256: string;
  /**
   * The regions of the face that its values come from, joined by `+`: `eyes+brow+nose`. Empty where the row is not used; absent
   * where no feature is of a region.
   */
  readonly regions_seen?: string;
  /**
   * The modalities that it has, joined by `+`: `face+cry`. Empty where the row is not used; absent where the experiment fuses none.
   */
  readonly modalities?: string;
}

/** A row of `selected.csv`: a column that a cell kept in a fold. */
export interface SelectedRow {
  readonly cell: string;
  readonly fold: string;
  readonly rank: number;
  readonly feature: string;
  readonly weight: number | null;
}

/** A row of `tuned.csv`: what tuning, or the choice of a threshold, found for a cell in a fold. */
export interface TunedRow {
  readonly cell: string;
  readonly fold: string;
  /** `C`, `gamma`, `k`, `keep`, `threshold`, ... */
  readonly parameter: string;
  readonly value: number;
}

/** How a clip was followed: a row of `clips.csv`, with its rows of `key-frames.csv`. */
export interface ClipRow {
  readonly sample: string;
  readonly seconds: number;
  /** Frames that were looked at. */
  readonly frames: number;
  /** Share of its time in which the face is usable, in [0, 1]. */
  readonly usable: number;
  /** Share of its time under each fault, in [0, 1]. */
  readonly faults: Readonly<Record<FrameFaultName, number>>;
  /** Frames that stand for it. Times in seconds of the recording; distances as `thumbnailDistance`, null where it is the only one. */
  readonly keyFrames: readonly { readonly time: number; readonly distance: number | null }[];
  /** What of the clip could not be read; null where it is whole. */
  readonly partial: string | null;
}

/** A part of the program, or of what it is built on, that numbers depend on. */
export const softwareRecord = z.object({ id: z.string(), version: z.string() });
/** A part of the program whose numbers a run depends on, with its version. */
export type SoftwareRecord = z.infer<typeof softwareRecord>;

/** The form of a run folder. Rises when a file of it changes its meaning; folders of another form are refused. */
export const RUN_SCHEMA = 3;

/** `manifest.json`: what a run was made of. Two runs of one experiment differ in `machine` and `times` alone. */
export const runManifest = z.object({
  schema: z.literal(RUN_SCHEMA),
  kind: z.literal('wince run'),
  version: z.string(),
  lockfile_sha256: z.string().nullable(),
  /** Versions of the face analysis, of the tracker and of the decoders. */
  software: z.array(softwareRecord),
  /** Named so, a phantom's numbers are never taken for a clinical result. */
  dataset: z.object({
    path: z.string(),
    name: z.string().nullable(),
    sha256: z.string(),
    licence: z.string().nullable(),
    source: z.string().nullable(),
    /** True for a data set that the program drew. */
    synthetic: z.boolean(),
  }),
  test_dataset: z.object({ path: z.string(), name: z.string().nullable(), sha256: z.string() }).nullable(),
  /** The name of the task: `pain against rest`. */
  task: z.string(),
  /** What `decision` says of each side: its label, or its labels joined by `+`. */
  positive: z.string(),
  negative: z.string(),
  positive_labels: z.array(z.string()),
  negative_labels: z.array(z.string()),
  /** Where the labels come from. */
  labels_from: z.string(),
  /** What the rows of the data set are; `mixed` where some are pictures and some are clips. */
  rows: z.enum(['pictures', 'clips', 'mixed']).default('pictures'),
  protocol: z.string(),
  seed: z.int(),
  /** The cell that was declared before the results were known; null when none was. */
  primary: z.string().nullable(),
  /** The experiment, with all defaults. */
  specification: experimentSpecification,
  families: z.array(familyRecord),
  cells: z.array(z.string()),
  /** The modalities that are fused, with the names of their families. */
  modalities: z.array(fusedModality).default([]),
  warnings: z.array(z.string()),
  machine: z.record(z.string(), z.unknown()),
  times: z.object({ began: z.iso.datetime(), ended: z.iso.datetime(), seconds: z.number().nonnegative() }),
});
/** What `manifest.json` of a run says: all that went into it. */
export type RunManifest = z.infer<typeof runManifest>;
