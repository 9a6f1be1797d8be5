import { WinceError } from '@wince/core';
import {
  defineCard,
  float16Model,
  inputRange,
  int8Model,
  isNearEnough,
  LARGEST_ERROR,
  LOWEST_COSINE,
  type NetworkCard,
  type OnnxModel,
  type Precision,
  splitOnnx,
  type TapDifference,
} from '@wince/networks';
import { weightsIdentity } from '../networks/converted-files.ts';
import { chosenDevice } from '../networks/device.ts';
import { freeMemory } from '../networks/free-memory.ts';
import { networkHome } from '../networks/home.ts';
import { runOnNoise } from '../networks/import-network.ts';
import {
  type Draft,
  discardDraft,
  findNetwork,
  networkCatalogue,
  placeDraft,
  writeDraft,
} from '../networks/imported.ts';
import { refuseName } from '../networks/network-name.ts';
import { whenImported } from '../networks/self-test-input.ts';
import { soundCatalogue } from '../networks/sound/index.ts';
import type { Store } from '../store/index.ts';
import { layerStatistics } from './calibrate.ts';
import { compareVariant } from './compare-variant.ts';
import { type FacesFrom, type VariantFaces, variantFaces } from './variant-faces.ts';
import { wholeModel } from './whole-model.ts';

/** What is made of which network. */
export interface VariantRequest {
  /** A network that sees and gives features, of the catalogue or imported. */
  readonly network: string;
  /** `float16`: weights of half the size. `int8`: weights of a quarter of the size, and activations of 8 bits. */
  readonly precision: Precision;
  /**
   * A folder of pictures of faces, at least 16, of which the first half by the order of their paths calibrates and the second half is compared. Default:
   * neonates are drawn.
   */
  readonly pictures?: string;
  /** What the variant is called; `NAME-int8` or `NAME-float16` by default. */
  readonly as?: string;
  /** Keeps converted networks. */
  readonly store: Store;
  /** The folder of imported networks; that of `networkHome` by default. */
  readonly home?: string;
  /** Told what is done now, and how far it is. Default: nobody is told. */
  readonly onStep?: (step: VariantStep, done: number, total: number) => void;
}

/** A step on the way to a variant. */
export type VariantStep = 'find-faces' | 'calibrate' | 'compare';

/** How a variant came out. */
export interface MadeVariant {
  readonly card: NetworkCard;
  /** Bytes of the layers and weights of the network that it was made of, written in the same form. */
  readonly originalBytes: number;
  /** The layers that are not offered since they differ too much. */
  readonly leftOut: readonly TapDifference[];
}

/**
 * Makes a network of fewer bits a weight out of another one, under a name of its own: it is written, compared with the network that it was made
 * of on faces that it was not calibrated on, tap by tap, and kept where no tap suffers (`LARGEST_ERROR`, `LOWEST_COSINE`). Otherwise nothing is left
 * behind.
 *
 * @throws WinceError `variant-refused` for a network that hears, one whose output is geometry, or a variant; `variant-suffers` with the tap
 *   and the figure; `network-name-taken`, `unknown-network`, `too-few-faces`, and those of `decodePicture`
 */
export function makeVariant(request: VariantRequest): Promise<MadeVariant> {
  const { pictures, store, onStep } = request;
  const onPicture = (done: number, total: number) => onStep?.('find-faces', done, total);
  return makeVariantOn(request, () => variantFaces({ pictures, store, onPicture }));
}

/** The same on faces that are at hand. @param faces asked for once it is known that a variant can be made */
export async function makeVariantOn(
  request: VariantRequest,
  faces: () => Promise<VariantFaces>,
): Promise<MadeVariant> {
  const { network, precision, as = `${network}-${precision}`, store, home = networkHome(), onStep } = request;
  const card = await takenNetwork(network, home);
  await refuseTakenName(as, home);
  const { calibration, heldOut } = await faces();
  const made = await writeVariant(card, as, {
    ...{ precision, faces: calibration.faces, home },
    onPicture: (done, total) => onStep?.('calibrate', done, total),
  });
  // The weights are no longer needed, and the runtime is about to take as much again, twice.
  freeMemory();
  try {
    const joined = new Set(made.joined);
    const taps = card.taps.filter(({ node }) => !joined.has(node)).map(({ name }) => name);
    const compared = await compareVariant({
      ...{ card, taps, folder: made.draft.folder, faces: heldOut.faces, store, home },
      onPicture: (done, total) => onStep?.('compare', done, total),
    });
    const offered = offeredOf(card, precision, compared);
    const variant = variantCard(card, as, { ...made, precision, calibration, heldOut, offered });
    const numbers = await runOnNoise(variant, made.draft.folder);
    await placeDraft(home, made.draft, variant, { by: await whenImported(), layers: numbers });
    const leftOut = compared.filter((each) => !offered.includes(each));
    return { card: variant, originalBytes: made.originalBytes, leftOut };
  } finally {
    await discardDraft(made.draft);
  }
}

/** The network of a name, where variants of it can be made. */
async function takenNetwork(network: string, home: string): Promise<NetworkCard> {
  const device = chosenDevice();
  if (device !== 'cpu') {
    const reason = `variants are made and compared on the processor, but networks run on "${device}"`;
    throw refused(network, reason, 'Call the command without WINCE_DEVICE.');
  }
  if ((await soundCatalogue(home)).has(network)) {
    throw refused(
      network,
      'it hears, and variants are compared on faces alone',
      'Networks that hear are small: use it as it is.',
    );
  }
  const card = await findNetwork(network, home);
  if (card.domain === 'detector') {
    const reason =
      'it finds faces or their landmarks, and all figures of wince on that were measured with float32';
    throw refused(network, reason, 'Variants are made of networks that give features.');
  }
  if (card.source.kind === 'variant') {
    const hint = `Make the variant of "${card.source.of}".`;
    throw refused(network, `it is a variant of "${card.source.of}" itself`, hint);
  }
  return card;
}

