import { WinceError } from '@wince/core';
import {
  defineCard,
  float16Model,
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
import { compareVariant } from './compare-variant.ts';
import { type FacesFrom, type VariantFaces, variantFaces } from './variant-faces.ts';
import { wholeModel } from './whole-model.ts';

/** What is made of which network. */
export interface VariantRequest {
  /** A network that sees and gives features, of the catalogue or imported. */
  readonly network: string;
  /** `float16`: weights of half the size. */
  readonly precision: Precision;
  /**
   * A folder of pictures of faces, at least 16, of which the first half by the order of their paths calibrates and the second half is compared. Default:
   * neonates are drawn.
   */
  readonly pictures?: string;
  /** What the variant is called; `NAME-float16` by default. */
  readonly as?: string;
  /** Keeps converted networks. */
  readonly store: Store;
  /** The folder of imported networks; that of `networkHome` by default. */
  readonly home?: string;
  /** Told what is done now, and how far it is. Default: nobody is told. */
  readonly onStep?: (step: VariantStep, done: number, total: number) => void;
}

/** A step on the way to a variant. */
export type VariantStep = 'find-faces' | 'compare';

/** How a variant came out. */
export interface MadeVariant {
  readonly card: NetworkCard;
  /** Bytes of the layers and weights of the network that it was made of, written in the same form. */
  readonly originalBytes: number;
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
  const { heldOut } = await faces();
  const made = await writeVariant(card, as, home);
  // The weights are no longer needed, and the runtime is about to take as much again, twice.
  freeMemory();
  try {
    const taps = card.taps.map(({ name }) => name);
    const compared = await compareVariant({
      ...{ card, taps, folder: made.draft.folder, faces: heldOut.faces, store, home },
      onPicture: (done, total) => onStep?.('compare', done, total),
    });
    refuseSuffering(card, precision, compared);
    const variant = variantCard(card, as, { ...made, precision, heldOut, compared });
    const numbers = await runOnNoise(variant, made.draft.folder);
    await placeDraft(home, made.draft, variant, { by: await whenImported(), layers: numbers });
    return { card: variant, originalBytes: made.originalBytes };
  } finally {
    await discardDraft(made.draft);
  }
}

/** The network of a name, where variants of it can be made. */
async function takenNetwork(network: string, home: string): Promise<NetworkCard> {
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
}

/** All that holds the weights is left behind here. */
async function writeVariant(card: NetworkCard, id: string, home: string): Promise<Written> {
  const { model } = await wholeModel(card, home);
  const originalBytes = bytesOf(model);
  const split = splitOnnx(float16Model(model));
  const bytes = split.weights.reduce((sum, piece) => sum + piece.length, split.onnx.length);
  return { draft: await writeDraft(home, id, split), bytes, originalBytes };
}

function bytesOf(model: OnnxModel): number {
  const { onnx, weights } = splitOnnx(model);
  return weights.reduce((sum, piece) => sum + piece.length, onnx.length);
}

function refuseSuffering(
  { id }: NetworkCard,
  precision: Precision,
  compared: readonly TapDifference[],
): void {
  const suffering = compared.filter((each) => !isNearEnough(each, precision));
  if (suffering.length === 0) return;
  const worst = suffering.reduce((most, each) => (each.error > most.error ? each : most));
  const { tap, error, cosine } = worst;
  const limits = `${percent(LARGEST_ERROR[precision])} and ${LOWEST_COSINE[precision]} are allowed`;
  const message =
    `"${id}" suffers in ${precision}: the layer "${tap}" differs by ${percent(error)} of what it differs by between pictures, ` +
    `with a cosine similarity of ${cosine.toFixed(4)} at least; ${limits}. ${suffering.length} of ${compared.length} layers suffer.`;
  throw new WinceError('variant-suffers', message, {
    hint: 'Use the network as it is.',
  });
}

function variantCard(
  card: NetworkCard,
  id: string,
  made: Written & {
    readonly precision: Precision;
    readonly heldOut: FacesFrom;
    readonly compared: readonly TapDifference[];
  },
): NetworkCard {
  const { precision, heldOut, compared, bytes, draft } = made;
  return defineCard({
    ...card,
    id,
    title: `${card.title}, in ${precision}`,
    source: {
      kind: 'variant',
      of: card.id,
      identity: weightsIdentity(card),
      precision,
      calibration: null,
      comparison: { pictures: heldOut.faces.length, from: heldOut.from, taps: [...compared] },
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
