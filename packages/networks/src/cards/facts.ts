import type { Preprocessing } from '../preprocessing.ts';
import { describeSource, type NetworkCard, type VariantSource } from './card.ts';
import type { SoundNetworkCard } from './sound-card.ts';

/** What a card says, as pairs of a name and words for people, in the order in which they are read. */
export function networkFacts(card: NetworkCard | SoundNetworkCard): readonly (readonly [string, string])[] {
  const { id, title, source, licence, training, caution } = card;
  return [
    ['network', id],
    ['what it is', title],
    ...(card.domain === 'sound'
      ? ([
          ['hears', card.untrained ? 'sound, untrained' : 'sound'],
          ['gives', card.role],
        ] as const)
      : ([['sees', card.untrained ? `${card.domain}, untrained` : card.domain]] as const)),
    ['from', describeSource(source)],
    ...hashesOf(card).map(([file, hash]) => [`SHA-256 of ${file}`, hash] as const),
    ['licence', licence],
    ['trained on', training],
    ['caution', caution],
    ...(card.domain === 'sound' ? soundFacts(card) : pictureFacts(card)),
  ];
}

/** The layers of a network that sees, or the outputs of one that hears, each with its shape in words. */
export function networkLayers(
  card: NetworkCard | SoundNetworkCard,
): readonly { readonly name: string; readonly shape: string }[] {
  if (card.domain !== 'sound')
    return card.taps.map(({ name, shape }) => ({ name, shape: shape.join(' x ') }));
  return card.outputs.map(({ name, numbers, time }) => ({
    name,
    shape: `${numbers} for ${time === null ? 'a window' : 'a step of time'}`,
  }));
}

function pictureFacts(card: NetworkCard): readonly (readonly [string, string])[] {
  const { source } = card;
  const { width, height, colour, mean, scale, resizing } = card.input;
  const subtracted = mean === null ? 'none' : mean.length > 3 ? 'a picture' : [...mean].join(', ');
  return [
    ['input', `${width} x ${height}, ${colour}`],
    ['mean, scale', `${subtracted}; ${scale}`],
    ...(card.assumed ? [['not stated', assumedWords(card)] as const] : []),
    ...(resizing ? [['resized by its authors', resizingWords(resizing)] as const] : []),
    ['read by default', card.outputs.join(', ')],
    ...(source.kind === 'variant' ? variantFacts(source) : []),
  ];
}

/** What a variant was made of and how, and the layer that differs most. */
function variantFacts(source: VariantSource): readonly (readonly [string, string])[] {
  const { of, identity, precision, calibration, comparison, leftOut } = source;
  const most = comparison.taps.reduce((worst, each) => (each.error > worst.error ? each : worst));
  const found = calibration
    ? `on ${calibration.pictures} pictures: ${calibration.from}`
    : 'none: activations are float32';
  return [
    ['made of', `${of}, weights ${identity}`],
    ['precision', precision],
    ['calibrated', found],
    ['compared', `on ${comparison.pictures} other pictures: ${comparison.from}`],
    [
      'differs most',
      `${most.tap}: ${(100 * most.error).toPrecision(2)} % of what it differs by between pictures`,
    ],
    ...(leftOut.length > 0 ? [['left out', leftOut.join(', ')] as const] : []),
  ];
}

function soundFacts({ input }: SoundNetworkCard): readonly (readonly [string, string])[] {
  const { rate, scale, length, hop, front, tensor } = input;
  const seconds = (samples: number) => `${(samples / rate).toFixed(3)} s`;
  return [
    ['input', `windows of ${seconds(length)}, one every ${seconds(hop)}, at ${rate} Hz, times ${scale}`],
    ...(front ? [['behind', front.network] as const] : []),
    ['input of the file', `${tensor.name}: ${tensor.shape.join(' x ')}`],
  ];
}

/** What of the input was neither in the file nor among the options. */
export function assumedWords({ assumed = [], input }: Pick<NetworkCard, 'assumed' | 'input'>): string {
  const taken = assumed.map((what) =>
    what === 'colour' ? `the order of colours ${input.colour}` : `the scale ${input.scale}`,
  );
  const options = assumed.map((what) => `--${what}`).join(' and ');
  return `Neither the file nor an option states ${taken.join(' and ')}: the usual values were taken. Give them with ${options}.`;
}

function resizingWords({ interpolation, border, keptAspect }: NonNullable<Preprocessing['resizing']>) {
  return [
    interpolation,
    border && `cropped by ${border.join(' x ')} pixels`,
    keptAspect === undefined ? undefined : `proportions ${keptAspect ? 'kept' : 'not kept'}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** The files of a network's weights, with their hashes. */
export function hashesOf({
  source,
}: Pick<NetworkCard | SoundNetworkCard, 'source'>): readonly (readonly [file: string, sha256: string])[] {
  switch (source.kind) {
    case 'package':
      return source.weights.map(({ path, sha256 }) => [path, sha256] as const);
    case 'package-file':
      return [[source.path, source.sha256]];
    case 'file':
      return [source, ...(source.beside ?? [])].map(({ file, sha256 }) => [file, sha256] as const);
    case 'variant':
      return [[`${source.of} in ${source.precision}`, source.converted]];
    case 'architecture':
      return [];
  }
}
