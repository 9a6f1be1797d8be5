import { z } from 'zod';

/** What a person or a file may be called in a request: no control characters, nothing endless. */
const word = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}]*$/u, 'has a control character');

/** The name under which somebody labels. It is no account: whoever has opened the page can write any name. */
export const raterName = word(60);
/** The path of something in the project, from the folder of the project, with forward slashes; `.` is the project. */
export const placeName = word(500);
/** The name of a sample in its data set: see `sampleName`. */
export const sampleId = word(600);
/** What a client calls a change, so that one that is sent twice is made once. */
export const changeId = z.uuid();
/** A moment, ISO 8601 in UTC. */
const moment = z.iso.datetime();

/** An error, as every address gives it. */
export const refusal = z.object({
  /** A code of the one table; null for a defect of the program. */
  code: z.string().nullable(),
  message: z.string(),
  hint: z.string(),
});
/** An error, as every address gives it. */
export type RefusedAnswer = z.infer<typeof refusal>;

/** The project, and who made the page. */
export const projectState = z.object({
  version: z.string(),
  project: z.string(),
  /** How many bytes of a recording are taken by `/api/predict`. */
  upload_limit: z.int(),
});
/** The project, and who made the page. */
export type ProjectState = z.infer<typeof projectState>;

/** A data set of the project. */
export const datasetEntry = z.object({
  id: placeName,
  name: z.string(),
  rows: z.int(),
  subjects: z.int(),
  labels: z.record(z.string(), z.int()),
  /** Why it cannot be read; null where it can. */
  problem: refusal.nullable(),
});
/** A data set of the project. */
export type DatasetEntry = z.infer<typeof datasetEntry>;

/** What was seen of the face of a picture. */
export const seenFace = z.object({
  status: z.enum(['used', 'poor-quality', 'no-face', 'unreadable']),
  /** Why the face is not used; empty where it is. */
  reason: z.string(),
  faces: z.int(),
  /** Measures of quality with their units; none where there is no face. */
  measures: z.record(z.string(), z.object({ value: z.number(), unit: z.string() })),
  /** Corners of the face's box, x and y in shares of the picture's width and height; null where there is no face. */
  corners: z.array(z.number()).length(8).nullable(),
  /** Some landmarks, x and y in turn, in shares of width and height. */
  landmarks: z.array(z.number()),
});
/** What was seen of the face of a picture. */
export type CheckedFace = z.infer<typeof seenFace>;

/** A row of a data set. */
export const datasetRow = z.object({
  sample: sampleId,
  path: z.string(),
  subject: z.string(),
  label: z.string(),
  session: z.string().nullable(),
  period: z.string().nullable(),
  start: z.number().nullable(),
  end: z.number().nullable(),
  is_reference: z.boolean(),
  /** Who left the row out, and why; null where it takes part. */
  excluded: z.object({ who: raterName, at: moment, reason: z.string() }).nullable(),
  /** Null where nobody has looked yet. */
  face: seenFace.nullable(),
});
/** A row of a data set. */
export type DatasetRow = z.infer<typeof datasetRow>;

/** What the check of a data set found. */
export const checkedFinding = z.object({
  level: z.enum(['error', 'warning', 'note']),
  code: z.string(),
  message: z.string(),
  path: z.string().optional(),
  subject: z.string().optional(),
  hint: z.string(),
});
/** What the check of a data set found. */
export type CheckedFinding = z.infer<typeof checkedFinding>;

/** How a data set is made of a folder of the project. */
export const newDataset = z.strictObject({
  folder: placeName,
  /** How names of files are read: `{subject}_{label}_{index}.jpg`. */
  pattern: word(200),
  /** The label of pain. */
  positive: word(60),
});
/** A row that is left out of runs from now on, or taken in again. */
export const newExclusion = z.strictObject({
  id: changeId,
  dataset: placeName,
  sample: sampleId,
  who: raterName,
  excluded: z.boolean(),
  reason: word(300),
});

/** A clip that becomes two rows. */
export const newSplit = z.strictObject({
  dataset: placeName,
  sample: sampleId,
  who: raterName,
  /** Seconds of the recording: where the first part ends and the second one begins. */
  at: z.number().positive(),
  /** The labels of the two parts; null for that of the row. */
  labels: z.tuple([word(200).nullable(), word(200).nullable()]),
});

/** A clip, as somebody looks at it. */
export const seenClip = z.object({
  /** Seconds of the recording between which the row lies. */
  start: z.number(),
  end: z.number(),
  /** Mean frames a second. */
  frame_rate: z.number(),
});
/** A clip, as somebody looks at it. */
export type SeenClip = z.infer<typeof seenClip>;
/** The frames of a stretch of a clip. */
export const clipFrames = z.object({
  frames: z.array(
    z.object({
      /** Seconds of the recording. */
      time: z.number(),
      /** A JPEG in base64. */
      jpeg: z.string(),
    }),
  ),
});
/** The frames of a stretch of a clip. */
export type ClipFrames = z.infer<typeof clipFrames>;

/** The simple choice that may be made in the place of a scale. */
export const CHOICES = ['pain', 'no pain', 'cannot tell'] as const;

/** The word of a choice by its number; null for any other number. */
export function wordOfChoice(number: number): string | null {
  return CHOICES[number] ?? null;
}

/** When a face begins to answer in a clip, and when it has ended; seconds of the recording, null where somebody saw none. */
export const clipMarks = z
  .strictObject({ onset: z.number().nonnegative().nullable(), end: z.number().nonnegative().nullable() })
  .refine(({ onset, end }) => onset === null || end === null || end >= onset, 'the end is before the onset');
/** When a face begins to answer in a clip, and when it has ended. */
export type ClipMarks = z.infer<typeof clipMarks>;

