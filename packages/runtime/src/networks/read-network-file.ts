import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { WinceError } from '@wince/core';
import {
  type Architecture,
  architectureOf,
  type CaffeTransform,
  cutBehind,
  type Graph,
  hasNoBias,
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
  splitOnnx,
  writeSplitOnnx,
} from '@wince/networks';
import { sha256Of, sha256OfFile } from '../files/hash.ts';
import { externalWeights } from './external-weights.ts';
import { refuseForeignContent } from './foreign-content.ts';
import type { DescribedPreprocessing } from './import-preprocessing.ts';
import { readTfjsFiles, tfjsModelFile } from './tfjs-files.ts';

/** The files of a network, as `ImportRequest` describes them. */
interface NetworkFiles {
  readonly file: string;
  readonly prototxt?: string;
  readonly size?: readonly [number, number];
}

/** Layers with their shapes, in their order. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** What a reader made of a file. */
export interface Read {
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

/** The file itself, or that of the model in a folder. */
async function sourceFile(file: string): Promise<string> {
  const isFolder = await stat(file).then(
    (about) => about.isDirectory(),
    () => false,
  );
  return isFolder ? tfjsModelFile(file) : file;
}

async function readSource(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new WinceError('no-such-file', `${file} cannot be read.`, {
      hint: 'Check the path.',
      cause,
    });
  });
  refuseForeignContent(file, bytes);
  return bytes;
}

/** What was read of a file, and which file that was. */
export interface Origin {
  readonly origin: { readonly file: string; readonly bytes: number; readonly sha256: string };
}

/**
 * Reads the file of a network, and what lies beside it.
 *
 * @throws WinceError of the readers; `no-such-file`, `unknown-network-format`
 */
export async function readNetwork(request: NetworkFiles): Promise<Read & Origin> {
  const file = await sourceFile(request.file);
  const bytes = await readSource(file);
  const origin = { file: path.basename(file), bytes: bytes.length, sha256: sha256Of(bytes) };
  return { ...(await readFormat({ ...request, file }, bytes)), origin };
}

async function readFormat({ file, prototxt, size }: NetworkFiles, bytes: Uint8Array): Promise<Read> {
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
async function ofOnnx(file: string, bytes: Uint8Array, size: NetworkFiles['size']): Promise<Read> {
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
