import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type RgbImage, randomFrom, WinceError } from '@wince/core';
import {
  type Architecture,
  architectureOf,
  type CaffeTransform,
  cutBehind,
  defineCard,
  type Graph,
  hasNoBias,
  IMAGE_INPUT,
  knownNetworks,
  type NetworkCard,
  networkError,
  networks,
  nodeOf,
  ofRandomWeights,
  type Preprocessing,
  readCaffe,
  readCaffeTransform,
  readKerasLayers,
  readMatConvNet,
  readOnnx,
  readTfjsGraph,
  readTflite,
  type SplitOnnx,
  shapesOf,
  soundNetworks,
  splitOnnx,
  tapOnnx,
  writeSplitOnnx,
} from '@wince/networks';
import { sha256Of, sha256OfFile } from '../files/hash.ts';
import { externalWeights } from './external-weights.ts';
import { freeMemory } from './free-memory.ts';
import {
  type DescribedPreprocessing,
  type ImportOptions,
  preprocessingOf,
  type StatedInput,
} from './import-preprocessing.ts';
import { type Draft, discardDraft, ONNX, placeDraft, withLayersIn, writeDraft } from './imported.ts';
import { type Layers, layersOfOnnx } from './layers.ts';
import { openSession, shapeOfOne } from './session.ts';
import { readTfjsFiles, tfjsModelFile } from './tfjs-files.ts';

/** The file of a network, and what it does not say of itself. */
export interface ImportRequest extends ImportOptions {
  /**
   * A `.mat`, `.caffemodel`, `.tflite` or `.onnx` file, or the `.json` or `.js` of a TensorFlow.js model whose weights
   * lie beside it, or the folder that has its `model.json`.
   */
  readonly file: string;
  /** The text that goes with a `.caffemodel`. Default: none; other files need none. */
  readonly prototxt?: string;
  /** What the network shall be called; the name of its architecture or of its file by default. */
  readonly name?: string;
  /** [height, width] of pictures, for a network that takes any size and does not say which. Default: as the file states. */
  readonly size?: readonly [number, number];
  /** What it was trained to see, where the architecture does not tell. Default: as the architecture tells. */
  readonly domain?: 'faces' | 'objects';
  /** Whether its weights are random numbers, for a control; an architecture whose biases are all 0 is taken for one anyway. Default: as the weights show. */
  readonly untrained?: boolean;
  /** The folder of imported networks. */
  readonly home: string;
}

/** Layers with their shapes, in their order. */
type Shapes = ReadonlyMap<string, readonly number[]>;

/** What a reader made of a file. */
interface Read {
  readonly format: DescribedPreprocessing['format'];
  readonly converted: SplitOnnx;
  /** Where the reader knows them. */
  readonly layers?: Shapes;
  /** Where a run must tell their shapes. */
  readonly names?: readonly string[];
  /** Layers that the file itself gives out. */
  readonly outputs?: readonly string[];
  readonly channels: number;
  readonly size: readonly [number, number];
  readonly architecture?: Architecture;
  /** Whether no weight was ever trained: every bias of an architecture is 0, as where weights are drawn. */
  readonly isDrawn?: boolean;
  readonly stated?: Preprocessing;
  readonly partly?: DescribedPreprocessing['partly'];
  /** Files that were read with it. */
  readonly beside?: readonly Beside[];
}

interface Beside {
  readonly file: string;
  readonly sha256: string;
}

/**
 * Imports a network: reads its file, converts it to ONNX, keeps it by name, and runs it once on a picture.
 *
 * @returns its card
 * @throws WinceError of the readers; `unknown-network-format`, `network-name-taken`, `unclear-preprocessing`,
 *   `network-self-test` where it gives numbers that are not finite
 */
export async function importNetwork(request: ImportRequest): Promise<NetworkCard> {
  const { draft, prepared, read } = await readAndWrite(request);
  // The file and its weights are no longer needed, and the runtime is about to take as much again.
  freeMemory();
  try {
    const layers = read.layers ?? (await layersIn(draft.folder, read.names));
    const card = cardOf(request, draft, { ...read, layers }, prepared);
    await selfTest(card, draft.folder);
    await placeDraft(request.home, draft, card);
    return card;
  } finally {
    await discardDraft(draft);
  }
}

/** All that holds the weights is left behind here. */
async function readAndWrite(request: ImportRequest) {
  const { converted, ...read } = await readNetwork(request);
  const prepared = await preprocessingOf(read, request, request.file);
  const draft = await writeDraft(request.home, nameOf(request, read.architecture), converted);
  return { draft, prepared, read };
}