/** A label that somebody gives. */
export const newLabel = z.strictObject({
  id: changeId,
  dataset: placeName,
  sample: sampleId,
  who: raterName,
  /** The id of a scale, or `choice`. */
  scale: word(40),
  /** The points of each item, null where it could not be seen; of `choice` there is one item, `choice`, numbered as in `CHOICES`. */
  items: z.record(z.string().max(60), z.int().min(-100).max(100).nullable()),
  /** Of a clip; null where somebody marked nothing. */
  marks: clipMarks.nullable().default(null),
  /** The number of this rater's last label of the item that the rater has seen; null where there was none. */
  after: z.int().nullable(),
});
/** A label that somebody gives. */
export type NewLabel = z.infer<typeof newLabel>;

/** A label that was given: it is never changed, and a later one stands beside it. */
export const givenLabel = z.object({
  /** Counts labels and exclusions of the project in their order. */
  number: z.int(),
  at: moment,
  who: raterName,
  sample: sampleId,
  scale: z.string(),
  items: z.record(z.string(), z.int().nullable()),
  marks: clipMarks.nullable(),
  /** Null where an item could not be seen. */
  total: z.int().nullable(),
  /** What the points mean: a band of the scale, or the choice. Null without a total. */
  word: z.string().nullable(),
});
/** A label that was given. */
export type GivenLabel = z.infer<typeof givenLabel>;

/** A figure with its 95 % interval. */
const figure = z.object({ value: z.number().nullable(), ci95: z.tuple([z.number(), z.number()]).nullable() });
/** How two raters agree. */
export const raterPair = z.object({
  raters: z.tuple([z.string(), z.string()]),
  /** Items that both have rated completely. */
  items: z.int(),
  subjects: z.int(),
  kappa: figure,
  agreement: figure,
  /** Items on whose word they differ. Only of pairs of which the asking rater is one. */
  differences: z.array(
    z.object({
      sample: sampleId,
      words: z.tuple([z.string(), z.string()]),
      /** The points of both raters by item. */
      points: z.array(z.object({ item: z.string(), values: z.tuple([z.int(), z.int()]) })),
    }),
  ),
  /** Clips in which both have marked something. Only of pairs of which the asking rater is one. */
  marks: z.array(z.object({ sample: sampleId, both: z.tuple([clipMarks, clipMarks]) })),
});
/** How two raters agree. */
export type RaterPair = z.infer<typeof raterPair>;

/** A scale, as the page lays it out. */
export const scaleForm = z.object({
  id: z.string(),
  title: z.string(),
  purpose: z.string(),
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      least: z.int(),
      most: z.int(),
      words: z.array(z.string()),
    }),
  ),
  notes: z.array(z.string()),
  source: z.string(),
});
/** A scale, as the page lays it out. */
export type ScaleForm = z.infer<typeof scaleForm>;

/** An experiment file of the project. */
export const experimentEntry = z.object({
  id: placeName,
  /** The data set that it is about, by its id; null where that is not in the project. */
  dataset: placeName.nullable(),
  cells: z.int(),
  protocol: z.string(),
  problem: refusal.nullable(),
});
/** An experiment file of the project. */
export type ExperimentEntry = z.infer<typeof experimentEntry>;

/** What became of a piece of long work. */
export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'stopped', 'broken-off'] as const;
/** A piece of long work. */
export const jobEntry = z.object({
  id: z.uuid(),
  kind: z.enum(['run', 'check', 'train', 'import-network', 'test-network']),
  /** The experiment, the data set, the run whose cell becomes a model, the file of a network that is imported (its name when it is done), or a network. */
  about: placeName,
  state: z.enum(JOB_STATES),
  began: moment,
  ended: moment.nullable(),
  /** The run folder, or the file of the model, from the folder of the project. */
  folder: z.string().nullable(),
  failure: refusal.nullable(),
});
/** A piece of long work. */
export type JobEntry = z.infer<typeof jobEntry>;

/** A run folder of the project. */
export const runEntry = z.object({
  id: placeName,
  began: z.string(),
  dataset: z.string().nullable(),
  cells: z.int(),
  protocol: z.string(),
  synthetic: z.boolean(),
  problem: refusal.nullable(),
});
/** A run folder of the project. */
export type RunEntry = z.infer<typeof runEntry>;

/** A cell of a run's table. */
export const tableCell = z.object({
  cell: z.string(),
  samples: z.int(),
  subjects: z.int(),
  accuracy: figure,
  balanced_accuracy: figure,
  auc: figure,
  /** Whether it may answer that it cannot tell. */
  abstains: z.boolean(),
});
/** A cell of a run's table. */
export type TableCell = z.infer<typeof tableCell>;

/** A model of the project. */
export const modelEntry = z.object({
  id: placeName,
  sha256: z.string(),
  problem: refusal.nullable(),
  card: z
    .object({
      cell: z.string(),
      version: z.string(),
      positive: z.string(),
      synthetic: z.boolean(),
      score_means: z.string(),
      rows: z.string(),
      subjects: z.int(),
      samples: z.int(),
      note: z.string(),
    })
    .nullable(),
});
/** A model of the project. */
export type ModelEntry = z.infer<typeof modelEntry>;

/** A line of the audit log. */
export const auditEntry = z.object({
  number: z.int(),
  at: moment,
  who: z.string(),
  what: z.string(),
  detail: z.string(),
  hash: z.string(),
});
/** The audit log, and whether its chain holds. */
export const auditLog = z.object({
  entries: z.array(auditEntry),
  intact: z.boolean(),
  /** The first line that is not as it was written; null where the chain holds. */
  broken_at: z.int().nullable(),
});
