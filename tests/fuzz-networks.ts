/**
 * Damages files of networks by seed and reads them: each must be read or refused with a typed error. Prints one JSON
 * document with what was found for each file. Run by tests, in a process of its own:
 *
 *     node --expose-gc --min-semi-space-size=512 --max-semi-space-size=512 tests/fuzz-networks.ts MUTATIONS
 *
 * Memory is V8's heap in use, with the buffers outside of it and all memory of HDF5's module (`heapUsed + external` and the
 * length of `HEAPU8`). Of it, three differences are measured for each file:
 *
 * - `taken`: from before a reading to right after it, the greatest of all mutations. With so large a space for what is
 *   new, nothing is collected meanwhile (it is collected before every sixteenth), so this counts every object that was ever made, also
 *   those that were thrown away at once: a bound from above on what was in use at any time. V8 compiles when it likes; so a
 *   mutation that took more than all before is read five times, and counts with the median.
 * - `held`: from before a reading to after it, both after a full collection, while what was read is still in use. Looked at for
 *   every eighth mutation that can be read.
 * - `kept`: from before the first mutation to after the last, both after a full collection, with nothing in use.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import { WinceError } from '@wince/core';
import { readCaffe, readMatConvNet, readOnnx, readTfjsGraph } from '@wince/networks';
import { ready } from 'h5wasm';
import { SHARED } from './groups.ts';
import { mutated } from './mutations.ts';

/** What became of the mutations of one file. */
export interface Fuzzed {
  readonly file: string;
  /** Of all that is read: a prototxt goes with its model. */
  readonly bytes: number;
  readonly mutations: number;
  readonly refused: number;
  /** Milliseconds. */
  readonly slowest: number;
  /** Bytes that reading a mutation took at most, with all that was thrown away. */
  readonly taken: number;
  /** Bytes that a network which was read from a mutation held at most, of those that were looked at. */
  readonly held: number;
  /** Bytes that were left when all mutations had been read. */
  readonly kept: number;
  /** Seeds of errors that are not typed, with their texts. */
  readonly untyped: readonly string[];
}

interface Case {
  readonly file: string;
  readonly content: Uint8Array;
  /** Bytes of what is read with it. */
  readonly beside: number;
  read(bytes: Uint8Array): unknown;
}

/** What is held is looked at for one of so many that are read: a collection takes longer than most files. */
const HELD_EVERY = 8;

/** How often a file is read that took more than all before: V8 takes something to compile once, a reader takes its part each time. */
const READINGS = 5;

const times = Number(process.argv[2]);
if (!Number.isSafeInteger(times) || times < 1) throw new RangeError('the number of mutations of a file');
const { gc } = globalThis;
if (!gc) throw new Error('run with --expose-gc');
const collect = gc;
const hdf5 = await ready;

const results: Fuzzed[] = [];
for (const each of cases()) results.push(await fuzzed(each));
console.log(JSON.stringify(results));

async function fuzzed({ file, content, beside, read }: Case): Promise<Fuzzed> {
  // At first to have its code compiled, and what it keeps for good made.
  for (let i = 0; i < (content.length > 1e6 ? 3 : 20); i++) await read(content);
  await collectAll();
  const atFirst = memory();
  let [whole, refused, slowest, taken, held] = [0, 0, 0, 0, 0];
  const untyped: string[] = [];
  // A function of its own, so that the last file is no longer in use behind it.
  const readOne = async (seed: number) => {
    const bytes = mutated(content, seed);
    const first = await measured(() => read(bytes));
    slowest = Math.max(slowest, first.milliseconds);
    if (first.taken > taken) {
      const all = [first.taken];
      while (all.length < READINGS) all.push((await measured(() => read(bytes))).taken);
      taken = Math.max(taken, all.sort((a, b) => a - b)[READINGS >> 1]);
    }
    const { error } = first;
    if (error === undefined) {
      if (whole++ % HELD_EVERY === 0) held = Math.max(held, await heldBy(() => read(bytes)));
    } else if (error instanceof WinceError && isOfAFile(error)) refused += 1;
    else untyped.push(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
  };
  for (let seed = 0; seed < times; seed++) {
    // What is thrown away is collected between readings, before there is so much of it that it would be during one.
    if (seed % 16 === 0) collect();
    await readOne(seed);
  }
  await collectAll();
  const kept = memory() - atFirst;
  const bytes = content.length + beside;
  return { file, bytes, mutations: times, refused, slowest, taken, held, kept, untyped };
}

/** Reads and lets go: a call that awaits a value itself holds it longer than it looks. */
async function measured(read: () => unknown) {
  const before = memory();
  const start = performance.now();
  let error: unknown;
  try {
    await withoutResult(read);
  } catch (cause) {
    error = cause;
  }
  return { milliseconds: performance.now() - start, taken: memory() - before, error };
}

/** Buffers are given back a while after the collection that found them. */
async function collectAll(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    collect();
    await setImmediate();
  }
}

