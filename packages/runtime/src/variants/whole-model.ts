import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  cutBehind,
  type NetworkCard,
  type OnnxFile,
  readOnnx,
  type SplitOnnx,
  withOwnWeights,
  writeSplitOnnx,
} from '@wince/networks';
import { sourceGraph } from '../networks/converted-files.ts';
import { externalWeights } from '../networks/external-weights.ts';
import { isStored, ONNX, readStored } from '../networks/imported.ts';

/** A network as ONNX with all its layers, and all its weights at hand. @param home the folder of imported networks */
export async function wholeModel(card: NetworkCard, home: string): Promise<OnnxFile> {
  if (isStored(card)) {
    const { folder } = await readStored(home, card);
    const bytes = await readFile(path.join(folder, ONNX));
    return readOnnx(bytes, { external: externalWeights(folder).read });
  }
  const graph = withOwnWeights(card, await sourceGraph(card));
  const all = graph.layers.map(({ name }) => name);
  return readSplit(writeSplitOnnx({ graph: cutBehind(graph, all), taps: [all[all.length - 1]] }));
}

/** Joins two files again, without copying the weights. */
function readSplit({ onnx, weights }: SplitOnnx): OnnxFile {
  const pieces = new Map<number, Uint8Array>();
  let offset = 0;
  for (const piece of weights) {
    pieces.set(offset, piece);
    offset += piece.length;
  }
  return readOnnx(onnx, { external: (_, at) => pieces.get(at) ?? new Uint8Array() });
}
