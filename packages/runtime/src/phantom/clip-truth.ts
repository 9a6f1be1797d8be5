import {
  ACTIONS,
  type Clip,
  CONTRASTS,
  clipResponse,
  type FaceTruth,
  FRAMES_PER_SECOND,
  type HeadModel,
  type NipsLike,
  type Segment,
  segmentScores,
  subjectTruth,
} from '@wince/phantom';
import { z } from 'zod';
import { bedsideSchema, nipsSchema, subjectTruthSchema } from './truth-schema.ts';

const seconds = z.number().describe('Seconds from the first frame.');

/** `truth/SUBJECT.json`: everything that is known of a clip of the phantom, beside its table of frames. */
export const clipTruthSchema = z.strictObject({
  schema: z.literal(1),
  synthetic: z.literal(true),
  video: z.string(),
  session: z.int(),
  subject: subjectTruthSchema,
  size: z.int(),
  frames_per_second: z.number(),
  frames: z.int(),
  seconds: z.number(),
  difficulty: z.number(),
  contrast: z.enum(CONTRASTS),
  segments: z.array(
    z.strictObject({
      period: z.enum(['baseline', 'procedure', 'recovery']),
      condition: z.string(),
      blind_condition: z.string(),
      label: z
        .enum(['pain', 'no-pain', 'calm'])
        .describe('As in dataset.csv: wrong where the label noise changed it.'),
      true_label: z.enum(['pain', 'no-pain', 'calm']),
      start: seconds,
      end: seconds,
      response: z
        .strictObject({ onset: seconds, apex: seconds, offset: seconds })
        .nullable()
        .describe('When the face begins to react, first reaches its maximum, and is at rest again.'),
      handled: z.boolean().describe('The baby is handled, without pain: it moves, and its heart may rise.'),
      course: z
        .strictObject({ waves: z.int(), rise: z.number() })
        .nullable()
        .describe('How often the face goes up and down in between, and which share of each time it rises.'),
      nips: nipsSchema,
    }),
  ),
  incidents: z
    .array(z.strictObject({ condition: z.string(), start: seconds, end: seconds, strength: z.number() }))
    .describe('What happens in the face in the calm parts.'),
  light: z.strictObject({
    kind: z.string(),
    azimuth: z.number(),
    elevation: z.number(),
    strength: z.number(),
    flicker: z
      .strictObject({ frequency: z.number().describe('Hz, as visible in the frames.'), depth: z.number() })
      .nullable(),
  }),
  bedside: bedsideSchema,
  heart: z.strictObject({
    beats: z.array(seconds).describe('The time of each beat.'),
    amplitude: z
      .number()
      .describe('Amplitude of the fundamental in the green value of lit skin, as a share of this value.'),
    responds: z.boolean(),
  }),
  breaths_per_minute: z.number(),
  sucks_per_second: z.number(),
  chin_quivers_per_second: z.number(),
  blinks: z.array(seconds),
  sneezes: z.array(seconds),
  cries: z.array(
    z.strictObject({
      kind: z.enum(['expiration', 'inspiration']),
      voice: z.enum(['phonation', 'hyperphonation', 'dysphonation', 'breath']),
      start: seconds,
      end: seconds,
      pitch: z.tuple([z.number(), z.number(), z.number()]).describe('Hz: first, highest, last.'),
      loudness: z.number(),
    }),
  ),
  ward_sounds: z.array(
    z.strictObject({
      kind: z.enum(['alarm', 'speech', 'suction']),
      start: seconds,
      end: seconds,
      pitch: z.number(),
    }),
  ),
  landmarks: z
    .array(z.strictObject({ name: z.string(), group: z.string(), face_mesh: z.array(z.int()) }))
    .describe('In the order of the columns of the table of frames.'),
  regions: z
    .array(z.strictObject({ name: z.string(), corners: z.int() }))
    .describe('Outlines of parts of the face, in the order of the columns of the table of frames.'),
  frame_table: z.string().describe('Parquet: one row for each frame.'),
  displacement_table: z
    .string()
    .describe('Parquet: frame, x, y and the displacement to the next frame, on a grid of skin.'),
});

/** What is true of a drawn clip, as its file of truth has it. */
export type ClipTruth = z.infer<typeof clipTruthSchema>;

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** What is known of a clip. */
export function clipTruth(
  model: HeadModel,
  clip: Clip,
  difficulty: number,
  first: FaceTruth,
  paths: { readonly video: string; readonly frames: string; readonly displacement: string },
): ClipTruth {
  const { nuisance, motion, heart } = clip;
  const scores: NipsLike[] = segmentScores(clip);
  return clipTruthSchema.parse({
    schema: 1,
    synthetic: true,
    video: paths.video,
    session: clip.session,
    subject: subjectTruth(model.subject),
    size: clip.size,
    frames_per_second: FRAMES_PER_SECOND,
    frames: clip.frames,
    seconds: clip.seconds,
    difficulty,
    contrast: clip.contrast,
    segments: clip.segments.map((segment, i) => ({
      ...segment,
      true_label: trueLabel(segment),
      blind_condition: motion.blind[i],
      nips: scores[i],
      response: clipResponse(clip, i),
      handled: heart.handled[i],
    })),
    incidents: motion.incidents,
    light: {
      kind: nuisance.light,
      azimuth: nuisance.azimuth,
      elevation: nuisance.elevation,
      strength: nuisance.strength,
      flicker: clip.flicker,
    },
    bedside: nuisance.bedside,
    heart: {
      beats: Array.from(heart.beats, (t) => round(t, 3)).filter((t) => t >= 0 && t < clip.seconds),
      amplitude: heart.amplitude,
      responds: heart.responds,
    },
    breaths_per_minute: clip.breathing,
    sucks_per_second: motion.suckRate,
    chin_quivers_per_second: motion.quiverRate,
    blinks: motion.blinks.map((t) => round(t, 3)),
    sneezes: motion.sneezes.map((t) => round(t, 3)),
    cries: clip.cries,
    ward_sounds: clip.ward,
    landmarks: first.landmarks.map(({ name, group, face_mesh }) => ({ name, group, face_mesh })),
    regions: Object.entries(first.regions).map(([name, { length }]) => ({ name, corners: length })),
    frame_table: paths.frames,
    displacement_table: paths.displacement,
  });
}

function trueLabel({ condition, label }: Segment): Segment['label'] {
  if (label === 'calm') return 'calm';
  return condition === 'pain' ? 'pain' : 'no-pain';
}

/** The numbers of a frame that every frame has: names of the columns of the table of frames, before the landmarks. */
export const FRAME_COLUMNS = [
  'time',
  ...ACTIONS,
  'yaw',
  'pitch',
  'roll',
  'flush',
  'pulse',
  'heart_rate',
  'cry_pitch',
  'cry_loudness',
  'hidden_share',
] as const;

/** The JSON Schema of the truth files of clips. */
export function clipTruthJsonSchema(): unknown {
  return z.toJSONSchema(clipTruthSchema);
}
