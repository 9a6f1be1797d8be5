import { z } from 'zod';

/** The name of a network. */
export const networkName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,99}$/, 'may have lower case letters, digits, dots and hyphens');

/** The name of a file, without a folder. */
export const fileName = z
  .string()
  .min(1)
  .max(150)
  .regex(/^[^\p{Cc}./\\:][^\p{Cc}/\\:]*$/u, 'is not the name of a file without its folder');

/** A network that is installed. */
export const networkEntry = z.object({
  id: z.string(),
  title: z.string(),
  /** What it was trained to see, or `sound`. */
  domain: z.string(),
  untrained: z.boolean(),
  /** How many layers can be read, or how many outputs it has. */
  layers: z.int(),
  licence: z.string(),
  source: z.string(),
  /** Whether somebody imported it: it is no part of wince. */
  imported: z.boolean(),
  /** How its last self-test in this project went; null where there was none, or where it was another network then. */
  tested: z.object({ at: z.iso.datetime(), agrees: z.boolean().nullable() }).nullable(),
});
/** A network that is installed. */
export type InstalledNetwork = z.infer<typeof networkEntry>;

/** What a network gave in its self-test, beside what it should give. */
export const networkTest = z.object({
  network: z.string(),
  at: z.iso.datetime(),
  who: z.string(),
  /** The version of ONNX Runtime, and what it ran on where that is not the processor. */
  runtime: z.string(),
  /** What its numbers were compared with; null where nothing is kept of it. */
  against: z.string().nullable(),
  /** The largest difference that agrees, as a share of the largest value of a layer. */
  tolerance: z.number(),
  layers: z.array(
    z.object({
      layer: z.string(),
      /** How many values it gave, all of them finite. */
      values: z.int(),
      /** The largest absolute value. */
      largest: z.number(),
      /** The largest absolute difference; null where nothing could be compared. */
      difference: z.number().nullable(),
      agrees: z.boolean().nullable(),
    }),
  ),
  agrees: z.boolean().nullable(),
});
/** What a network gave in its self-test. */
export type NetworkTestEntry = z.infer<typeof networkTest>;

/** The card of a network: source, hashes, licence, training, input, layers. */
export const networkCardView = z.object({
  id: z.string(),
  facts: z.array(z.object({ name: z.string(), words: z.string() })),
  layers: z.array(z.object({ name: z.string(), shape: z.string() })),
  /** Its last self-test in this project; null where there was none, or where it was another network then. */
  tested: networkTest.nullable(),
});
/** The card of a network. */
export type NetworkCardView = z.infer<typeof networkCardView>;

const positive = z.number().positive().max(1e9);
const side = z.int().positive().max(4096);

/** The files of a network that were sent, and what they do not say of it. What is null is as its file states. */
export const newNetwork = z.strictObject({
  /** Under which its files were sent. */
  upload: z.uuid(),
  file: fileName,
  name: networkName.nullable(),
  /** Whether an imported network of this name is replaced. */
  replace: z.boolean(),
  untrained: z.boolean(),
  /** Multiplied with what is left of a picture after the mean is subtracted, or with samples in [-1, 1]. */
  scale: positive.nullable(),
  input: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('pictures'),
      /** The text file that belongs to a .caffemodel. */
      prototxt: fileName.nullable(),
      /** What is subtracted: nothing, a number a colour, or the average picture of a file that was sent, too. */
      mean: z
        .union([
          z.literal('none'),
          z.array(z.number().min(-1e6).max(1e6)).min(1).max(3),
          z.strictObject({ file: fileName }),
        ])
        .nullable(),
      colour: z.enum(['rgb', 'bgr', 'grey']).nullable(),
      /** Pixels, for a network that takes any size. */
      size: z.strictObject({ rows: side, columns: side }).nullable(),
      domain: z.enum(['faces', 'objects']).nullable(),
    }),
    z.strictObject({
      kind: z.literal('sound'),
      /** Samples a second. */
      rate: z.int().min(1000).max(192_000),
      /** Of a window, for a network that takes any length. */
      seconds: positive.max(600).nullable(),
      /** Seconds from a window to the next. */
      hop: positive.max(600).nullable(),
      /** What makes the spectrogram that it takes; null for one that takes samples. */
      mel: z.literal('speech-mel').nullable(),
    }),
  ]),
});
/** The files of a network that were sent, and what they do not say of it. */
export type NewNetwork = z.infer<typeof newNetwork>;
