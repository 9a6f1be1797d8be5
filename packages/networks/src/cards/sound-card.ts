import { z } from 'zod';
import { fileSource, networkId, packageFileSource } from './card.ts';

/** What a network of sound is given: windows of samples, or of what another network makes of them. */
const soundInput = z.strictObject({
  /** Samples a second. */
  rate: z.int().min(1000).max(192_000),
  /** Samples in [-1, 1] are multiplied with it. */
  scale: z.number().positive(),
  /** Samples of a window, and from the beginning of one to that of the next. */
  length: z.int().positive(),
  hop: z.int().positive(),
  /** The network that comes first; its values are multiplied with `scale`, and `offset` is added. */
  front: z.strictObject({ network: networkId, scale: z.number(), offset: z.number() }).nullable(),
  /** How the input of the file is called, and its shape with the batch. */
  tensor: z.strictObject({ name: z.string().min(1), shape: z.array(z.int().positive()).min(1) }),
});

/** An output of the file: so many numbers for a window, or for each step of time along an axis of it. */
const soundOutput = z.strictObject({
  name: z.string().min(1),
  numbers: z.int().positive(),
  time: z.int().min(0).nullable(),
});

/** All that a reader of a result must know of a network that hears. */
export const soundNetworkCard = z.strictObject({
  id: networkId,
  version: z.int().positive(),
  /** One line. */
  title: z.string().min(1),
  domain: z.literal('sound'),
  /** What it is for: `features`, the `spectrogram` in front of another network, or telling whether there is `voice`. */
  role: z.enum(['features', 'spectrogram', 'voice']),
  untrained: z.boolean(),
  source: z.discriminatedUnion('kind', [packageFileSource, fileSource]),
  licence: z.string().min(1),
  /** What is known of the data that it was trained on. */
  training: z.string().min(1),
  /** What to bear in mind when a newborn is heard. */
  caution: z.string().min(1),
  input: soundInput,
  outputs: z.array(soundOutput).min(1),
});

/** What is known of a network that hears: its source, licence, input and outputs; see `soundNetworkCard`. */
export type SoundNetworkCard = Readonly<z.infer<typeof soundNetworkCard>>;

/** Names of the numbers that a network gives of a moment: `ID 0`, or `ID OUTPUT 0` where it has several outputs. */
export function soundNumbers({ id, outputs }: SoundNetworkCard): readonly string[] {
  return outputs.flatMap(({ name, numbers }) =>
    Array.from({ length: numbers }, (_, i) => (outputs.length === 1 ? `${id} ${i}` : `${id} ${name} ${i}`)),
  );
}
