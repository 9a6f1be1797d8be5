import {
  BARS_TO_ASSESSMENT,
  COVERABLE_REGIONS,
  clipScoreParameters,
  type MonitorReading,
  monitorParameters,
  STRAIN_UNITS,
  type StrainCurve,
  stateWord,
  whyNoScore,
} from '@wince/core';
import { z } from 'zod';
import type { PredictResult, Reported } from '../models/predict.ts';
import { INTERVALS, type ReadingInterval, readingsOf, type VideoPrediction } from './video-prediction.ts';

const SCORE = 'score in [0, 1]';
const SECONDS = 's';

/** A measurement that leaves the program: a value with its unit, or the reason why there is none. */
export const reportedValue = z.strictObject({
  value: z.number().nullable(),
  unit: z.string(),
  /** Of the face mesh: whether there is a face, not whether the score is right. */
  face_confidence: z.number().min(0).max(1).nullable(),
  reason: z.string().nullable(),
}) satisfies z.ZodType<Reported>;

const status = z.enum(['used', 'poor-quality', 'no-face', 'unreadable', 'no-features']);
const signal = z.strictObject({ status: z.enum(['used', 'lost', 'not needed']), reason: z.string() });
const seen = z.array(z.enum(COVERABLE_REGIONS)).readonly().nullable();
const stretch = z.strictObject({ start: z.number(), end: z.number() });

const peaks = z.array(
  z.strictObject({
    time: reportedValue,
    /** When an expression was that is held. */
    middle: reportedValue,
    height: reportedValue,
    prominence: reportedValue,
    width: reportedValue,
    rise: reportedValue,
    area: reportedValue,
  }),
);

/** One video of the document. Times in seconds from the beginning of the recording. */
export const videoDocument = z.strictObject({
  file: z.string(),
  ...stretch.shape,
  /** `partial`: the file breaks off, or was still being written. */
  read: z.enum(['whole', 'partial']),
  reason: z.string().nullable(),
  frames: z.int().positive(),
  scored: z.int().nonnegative(),
  /** One score for the whole video. No score of a scale. */
  score: reportedValue,
  clip_score: clipScoreParameters,
  usable: reportedValue,
  unusable: z.array(z.strictObject({ cause: z.string(), seconds: z.number(), example: z.string() })),
  not_assessable: z.array(
    z.strictObject({ bar: z.enum(BARS_TO_ASSESSMENT), start: z.number(), end: z.number().nullable() }),
  ),
  monitor: monitorParameters,
  states: z.array(z.strictObject({ state: z.string(), ...stretch.shape })),
  episodes: z.array(
    z.strictObject({
      start: reportedValue,
      confirmed: reportedValue,
      end: reportedValue,
      peak: reportedValue,
      ended_by: z.enum(['recovery', 'signal lost', 'not assessable', 'end of recording']),
    }),
  ),
  strain_peaks: z.strictObject({ previous: peaks.nullable(), baseline: peaks.nullable() }),
  every: z.enum(INTERVALS),
  readings: z.array(
    z.strictObject({
      time: z.number(),
      state: z.string(),
      score: reportedValue,
      /** Seconds since the score was made. */
      age: z.number().nullable(),
      stale: z.boolean(),
      /** Of a model by region: what of the face the score rests on; null where there is none. */
      regions_seen: seen,
      status,
      strain: z.strictObject({ previous: reportedValue, baseline: reportedValue }),
    }),
  ),
});
export type VideoDocument = z.infer<typeof videoDocument>;

/** What `wince predict --json` prints. */
export const predictionDocument = z.strictObject({
  model: z.strictObject({
    cell: z.string(),
    positive: z.string(),
    version: z.string(),
    synthetic: z.boolean(),
    score_means: z.string(),
    calibration: z.string().nullable(),
    /** The share of pain at which scores hold, as far as they are probabilities. */
    prevalence: z.number().nullable(),
    abstention: z
      .strictObject({
        ...{ method: z.enum(['split', 'cross']), level: z.number(), promised_coverage: z.number() },
        subjects: z.strictObject({ positive: z.int(), negative: z.int() }),
      })
      .nullable(),
    /** How the scores of modalities become one. */
    fusion: z
      .strictObject({
        by: z.enum(['early', 'mean', 'stack']),
        modalities: z.array(z.strictObject({ name: z.string(), weight: z.number().nullable() })).readonly(),
      })
      .nullable(),
    /** What the model knows of rows that it was not trained for; null where it does not tell. */
    outside: z
      .strictObject({ subjects: z.int(), share: z.number(), looks_at: z.array(z.string()).readonly() })
      .nullable(),
    note: z.string(),
  }),
  /** One for each picture. */
  predictions: z.array(
    z.strictObject({
      file: z.string(),
      state: z.string(),
      score: reportedValue,
      raw: z.number().nullable(),
      threshold: z.number(),
      prevalence: z.number().nullable(),
      /** What stands behind the state of a model that abstains. */
      answer: z
        .strictObject({
          not_ruled_out: z.array(z.string()).readonly(),
          promised_coverage: z.number(),
          reason: z.string(),
        })
        .nullable(),
      /** How unlike the training rows it is, of a model that tells. */
      outside: z
        .strictObject({
          is_outside: z.boolean(),
          ...{ p: z.number(), share: z.number() },
          differs: z
            .array(
              z.strictObject({
                what: z.string(),
                of: z.enum(['light and sharpness', 'apparent age', 'features']),
                deviations: z.number(),
              }),
            )
            .readonly(),
        })
        .nullable(),
      status,
      /** What became of each signal that the model needs. */
      signals: z.strictObject({ face: signal, frames: signal, sound: signal }),
      /** Of a model by region: what of the face the score rests on, and the NFCS actions that can be seen there. */
      regions_seen: seen,
      actions_seen: z.array(z.string()).readonly().nullable(),
      /** Of a model that fuses modalities: what the score rests on, and what is missing. */
      modalities: z
        .strictObject({ used: z.array(z.string()).readonly(), missing: z.array(z.string()).readonly() })
        .nullable(),
    }),
  ),
  videos: z.array(videoDocument),
});
/** What `wince predict --json` writes; see `predictionDocument`. */
export type PredictionDocument = z.infer<typeof predictionDocument>;

