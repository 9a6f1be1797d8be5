import { type Matrix, matrix, type RgbImage, WinceError } from '@wince/core';
import {
  CONVERTER_VERSION,
  checkPool,
  type FeatureSpec,
  featureColumns,
  type NetworkCard,
  nodeOf,
  POOLING_VERSION,
  pooledLength,
  poolMap,
} from '@wince/networks';
import { sha256Of } from '../files/hash.ts';
import type { Store } from '../store/index.ts';
import { weightsIdentity } from './converted-files.ts';
import { runtimeVersion } from './device.ts';
import { findNetwork } from './imported.ts';
import { type NetworkSession, openNetwork } from './session.ts';

/** One feature family of an open network. */
export interface NetworkFeature {
  readonly spec: FeatureSpec;
  /** Of its layer: [channels, height, width] or [length]. */
  readonly shape: readonly number[];
  /** `faceres 0`, `faceres 1`, ... */
  readonly columns: readonly string[];
  /** A SHA-256 over weights, converter, layer, preprocessing, pooling and runtime: what its numbers depend on beside the pictures. */
  readonly identity: string;
}

/** A network that turns registered faces into the rows of feature tables. */
export interface FeatureNetwork {
  readonly card: NetworkCard;
  /** In the order of the specifications. */
  readonly features: readonly NetworkFeature[];
  /**
   * One row a picture for each feature, by the name of its specification. Every row is the same, bit for bit,
   * whatever else is in the batch or is read in the same pass, and however many threads there are.
   *
   * @throws RangeError when a picture is not of the network's size
   */
  run(images: readonly RgbImage[]): Promise<ReadonlyMap<string, Matrix<Float32Array>>>;
  close(): Promise<void>;
}

/** Which features of a network are wanted, and how it runs. */
export interface FeatureRequest {
  /** Features of one network, from `parseNetworkFeature`. */
  readonly specs: readonly FeatureSpec[];
  /** Keeps converted networks. */
  readonly store: Store;
  /** The folder of imported networks; that of `networkHome` by default. */
  readonly home?: string;
  /** Threads that one run may use; 1 by default. */
  readonly threads?: number;
}

/**
 * Opens a network for some of its features, read in one pass over its layers.
 *
 * Layers that the card does not list are read in a pass of their own: reading them makes the runtime join
 * other layers differently, which would show in the last bits of the rest.
 *
 * @throws WinceError `bad-feature` for features of several networks or a vector that is to be pooled; those of `openNetwork`
 */
export async function openFeatureNetwork({
  specs,
  store,
  home,
  threads,
}: FeatureRequest): Promise<FeatureNetwork> {
  const card = await findNetwork(onlyNetwork(specs), home);
  const listed = new Set(card.taps.map((tap) => tap.name));
  const taps = [...new Set(specs.map((spec) => spec.tap))];
  const together = taps.filter((tap) => listed.has(tap));
  const groups = [
    ...(together.length > 0 ? [together] : []),
    ...taps.filter((tap) => !listed.has(tap)).map((tap) => [tap]),
  ];
  const sessions: NetworkSession[] = [];
  const close = async () => {
    for (const session of sessions) await session.close();
  };
  try {
    for (const group of groups) {
      sessions.push(await openNetwork({ network: card.id, taps: group, store, home, threads }));
    }
    const shapes = new Map(
      sessions.flatMap(({ outputs }) => outputs.map(({ name, shape }) => [name, shape])),
    );
    const features = await Promise.all(specs.map((spec) => describe(card, spec, shapes.get(spec.tap) ?? [])));
    return { card, features, close, run: (images) => runAll(sessions, features, images) };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Describes a feature without opening its network, which for half a gigabyte takes its time.
 *
 * @returns nothing where the layer is not listed in the card, so that only the opened network knows its shape
 * @throws WinceError `bad-feature` for a vector that is to be pooled
 */
export async function describeFeature(
  card: NetworkCard,
  spec: FeatureSpec,
): Promise<NetworkFeature | undefined> {
  const tap = card.taps.find(({ name }) => name === spec.tap);
  return tap && describe(card, spec, tap.shape);
}

function onlyNetwork(specs: readonly FeatureSpec[]): string {
  const ids = [...new Set(specs.map((spec) => spec.network))];
  if (ids.length === 1) return ids[0];
  throw new WinceError(
    'bad-feature',
    `Features of one network were expected, not of ${ids.join(', ') || 'none'}.`,
    {
      hint: 'Open each network for its own features.',
    },
  );
}

async function describe(
  card: NetworkCard,
  spec: FeatureSpec,
  shape: readonly number[],
): Promise<NetworkFeature> {
  checkPool(spec.pool, shape, spec.name);
  const { mean, ...input } = card.input;
  const parts = [
    weightsIdentity(card),
    CONVERTER_VERSION,
    nodeOf(card, spec.tap),
    { ...input, mean: mean && [...mean] },
    [spec.pool, POOLING_VERSION],
    await runtimeVersion(),
  ];
  const identity = sha256Of(JSON.stringify(parts));
  return { spec, shape, columns: featureColumns(spec, shape), identity };
}

async function runAll(
  sessions: readonly NetworkSession[],
  features: readonly NetworkFeature[],
  images: readonly RgbImage[],
): Promise<ReadonlyMap<string, Matrix<Float32Array>>> {
  const tables = new Map(
    features.map(({ spec, columns }) => {
      const data = new Float32Array(images.length * columns.length);
      return [spec.name, matrix(images.length, columns.length, data)] as const;
    }),
  );
  for (const [row, image] of images.entries()) {
    for (const session of sessions) {
      const values = await session.run(image);
      for (const { spec, shape } of features) {
        const table = tables.get(spec.name);
        const read = values.get(spec.tap);
        if (!table || !read) continue;
        const length = pooledLength(shape, spec.pool);
        poolMap(read.data, shape, spec.pool, table.data.subarray(row * length, (row + 1) * length));
      }
    }
  }
  return tables;
}