/** An earlier variant may be replaced, another network not. */
async function refuseTakenName(id: string, home: string): Promise<void> {
  refuseName(id, '--as');
  const catalogue = await networkCatalogue(home);
  const isHearing = (await soundCatalogue(home)).has(id);
  if (!isHearing && (!catalogue.has(id) || catalogue.get(id).source.kind === 'variant')) return;
  throw new WinceError('network-name-taken', `"${id}" is the name of another network.`, {
    hint: 'Give the variant another name with --as.',
  });
}

interface Written {
  readonly draft: Draft;
  readonly bytes: number;
  readonly originalBytes: number;
  /** Tensors that became part of what follows them. */
  readonly joined: readonly string[];
}

/** All that holds the weights is left behind here. */
async function writeVariant(
  card: NetworkCard,
  id: string,
  { precision, home, faces, onPicture }: Writing,
): Promise<Written> {
  const file = await wholeModel(card, home);
  const { model } = file;
  const originalBytes = bytesOf(model);
  if (precision === 'float16') {
    return { ...(await written(home, id, float16Model(model))), originalBytes, joined: [] };
  }
  const statistics = await layerStatistics(card, { file, home, faces }, onPicture);
  const input = { name: file.input.name, range: inputRange(card.input) };
  const made = int8Model({ model, input, statistics, nodes: card.taps.map(({ node }) => node) });
  return { ...(await written(home, id, made.model)), originalBytes, joined: made.joined };
}

interface Writing {
  readonly precision: Precision;
  readonly home: string;
  /** Its ranges are found on them. */
  readonly faces: FacesFrom['faces'];
  readonly onPicture: (done: number, total: number) => void;
}

async function written(
  home: string,
  id: string,
  model: OnnxModel,
): Promise<Pick<Written, 'draft' | 'bytes'>> {
  const split = splitOnnx(model);
  const bytes = split.weights.reduce((sum, piece) => sum + piece.length, split.onnx.length);
  return { draft: await writeDraft(home, id, split), bytes };
}

function bytesOf(model: OnnxModel): number {
  const { onnx, weights } = splitOnnx(model);
  return weights.reduce((sum, piece) => sum + piece.length, onnx.length);
}

/**
 * The layers that do not suffer. What is read by default must be among them; in float16 every layer must.
 *
 * @throws WinceError `variant-suffers`
 */
function offeredOf(
  { id, outputs, taps }: NetworkCard,
  precision: Precision,
  compared: readonly TapDifference[],
): readonly TapDifference[] {
  const offered = compared.filter((each) => isNearEnough(each, precision));
  const needed = precision === 'float16' ? taps.map(({ name }) => name) : outputs;
  const absent = needed.find((name) => !compared.some(({ tap }) => tap === name));
  if (absent !== undefined)
    throw refused(id, `its layer "${absent}" becomes part of the layer behind it`, 'Ask for float16.');
  const suffering = compared.filter((each) => needed.includes(each.tap) && !offered.includes(each));
  if (suffering.length === 0) return offered;
  const { tap, error, cosine } = suffering.reduce((most, each) => (each.error > most.error ? each : most));
  const limits = `${percent(LARGEST_ERROR[precision])} and ${LOWEST_COSINE[precision]} are allowed`;
  const message =
    `"${id}" suffers in ${precision}: the layer "${tap}" differs by ${percent(error)} of what it differs by between pictures, ` +
    `with a cosine similarity of ${cosine.toFixed(4)} at least; ${limits}.`;
  throw new WinceError('variant-suffers', message, {
    hint:
      precision === 'int8'
        ? 'Use float16, or give pictures that are like yours with --pictures.'
        : 'Use the network as it is.',
  });
}

function variantCard(
  card: NetworkCard,
  id: string,
  made: Written & {
    readonly precision: Precision;
    readonly calibration: FacesFrom;
    readonly heldOut: FacesFrom;
    readonly offered: readonly TapDifference[];
  },
): NetworkCard {
  const { precision, calibration, heldOut, bytes, draft } = made;
  const offered = new Set(made.offered.map(({ tap }) => tap));
  return defineCard({
    ...card,
    id,
    taps: card.taps.filter(({ name }) => offered.has(name)),
    lastMap: offered.has(card.lastMap ?? '') ? card.lastMap : undefined,
    title: `${card.title}, in ${precision}`,
    source: {
      kind: 'variant',
      of: card.id,
      identity: weightsIdentity(card),
      precision,
      calibration:
        precision === 'float16' ? null : { pictures: calibration.faces.length, from: calibration.from },
      comparison: { pictures: heldOut.faces.length, from: heldOut.from, taps: [...made.offered] },
      leftOut: card.taps.filter(({ name }) => !offered.has(name)).map(({ name }) => name),
      bytes,
      converted: draft.converted,
    },
  });
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}

function refused(network: string, reason: string, hint: string): WinceError {
  return new WinceError('variant-refused', `"${network}" cannot have a variant: ${reason}.`, { hint });
}