function cardOf(
  request: ImportRequest,
  { id, converted }: Draft,
  read: Omit<Read, 'converted'> & Origin & { readonly layers: Shapes },
  { input, assumed }: StatedInput,
): NetworkCard {
  const { architecture, format, layers, origin, beside } = read;
  const taps = tapsOf(layers);
  const known = knownNetworks.find((network) => network.id === architecture?.id);
  const maps = taps.filter(({ shape }) => shape.length === 3 && shape[1] * shape[2] > 1);
  const given = taps.filter(({ node }) => read.outputs?.includes(node));
  const named = (name: string | undefined) => taps.find((tap) => tap.name === name)?.name;
  const isUntrained = request.untrained || read.isDrawn;
  const card = defineCard({
    id,
    version: 1,
    title: architecture?.title ?? `Imported from ${origin.file}`,
    domain: architecture?.domain ?? request.domain ?? 'objects',
    untrained: false,
    source: { kind: 'file', format, ...origin, ...(beside && { beside: [...beside] }), converted },
    licence:
      (isUntrained ? undefined : known?.licence) ??
      'Not stated in the file. The licence of its authors applies.',
    training: known ? `${known.training} ${NOT_COMPARED}` : 'Not stated in the file.',
    caution: known?.caution ?? 'It is not known what it was trained on, or how it works on newborns.',
    input,
    ...(assumed.length > 0 && { assumed: [...assumed] }),
    outputs: [named(architecture?.output) ?? (given.at(-1) ?? taps.at(-1))?.name ?? ''],
    lastMap: named(architecture?.lastMap) ?? maps.at(-1)?.name,
    taps,
  });
  return isUntrained ? ofRandomWeights(card, architecture?.id ?? origin.file) : card;
}

const NOT_COMPARED =
  'The authors of a network with these layers state this. No hash of their file is known here, so this file may be another one.';

/** Layers under names that can be written in a feature. */
function tapsOf(layers: Shapes): NetworkCard['taps'] {
  const names = new Set<string>();
  return [...layers].map(([node, shape]) => {
    const plain = node.replace(/[:@+?,\s]/g, '_');
    let name = plain;
    for (let i = 2; names.has(name); i++) name = `${plain}_${i}`;
    names.add(name);
    return { name, node, shape: [...shape] };
  });
}

/** The file itself, or that of the model in a folder. */
async function sourceFile(file: string): Promise<string> {
  const isFolder = await stat(file).then(
    (about) => about.isDirectory(),
    () => false,
  );
  return isFolder ? tfjsModelFile(file) : file;
}

async function readSource(file: string): Promise<Uint8Array> {
  return readFile(file).catch((cause: unknown) => {
    throw new WinceError('no-such-file', `${file} cannot be read.`, {
      hint: 'Check the path.',
      cause,
    });
  });
}

/** What was read of a file, and which file that was. */
interface Origin {
  readonly origin: { readonly file: string; readonly bytes: number; readonly sha256: string };
}

async function readNetwork(request: ImportRequest): Promise<Read & Origin> {
  const file = await sourceFile(request.file);
  const bytes = await readSource(file);
  const origin = { file: path.basename(file), bytes: bytes.length, sha256: sha256Of(bytes) };
  return { ...(await readFormat({ ...request, file }, bytes)), origin };
}

async function readFormat({ file, prototxt, size }: ImportRequest, bytes: Uint8Array): Promise<Read> {
  switch (path.extname(file).toLowerCase()) {
    case '.mat': {
      const { graph, preprocessing } = await readMatConvNet({ bytes, size });
      return ofGraph('matconvnet', graph, { stated: preprocessing });
    }
    case '.caffemodel': {
      const text = prototxt === undefined ? undefined : await readSource(prototxt);
      const files = { model: bytes, prototxt: text && Buffer.from(text).toString('utf8'), size };
      const graph = readCaffe(files);
      return ofGraph('caffe', graph, {
        ...statedByCaffe(graph, readCaffeTransform(files)),
        ...(prototxt && text && { beside: [{ file: path.basename(prototxt), sha256: sha256Of(text) }] }),
      });
    }
    case '.json':
    case '.js': {
      const { format, description, weights, shards } = await readTfjsFiles(file, bytes);
      const read = format === 'tfjs' ? readTfjsGraph : readKerasLayers;
      return ofGraph(format, read(description, weights, size), { beside: shards });
    }
    case '.tflite': {
      const { graph, outputs } = readTflite(bytes, size);
      return ofGraph('tflite', graph, { outputs });
    }
    case '.onnx':
      return ofOnnx(file, bytes, size);
    default:
      throw new WinceError('unknown-network-format', `${file}: the ending does not tell a known format.`, {
        hint: 'Give a .mat file (MatConvNet), .caffemodel with --prototxt (Caffe), .json (TensorFlow.js, Keras), .tflite, or .onnx.',
      });
  }
}

/** What a net of Caffe says of pictures: all, or a scale and the name of a file. */
function statedByCaffe(
  { inputShape: [channels, height, width] }: Graph,
  transform: CaffeTransform | undefined,
): Pick<Read, 'stated' | 'partly'> {
  if (!transform) return {};
  const { mean, meanFile, scale } = transform;
  if (mean.length === 0 || (mean.length !== 1 && mean.length !== channels))
    return { partly: { scale, meanFile } };
  const each = Array.from({ length: channels }, (_, c) => mean[mean.length === 1 ? 0 : c]);
  const colour = channels === 1 ? 'grey' : 'bgr';
  return { stated: { width, height, colour, mean: each, scale: scale ?? 1 } };
}

