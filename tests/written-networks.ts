import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Architecture,
  architectures,
  emptyGraph,
  expectedInput,
  type Graph,
  randomWeights,
  writeOnnx,
} from '@wince/networks';
import type { ImportRequest } from '@wince/runtime';
import { writeCaffeV1 } from '../packages/networks/src/fixtures/caffe.fixture.ts';
import { type Pieces, writeSimplennMat5 } from '../packages/networks/src/fixtures/mat5.fixture.ts';
import { writeSimplennMat73 } from '../packages/networks/src/fixtures/mat73.fixture.ts';

/** The average colour that goes into the files. */
export const AVERAGE = [129.1863, 104.7624, 93.594];

/** Forms of a network's file. */
export const FORMS = ['mat5', 'mat73', 'caffe', 'onnx'] as const;
export type Form = (typeof FORMS)[number];

/** The paper's four networks, each in a form of its own. */
const FORM_OF: Readonly<Record<string, Form>> = {
  'vgg-face': 'mat73',
  'vgg-f': 'mat5',
  'vgg-m': 'caffe',
  'vgg-s': 'onnx',
};

/** What an import is given for the file of a written network. */
export type WrittenNetwork = Pick<ImportRequest, 'file' | 'prototxt' | 'mean' | 'colour'>;

/** Layers with drawn weights. */
export function drawnGraph(architecture: Architecture): Graph {
  return randomWeights(
    emptyGraph(architecture),
    expectedInput(architecture.input),
    'written',
    architecture.id,
  );
}

/**
 * Writes a network of random weights as others write theirs.
 *
 * @returns by which it is imported
 */
export async function writeNetwork(
  graph: Graph,
  form: Form,
  folder: string,
  stem: string,
): Promise<WrittenNetwork> {
  await mkdir(folder, { recursive: true });
  // The same weights in every form: they see RGB, where nets of Caffe's own would see BGR.
  const stated = { mean: AVERAGE.join(','), colour: 'rgb' } as const;
  switch (form) {
    case 'mat5': {
      const file = join(folder, `${stem}.mat`);
      await writePieces(file, writeSimplennMat5(graph, AVERAGE));
      return { file };
    }
    case 'mat73': {
      const file = join(folder, `${stem}-73.mat`);
      await writeFile(file, await writeSimplennMat73(graph, AVERAGE));
      return { file };
    }
    case 'caffe': {
      const file = join(folder, `${stem}.caffemodel`);
      const { model, prototxt } = writeCaffeV1(graph);
      await writePieces(file, model);
      await writeFile(`${file}.prototxt`, prototxt);
      return { file, prototxt: `${file}.prototxt`, ...stated };
    }
    case 'onnx': {
      const file = join(folder, `${stem}.onnx`);
      await writeFile(file, writeOnnx({ graph, taps: ['prob'] }));
      return { file, ...stated };
    }
  }
}

/** Writes all four networks. @returns for each, by its name, by which it is imported */
export async function writeNetworks(
  folder: string,
  change: (architecture: Architecture) => Architecture = (architecture) => architecture,
): Promise<ReadonlyMap<string, WrittenNetwork>> {
  const written = new Map<string, WrittenNetwork>();
  for (const architecture of architectures) {
    const { id } = architecture;
    written.set(id, await writeNetwork(drawnGraph(change(architecture)), FORM_OF[id], folder, id));
  }
  return written;
}

async function writePieces(file: string, pieces: Pieces): Promise<void> {
  const handle = await open(file, 'w');
  for (const piece of pieces) await handle.writeFile(piece);
  await handle.close();
}
