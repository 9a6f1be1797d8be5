import {
  type LayerNumbers,
  layerDifference,
  type NetworkCard,
  referenceNumbers,
  type SoundNetworkCard,
} from '@wince/networks';
import type { Store } from '../store/index.ts';
import { runtimeVersion } from './device.ts';
import { networkHome } from './home.ts';
import { findNetwork, type KeptNumbers, keptNumbers } from './imported.ts';
import { readPackagedFile, readPackagedModel } from './package-files.ts';
import { finiteNumbers, noisePicture, noiseSound, testedTaps } from './self-test-input.ts';
import { openNetwork } from './session.ts';
import {
  keptSoundNumbers,
  openSoundNetwork,
  openSpeechDetector,
  soundCatalogue,
  soundNumbersOfNoise,
} from './sound/index.ts';

/** The largest difference that agrees, as a share of the largest absolute value of a layer. */
const TOLERANCE = 1e-4;

/** What a network gave in its self-test, beside what it should give. */
export interface NetworkTest {
  readonly network: string;
  /** The version of ONNX Runtime, and what it ran on where that is not the processor. */
  readonly runtime: string;
  /** What its numbers were compared with, in words; null where nothing is kept of it. */
  readonly against: string | null;
  /** The largest difference that agrees, as a share of the largest absolute value of a layer. */
  readonly tolerance: number;
  readonly layers: readonly TestedLayer[];
  /** Whether every layer agrees; null where there was nothing to compare with. */
  readonly agrees: boolean | null;
}

/** A layer in a self-test. */
export interface TestedLayer {
  readonly layer: string;
  /** How many values it gave, all of them finite. */
  readonly values: number;
  /** The largest absolute value that it should give; that which it gave where there is nothing to compare with. */
  readonly largest: number;
  /** The largest absolute difference; null where there was nothing to compare with, or where it should give another number of values. */
  readonly difference: number | null;
  /** Whether it is near to what it should be; null where there was nothing to compare with. */
  readonly agrees: boolean | null;
}

/** Which network is tested. */
export interface NetworkTestRequest {
  /** The name of a network that sees or hears. */
  readonly network: string;
  /** Keeps converted networks. */
  readonly store: Store;
  /** The folder of imported networks; that of `networkHome` by default. */
  readonly home?: string;
  /** Told what is done now. Default: nobody is told. */
  readonly onStep?: (step: 'read-network' | 'run-network') => void;
}

/**
 * Tests an installed network: its files must have the hashes of its card, what it gives for a picture (or a sound) of fixed noise must be
 * finite, and near to what another implementation gave for it, or to what it gave itself when it was imported.
 *
 * @throws WinceError `unknown-network`, `network-self-test` where numbers are not finite, and those of a package or a folder of networks that
 *   is missing or changed
 */
export async function testNetwork(request: NetworkTestRequest): Promise<NetworkTest> {
  const { network, home = networkHome() } = request;
  const found = await numbersOfNetwork(request);
  const kept = referenceNumbers[network] ? null : await keptOf(network, home);
  const reference = referenceNumbers[network] ?? kept;
  const layers = found.map((each): TestedLayer => {
    const { layer, length: values } = each;
    const wanted = reference?.layers.find((other) => other.layer === layer);
    if (!wanted) return { layer, values, largest: each.largest, difference: null, agrees: null };
    const difference = layerDifference(each, wanted);
    const agrees = difference !== null && difference <= TOLERANCE * wanted.largest;
    return { layer, values, largest: wanted.largest, difference, agrees };
  });
  const compared = layers.filter(({ agrees }) => agrees !== null);
  return {
    ...{ network, runtime: await runtimeVersion(), tolerance: TOLERANCE, layers },
    against: reference?.by ?? null,
    agrees: compared.length === 0 ? null : compared.every(({ agrees }) => agrees),
  };
}

/** What a network gives for the picture or the sound of its self-test. @throws WinceError as `testNetwork` */
export async function numbersOfNetwork(request: NetworkTestRequest): Promise<readonly LayerNumbers[]> {
  const { network, home = networkHome() } = request;
  const hearing = await soundCatalogue(home);
  return hearing.has(network)
    ? testSound(hearing.get(network), home, request)
    : testPicture(await findNetwork(network, home), home, request);
}

/** What an imported network gave when it was imported. */
async function keptOf(network: string, home: string): Promise<KeptNumbers | null> {
  return (await soundCatalogue(home)).has(network)
    ? keptSoundNumbers(home, network)
    : keptNumbers(home, network);
}

async function testPicture(
  card: NetworkCard,
  home: string,
  { store, onStep }: NetworkTestRequest,
): Promise<readonly LayerNumbers[]> {
  onStep?.('read-network');
  // What was converted earlier is opened without a look at the files that it was made of.
  if (card.source.kind === 'package') await readPackagedModel(card, card.source);
  if (card.source.kind === 'package-file') await readPackagedFile(card, card.source);
  const session = await openNetwork({ network: card.id, taps: testedTaps(card), store, home });
  try {
    onStep?.('run-network');
    const values = await session.run(noisePicture(card.input));
    return [...values].map(([layer, { data }]) => finiteNumbers(card.id, layer, data));
  } finally {
    await session.close();
  }
}

async function testSound(
  card: SoundNetworkCard,
  home: string,
  { onStep }: NetworkTestRequest,
): Promise<readonly LayerNumbers[]> {
  onStep?.('read-network');
  if (card.role === 'voice') return testVoice(card, onStep);
  const network = await openSoundNetwork(card, home);
  try {
    onStep?.('run-network');
    return [await soundNumbersOfNoise(network)];
  } finally {
    await network.close();
  }
}

/** The network that tells speech keeps a state from step to step, so that it is run by the one that hears speech. */
async function testVoice(
  { id }: SoundNetworkCard,
  onStep: NetworkTestRequest['onStep'],
): Promise<readonly LayerNumbers[]> {
  const detector = await openSpeechDetector();
  try {
    onStep?.('run-network');
    const { probabilities } = await detector.hear(noiseSound(16_000), 16_000);
    return [finiteNumbers(id, 'all outputs', probabilities, 'scale')];
  } finally {
    await detector.close();
  }
}