function ofGraph(
  format: Read['format'],
  graph: Graph,
  more: Pick<Read, 'stated' | 'partly' | 'beside' | 'outputs'> = {},
): Read {
  const all = graph.layers.map(({ name }) => name);
  const shapes = shapesOf(graph);
  const [channels, height, width] = graph.inputShape;
  const architecture = architectureOf(graph);
  return {
    ...more,
    format,
    converted: writeSplitOnnx({ graph: cutBehind(graph, all), taps: [all[all.length - 1]] }),
    layers: new Map(all.map((name) => [name, shapes.get(name) ?? []])),
    channels,
    size: [height, width],
    architecture,
    isDrawn: architecture !== undefined && hasNoBias(graph),
  };
}

/** ONNX as it is, with the weights that lie beside it. */
async function ofOnnx(file: string, bytes: Uint8Array, size: ImportRequest['size']): Promise<Read> {
  const { read: external, files } = externalWeights(path.dirname(file));
  const { input, layers: names, outputs, model } = readOnnx(bytes, { size, external });
  const beside = await Promise.all(
    [...files()].map(async ([name, place]) => ({ file: name, sha256: await sha256OfFile(place) })),
  );
  const [channels, height, width] = input.shape;
  return {
    format: 'onnx',
    converted: splitOnnx(model),
    names,
    outputs,
    channels,
    size: [height, width],
    ...(beside.length > 0 && { beside }),
  };
}

/**
 * The shapes of the layers of a file that somebody else wrote come from running it on two pictures. What has another shape for
 * another picture, as a list of what was found in it, is no feature.
 *
 * @throws WinceError `unsupported-layer` where nothing is left
 */
async function layersIn(folder: string, names: readonly string[] = []): Promise<Shapes> {
  const layers = layersOfOnnx(
    readOnnx(await readFile(path.join(folder, ONNX)), { external: 'kept' }),
    folder,
  );
  const random = randomFrom('onnx import');
  const length = layers.inputShape.reduce((product, size) => product * size, 1);
  const noisy = await shapesWith(
    layers,
    names,
    Float32Array.from({ length }, () => random.normal()),
  );
  const black = await shapesWith(layers, names, new Float32Array(length));
  const same = [...noisy].filter(([name, shape]) => black.get(name)?.join() === shape.join());
  if (same.length > 0) return new Map(same);
  const message = 'no layer gives float values of a fixed number.';
  const hint = 'Export the network again with an output of type float.';
  throw networkError('unsupported-layer', 'ONNX file', message, { hint });
}

async function shapesWith(layers: Layers, names: readonly string[], input: Float32Array): Promise<Shapes> {
  const values = await layers.read(names, input);
  const shapes = [...values].map(([name, { dims }]) => [name, shapeOfOne(dims)] as const);
  return new Map(shapes.filter(([, shape]) => shape.every((side) => side > 0)));
}

function nameOf({ file, name }: ImportRequest, architecture: Architecture | undefined): string {
  const stem = path.basename(file, path.extname(file)).toLowerCase();
  const id = name ?? architecture?.id ?? stem.replace(/[^a-z0-9.-]+/g, '-').replace(/^[.-]+/, '');
  const isTaken = networks.has(id) || soundNetworks.has(id);
  if (!isTaken && /^[a-z0-9][a-z0-9.-]*$/.test(id) && !id.endsWith('-untrained')) return id;
  const reason = isTaken ? 'is the name of a built-in network' : 'cannot be the name of a network';
  throw new WinceError('network-name-taken', `"${id}" ${reason}.`, {
    hint: 'Give another name with --name: lower case, digits, dots and hyphens, and not ending in -untrained.',
  });
}

/** Runs the network on a picture of noise, preprocessing and all: every number that it gives must be finite. */
async function selfTest(card: NetworkCard, folder: string): Promise<void> {
  const last = card.taps[card.taps.length - 1];
  const nodes = [...new Set([...card.outputs.map((tap) => nodeOf(card, tap)), last.node])];
  const file = readOnnx(await readFile(path.join(folder, ONNX)), { external: 'kept' });
  const session = await withLayersIn(folder, tapOnnx(file, nodes, card.input), openSession);
  try {
    const { width, height, data } = noise(card.input);
    const { Tensor } = await import('onnxruntime-node');
    const results = await session.run({
      [IMAGE_INPUT]: new Tensor('uint8', data, [1, height, width, 3]),
    });
    for (const node of nodes) {
      const values = results[node].data;
      if (!(values instanceof Float32Array) || !values.every(Number.isFinite)) {
        throw new WinceError(
          'network-self-test',
          `"${card.id}" gives numbers in "${node}" that are not finite.`,
          {
            hint: 'Its file may be damaged, or it may need another preprocessing.',
          },
        );
      }
    }
  } finally {
    await session.release();
  }
}

function noise({ width, height }: Preprocessing): RgbImage {
  const random = randomFrom('self-test');
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => random.below(256)) };
}
