import { ACTIONS, CONDITIONS, LIGHT_KINDS } from '@wince/phantom';
import { z } from 'zod';

const share = z.number().min(0).max(1);
const point = z.tuple([z.number(), z.number()]);

const landmark = z.strictObject({
  name: z.string(),
  group: z.enum(['brow', 'lids', 'nose', 'mouth', 'chin']),
  x: z.number().describe('Pixels from the centre of the first pixel, to the right.'),
  y: z.number().describe('Pixels from the centre of the first pixel, down.'),
  z: z.number().describe('Nearness to the camera in cm, relative to the middle of the head.'),
  visible: z.boolean(),
  face_mesh: z
    .array(z.int().min(0).max(467))
    .describe('Points of the 468-point face mesh whose mean should be there.'),
});

/** What is known of a face in a frame. */
export const faceTruthSchema = {
  landmarks: z.array(landmark),
  regions: z.record(z.string(), z.array(point)).describe('Outlines in pixels.'),
  eye_distance: z.number().describe('Distance of the outer eye corners in pixels.'),
  occlusions: z.array(z.string()),
  hidden_share: share.describe('Share of the landmarks that cannot be seen.'),
};

const actions = z.strictObject(Object.fromEntries(ACTIONS.map((action) => [action, share])));

export const subjectTruthSchema = z.strictObject({
  id: z.string(),
  sex: z.enum(['female', 'male']),
  gestational_age_weeks: z.number(),
  postnatal_age_days: z.int(),
  monk: z.number().min(1).max(10).describe('Place on the Monk skin tone scale.'),
});

export const poseSchema = z
  .strictObject({ yaw: z.number(), pitch: z.number(), roll: z.number() })
  .describe('Degrees: yaw to the right of the picture, pitch up, roll clockwise in the picture.');

export const nipsSchema = z.strictObject({
  face: z.int().min(0).max(1),
  cry: z.int().min(0).max(2),
  breathing: z.int().min(0).max(1),
  arms: z.int().min(0).max(1),
  legs: z.int().min(0).max(1),
  arousal: z.int().min(0).max(1),
  total: z.int().min(0).max(7),
});

export const bedsideSchema = z.strictObject({
  cannula: z.boolean(),
  tape: z.boolean(),
  feedingTube: z.enum(['none', 'nasal', 'oral']),
  cap: z.boolean(),
  soother: z.boolean(),
  mask: z.boolean(),
  lipTape: z.boolean(),
  blanket: share,
  hand: z.strictObject({ x: z.number(), y: z.number() }).optional(),
});

/** `truth/SUBJECT/NN.json`: everything that is known of a still picture of the phantom. */
export const pictureTruthSchema = z.strictObject({
  schema: z.literal(1),
  synthetic: z.literal(true),
  sample: z.string(),
  subject: subjectTruthSchema,
  session: z.int(),
  position: z.int().describe('Place in the order in which the pictures of the subject were taken.'),
  period: z.enum(['baseline', 'procedure', 'recovery']),
  condition: z.enum(CONDITIONS),
  label: z.enum(['pain', 'no-pain']).describe('As in dataset.csv.'),
  true_label: z
    .enum(['pain', 'no-pain'])
    .describe('The true label. It differs from the label at the rate of the label noise.'),
  difficulty: share,
  blind_condition: z
    .enum(CONDITIONS)
    .describe('The condition that the difficulty mixes in. It does not depend on the label.'),
  blunted: z.boolean(),
  intensities: actions,
  flush: share,
  gaze: z.strictObject({ x: z.number(), y: z.number() }),
  pose: poseSchema,
  light: z.strictObject({
    kind: z.enum(LIGHT_KINDS),
    azimuth: z.number(),
    elevation: z.number(),
    strength: z.number(),
  }),
  bedside: bedsideSchema,
  camera: z.strictObject({
    size: z.int(),
    fill: z.number(),
    blur: z.number(),
    noise: z.number(),
    quality: z.int(),
  }),
  nips: nipsSchema,
  ...faceTruthSchema,
});

export type PictureTruthDocument = z.infer<typeof pictureTruthSchema>;

/** The JSON Schema of the truth files of still pictures. */
export function pictureTruthJsonSchema(): unknown {
  return z.toJSONSchema(pictureTruthSchema);
}
