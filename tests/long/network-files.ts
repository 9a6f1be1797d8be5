import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { WinceError } from '@wince/core';
import type { NetworkCard } from '@wince/networks';
import { importNetwork } from '@wince/runtime';
import { encode } from '../../packages/networks/src/fixtures/protocol-buffers.fixture.ts';
import { offFromOriginal, TOLERANCE } from '../../packages/runtime/src/networks/onnx-agreement.fixture.ts';
import { offFromTfjs, startTfjs } from '../../packages/runtime/src/networks/tfjs-agreement.fixture.ts';
import { brokenFormBounds, fuzzedForms } from '../fuzz-import-figures.ts';
import { SHARED } from '../groups.ts';

/**
 * Files of networks from public places, in `../shared/data/cases/networks`: each imports, and every layer agrees with ONNX Runtime on the
 * file as it is or with TensorFlow.js, or it is refused for the true reason. Then 2,000 damaged networks in these forms.
 */
const CASES = path.join(SHARED, 'data/cases/networks');
const MUTATIONS = 2000;

const home = await mkdtemp(path.join(tmpdir(), 'wince-network-files-'));
const broken: string[] = [];
try {
  const there = await readdir(CASES).catch(() => []);
  if (there.length === 0)
    console.log('files: skipped, no ../shared/data/cases/networks beside this checkout');
  else await files();
  await fuzz();
} finally {
  await rm(home, { recursive: true, force: true });
}
for (const name of broken) console.log(`broken: ${name}`);
console.log(broken.length > 0 ? 'network-files: a bound is broken' : 'network-files: all bounds hold');
process.exitCode = broken.length > 0 ? 1 : 0;

async function files(): Promise<void> {
  await onnx('yunet_n_320_320.onnx', false);
  await onnx('mnist-lg.onnx', true);
  await onnx('light_squeezenet.onnx', false);
  await teachableMachine();
  await refused(
    'tfjs-layers/emotion-model.json',
    { mean: 'none' },
    'unsupported-layer',
    'the input has the shape [?, 14], but pictures',
  );
  await refused(
    'pd_net_stage_1.mat',
    {},
    'unclear-preprocessing',
    'does not state what is subtracted from its pictures',
  );
  const { taps, input } = await imported('pd_net_stage_1.mat', { mean: path.join(CASES, 'pd_im_mean.mat') });
  console.log(
    `pd_net_stage_1.mat: imported with --mean pd_im_mean.mat, ${taps.length} layers, less ${input.mean?.join(', ')}`,
  );
}

function imported(file: string, options: { readonly mean?: string }): Promise<NetworkCard> {
  return importNetwork({ file: path.join(CASES, file), home, name: 'case', ...options });
}

async function onnx(file: string, isChannelsLast: boolean): Promise<void> {
  const card = await imported(file, { mean: 'none' });
  // Messages of protocol buffers that stand behind each other are one: the file gives out all layers then.
  const outputs = card.taps.map(({ node }): readonly [number, readonly (readonly [number, string])[]] => [
    12,
    [[1, node]],
  ]);
  const original = Buffer.concat([await readFile(path.join(CASES, file)), encode([[7, outputs]])]);
  report(file, card, await offFromOriginal(card, home, original, isChannelsLast));
}

async function teachableMachine(): Promise<void> {
  await startTfjs();
  const folder = path.join(CASES, 'teachable-machine');
  const card = await imported('teachable-machine', { mean: '127.5,127.5,127.5' });
  const { modelTopology, weightsManifest } = JSON.parse(
    await readFile(path.join(folder, 'model.json'), 'utf8'),
  );
  const weightData = new Uint8Array(await readFile(path.join(folder, 'weights.bin'))).buffer;
  const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights);
  const model = await tf.loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
  report('teachable-machine', card, await offFromTfjs(card, home, model));
}

function report(file: string, card: NetworkCard, off: ReadonlyMap<string, number>): void {
  const [worst, share] = [...off].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0] as const);
  const text = `${card.taps.length} layers listed, ${off.size} compared, off by ${share.toExponential(1)} at most${worst && ` (${worst})`}`;
  console.log(`${file}: ${text}`);
  if (off.size === 0 || share > TOLERANCE) broken.push(`${file}: ${text}`);
}

async function refused(
  file: string,
  options: { readonly mean?: string },
  code: string,
  reason: string,
): Promise<void> {
  try {
    await imported(file, options);
    broken.push(`${file}: imported, but it should be refused`);
  } catch (error) {
    const isRight = error instanceof WinceError && error.code === code && error.message.includes(reason);
    console.log(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    if (!isRight) broken.push(`${file}: refused for another reason`);
  }
}

async function fuzz(): Promise<void> {
  const forms = (await fuzzedForms(1)).length;
  for (const each of await fuzzedForms(Math.ceil(MUTATIONS / forms))) {
    const codes = Object.entries(each.refused).map(([code, count]) => `${count} ${code}`);
    console.log(
      `${each.file}: ${each.mutations} mutations, ${each.imported} imported, ${codes.join(', ')}, slowest ${each.slowest.toFixed(0)} ms`,
    );
    for (const bound of brokenFormBounds(each)) broken.push(`${each.file}: ${bound}`);
  }
}
