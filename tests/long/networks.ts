import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { emptyGraph, expectedInput, randomWeights, vggFace, writeOnnx } from '@wince/networks';
import { writeCaffeV1 } from '../../packages/networks/src/written/caffe.ts';
import { type Pieces, writeSimplennMat5 } from '../../packages/networks/src/written/mat5.ts';
import { writeSimplennMat73 } from '../../packages/networks/src/written/mat73.ts';

/**
 * VGG-Face in full size with random weights: each form is written, imported in a process of its own, compared at fc7, and
 * deleted. An import must stay under 2 GB of memory; its time is given as a ratio to copying the file.
 */
const MOST_MEMORY = 2e9;
const AVERAGE = [129.1863, 104.7624, 93.594];

/** Imports a file, prints its peak memory and time before fc7 is computed, then some of fc7. */
const IMPORT = `
  import { importNetwork, openNetwork } from ${JSON.stringify(new URL('../../packages/runtime/src/networks/index.ts', import.meta.url).href)};
  const [file, prototxt, home] = process.argv.slice(1);
  const start = performance.now();
  const mean = file.endsWith('.onnx') ? '${AVERAGE.join(',')}' : undefined;
  // The same weights in every form: they see RGB, where nets of Caffe's own would see BGR.
  const colour = 'rgb';
  const card = await importNetwork({ file, prototxt: prototxt || undefined, home, mean, colour, name: 'written' });
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS * 1024;
  const session = await openNetwork({ network: card.id, taps: ['fc7'], cache: home, home, threads: 2 });
  const data = Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => (i * 7919 + (i >> 9) * 31) % 251);
  const { data: fc7 } = (await session.run({ width: 224, height: 224, data })).get('fc7');
  console.log(JSON.stringify({ seconds, peak, fc7: [...fc7] }));
`;

interface Imported {
  readonly seconds: number;
  readonly peak: number;
  readonly fc7: readonly number[];
}

const folder = await mkdtemp(path.join(tmpdir(), 'wince-networks-long-'));
let failed = false;
try {
  let first: Imported | undefined;
  for (const form of ['written.mat', 'written-73.mat', 'written.caffemodel', 'written.onnx']) {
    const file = path.join(folder, form);
    const prototxt = await writeForm(form, file);
    const copied = await secondsToCopy(file);
    const text = execFileSync(
      process.execPath,
      ['--input-type=module', '--eval', IMPORT, file, prototxt, folder],
      {
        encoding: 'utf8',
        maxBuffer: 2 ** 24,
      },
    );
    const imported: Imported = JSON.parse(text);
    first ??= imported;
    const { fc7 } = first;
    const largest = Math.max(...fc7.map(Math.abs));
    const difference = Math.max(...fc7.map((value, i) => Math.abs(value - imported.fc7[i]))) / largest;
    const { size } = await stat(file);
    console.log(
      `${form}: ${(size / 1e6).toFixed(0)} MB, imported in ${imported.seconds.toFixed(1)} s, ` +
        `${(imported.seconds / copied).toFixed(1)} times a copy of the file (${copied.toFixed(1)} s), ` +
        `peak ${(imported.peak / 1e9).toFixed(2)} GB, fc7 differs by ${difference.toExponential(1)}`,
    );
    if (!(difference <= 1e-5) || !(imported.peak < MOST_MEMORY)) failed = true;
    await rm(file);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(failed ? 'networks: a bound is broken' : 'networks: all bounds hold');
process.exitCode = failed ? 1 : 0;

/** Writes a form of the network and returns its prototxt, where it has one. */
async function writeForm(form: string, file: string): Promise<string> {
  const graph = randomWeights(emptyGraph(vggFace), expectedInput(vggFace.input), 'long');
  if (form === 'written.mat') await writePieces(file, writeSimplennMat5(graph, AVERAGE));
  else if (form === 'written-73.mat') await writeFile(file, await writeSimplennMat73(graph, AVERAGE));
  else if (form === 'written.onnx') await writeFile(file, writeOnnx({ graph, taps: ['prob'] }));
  else {
    const { model, prototxt } = writeCaffeV1(graph);
    await writePieces(file, model);
    await writeFile(`${file}.prototxt`, prototxt);
    return `${file}.prototxt`;
  }
  return '';
}

async function writePieces(file: string, pieces: Pieces): Promise<void> {
  const handle = await open(file, 'w');
  for (const piece of pieces) await handle.writeFile(piece);
  await handle.close();
}

async function secondsToCopy(file: string): Promise<number> {
  const start = performance.now();
  await copyFile(file, `${file}.copy`);
  const handle = await open(`${file}.copy`, 'r+');
  await handle.sync();
  await handle.close();
  const seconds = (performance.now() - start) / 1000;
  await rm(`${file}.copy`);
  return seconds;
}