/** The document of pictures and videos that one model was shown. */
export function documentOf(
  pictures: PredictResult,
  videos: readonly VideoPrediction[],
  every: ReadingInterval,
): PredictionDocument {
  return {
    model: pictures.model,
    predictions: [...pictures.predictions],
    videos: videos.map((prediction) => documentOfVideo(prediction, pictures.model.positive, every)),
  };
}

/** @param positive the label that the model's score rises with */
export function documentOfVideo(
  prediction: VideoPrediction,
  positive: string,
  every: ReadingInterval,
): VideoDocument {
  const { file, video, partial } = prediction;
  const { usable, scores, strain, parameters } = video;
  const faceConfidence =
    scores.length === 0 ? null : scores.reduce((sum, score) => sum + score.confidence, 0) / scores.length;
  return {
    file,
    start: video.start,
    end: video.end,
    read: partial === null ? 'whole' : 'partial',
    reason: partial,
    frames: video.frames.length,
    scored: scores.length,
    score: reported(video.clipScore, SCORE, faceConfidence, 'no frame was scored'),
    clip_score: parameters.clipScore,
    usable: reported(usable.share, 'share of the time', null, 'the recording has no length'),
    unusable: usable.unusable.map((lost) => ({ ...lost })),
    not_assessable: video.bars.map(({ bar, start, end }) => ({
      bar,
      start,
      end: Number.isFinite(end) ? end : null,
    })),
    monitor: parameters.monitor,
    states: video.shown.map(({ state, start, end }) => ({ state: stateWord(state, positive), start, end })),
    episodes: video.episodes.map(({ start, confirmed, end, peak, meanConfidence, endedBy }) => ({
      start: reported(start, SECONDS, meanConfidence),
      confirmed: reported(confirmed, SECONDS, meanConfidence),
      end: reported(end, SECONDS, meanConfidence),
      peak: reported(peak, SCORE, meanConfidence),
      ended_by: endedBy,
    })),
    strain_peaks: { previous: peaksOf(strain.previous), baseline: peaksOf(strain.baseline) },
    every,
    readings: readingsOf(prediction, every).map((reading) =>
      readingDocument(reading, positive, parameters.monitor.leastConfidence),
    ),
  };
}

function readingDocument(
  reading: MonitorReading,
  positive: string,
  leastConfidence: number,
): VideoDocument['readings'][number] {
  const { time, state, value, stale, status: frame, strain, faults } = reading;
  const why =
    strain === null ? 'not measured here' : (faults.at(0)?.reason ?? 'there is nothing to compare it with');
  const strainOf = (reference: 'previous' | 'baseline') =>
    reported(strain?.[reference], STRAIN_UNITS[reference], null, why);
  return {
    time,
    state: stateWord(state, positive),
    score: {
      value: value?.score ?? null,
      unit: SCORE,
      face_confidence: value?.confidence ?? null,
      reason: whyNoScore(reading, leastConfidence),
    },
    age: value?.age ?? null,
    stale,
    regions_seen: value?.regions ?? null,
    status: frame,
    strain: { previous: strainOf('previous'), baseline: strainOf('baseline') },
  };
}

function peaksOf(curve: StrainCurve | null): z.infer<typeof peaks> | null {
  if (!curve) return null;
  const unit = STRAIN_UNITS[curve.reference];
  return curve.peaks.map(({ time, middle, height, prominence, width, rise, area }) => ({
    time: reported(time, SECONDS),
    middle: reported(middle, SECONDS),
    height: reported(height, unit),
    prominence: reported(prominence, unit),
    width: reported(width, SECONDS),
    rise: reported(rise, SECONDS),
    area: reported(area, unit === '1/s' ? '1' : SECONDS),
  }));
}

/** @param reason given where there is no value */
function reported(
  value: number | null | undefined,
  unit: string,
  faceConfidence: number | null = null,
  reason = 'not defined',
): Reported {
  const there = typeof value === 'number' && !Number.isNaN(value);
  return {
    value: there ? value : null,
    unit,
    face_confidence: there ? faceConfidence : null,
    reason: there ? null : reason,
  };
}
