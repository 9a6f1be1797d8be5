import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { randomFrom } from '@wince/core';
import {
  type Architecture,
  defineCard,
  IMAGE_INPUT,
  knownNetworks,
  type LayerNumbers,
  type NetworkCard,
  networkError,
  nodeOf,
  ofRandomWeights,
  readOnnx,
  tapOnnx,
} from '@wince/networks';
import { freeMemory } from './free-memory.ts';
import { type ImportOptions, preprocessingOf, type StatedInput } from './import-preprocessing.ts';
import {
  type Draft,
  discardDraft,
  ONNX,
  placeDraft,
  refuseTaken,
  withLayersIn,
  writeDraft,
} from './imported.ts';
import { type Layers, layersOfOnnx } from './layers.ts';
import { refuseName } from './network-name.ts';
import { type Origin, type Read, readNetwork, type Shapes } from './read-network-file.ts';
import { finiteNumbers, noisePicture, testedTaps, whenImported } from './self-test-input.ts';
import { openSession, shapeOfOne } from './session.ts';

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
  /** Whether an imported network of the same name is replaced; one that is there makes the import fail otherwise. Default: it is replaced. */
  readonly replace?: boolean;
  /** Told what is done now. Default: nobody is told. */
  readonly onStep?: (step: 'read-network' | 'run-network') => void;
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
    request.onStep?.('run-network');
    const tested = await runOnNoise(card, draft.folder);
    await placeDraft(request.home, draft, card, { by: await whenImported(), layers: tested });
    return card;
  } finally {
    await discardDraft(draft);
  }
}

/** All that holds the weights is left behind here. */
async function readAndWrite(request: ImportRequest) {
  request.onStep?.('read-network');
  const { converted, ...read } = await readNetwork(request);
  const prepared = await preprocessingOf(read, request, request.file);
  const id = nameOf(request, read.architecture);
  if (request.replace === false) await refuseTaken(request.home, id);
  const draft = await writeDraft(request.home, id, converted);
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
  refuseName(id, '--name');
  return id;
}

/** Runs a network that is not in its place yet on a picture of noise, preprocessing and all: every number that it gives must be finite. */
export async function runOnNoise(card: NetworkCard, folder: string): Promise<readonly LayerNumbers[]> {
  const taps = testedTaps(card);
  const nodes = [...new Set(taps.map((tap) => nodeOf(card, tap)))];
  const file = readOnnx(await readFile(path.join(folder, ONNX)), { external: 'kept' });
  const session = await withLayersIn(folder, tapOnnx(file, nodes, card.input), openSession);
  try {
    const { width, height, data } = noisePicture(card.input);
    const { Tensor } = await import('onnxruntime-node');
    const results = await session.run({
      [IMAGE_INPUT]: new Tensor('uint8', data, [1, height, width, 3]),
    });
    return taps.map((tap) => {
      const values = results[nodeOf(card, tap)].data;
      if (!(values instanceof Float32Array)) throw new TypeError(`${card.id} gives no float32 in ${tap}`);
      return finiteNumbers(card.id, tap, values);
    });
  } finally {
    await session.release();
  }
}