async function withoutResult(read: () => unknown): Promise<void> {
  await read();
}

/** What is left in memory with what a reader gave. */
async function heldBy(read: () => unknown): Promise<number> {
  await collectAll();
  const before = memory();
  const network = await read();
  await collectAll();
  const after = memory();
  if (network === undefined) throw new Error('the reader gave nothing');
  return after - before;
}

/** Bytes of the heap, of buffers outside of it, and of HDF5's own memory, which never shrinks. */
function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external + hdf5.HEAPU8.byteLength;
}

function isOfAFile({ code }: WinceError): boolean {
  return code === 'bad-network-file' || code === 'unsupported-layer';
}

function cases(): readonly Case[] {
  const human = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@vladmandic/human')),
    '../models',
  );
  const shards = content(path.join(human, 'blazeface.bin'));
  const tfjs: Case = {
    file: 'blazeface.json',
    content: content(path.join(human, 'blazeface.json')),
    beside: shards.length,
    read: (bytes) => readTfjsGraph(parsed(bytes), shards),
  };
  return existsSync(SHARED) ? [tfjs, ...sharedCases()] : [tfjs];
}

function sharedCases(): readonly Case[] {
  const small = (name: string) => content(path.join(SHARED, 'data/networks', name));
  const prototxt = (name: string) => new TextDecoder().decode(small(`${name}.prototxt`));
  const caffe = (name: string): Case => {
    const text = prototxt(name);
    return {
      file: `${name}.caffemodel`,
      content: small(`${name}.caffemodel`),
      beside: text.length,
      read: (model) => readCaffe({ model, prototxt: text }),
    };
  };
  const alone = (file: string, read: (bytes: Uint8Array) => unknown): Case => {
    return { file, content: small(file), beside: 0, read };
  };
  const model = small('small-nets/tiny_vgg_f_v1.caffemodel');
  return [
    caffe('small-nets/tiny_padpool_v1'),
    caffe('small-nets/tiny_vgg_f_v1'),
    {
      file: 'small-nets/tiny_vgg_f_v1.prototxt',
      content: small('small-nets/tiny_vgg_f_v1.prototxt'),
      beside: model.length,
      read: (text) => readCaffe({ model, prototxt: new TextDecoder().decode(text) }),
    },
    alone('caffe-ultraface/slim-320.caffemodel', (bytes) => readCaffe({ model: bytes })),
    alone('small-nets/tiny_vgg_f_simplenn.mat', (bytes) => readMatConvNet({ bytes })),
    {
      file: 'small-nets/tiny_vgg_f_simplenn.mat, not compressed',
      content: notCompressed(small('small-nets/tiny_vgg_f_simplenn.mat')),
      beside: 0,
      read: (bytes) => readMatConvNet({ bytes }),
    },
    alone('small-nets/tiny_vgg_m_simplenn_old.mlstyle.mat', (bytes) => readMatConvNet({ bytes })),
    alone('caffe-ultraface/version-slim-320_without_postprocessing.onnx', readOnnx),
    alone('matconvnet-dncnn/sigma=25.mat', (bytes) => readMatConvNet({ bytes, size: [32, 32] })),
  ];
}

/** The variables of a MAT file as `-v6` has them: a checksum protects compressed ones, so that hardly any mutation comes far. */
function notCompressed(mat: Uint8Array): Uint8Array {
  const parts = [mat.subarray(0, 128)];
  const view = new DataView(mat.buffer, mat.byteOffset);
  for (let at = 128; at < mat.length; ) {
    const end = at + 8 + view.getUint32(at + 4, true);
    parts.push(inflateSync(mat.subarray(at + 8, end)));
    at = end;
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** The text of a damaged model as JSON; what is none is refused before any reader sees it. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new WinceError('bad-network-file', 'no JSON', { hint: '', cause });
  }
}

function content(file: string): Uint8Array {
  return new Uint8Array(readFileSync(file));
}
