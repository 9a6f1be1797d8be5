import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { families, randomFrom, WinceError } from '@wince/core';
import {
  type LayerNumbers,
  networkError,
  networks,
  type SoundNetworkCard,
  type SoundTensor,
  soundInputOf,
  soundNetworkCard,
  soundNetworks,
} from '@wince/networks';
import type * as ort from 'onnxruntime-node';
import { sha256Of } from '../../files/hash.ts';
import { refuseForeignContent } from '../foreign-content.ts';
import { importedCards, refuseTaken } from '../imported.ts';
import { whenImported } from '../self-test-input.ts';
import { openSession } from '../session.ts';
import { runningNetwork } from './sound-network.ts';
import { soundNumbersOfNoise } from './sound-self-test.ts';
import { placeSoundNetwork, SOUND_FOLDER } from './sound-store.ts';

/** The file of a network that hears, and what it does not say of itself. */
export interface SoundImportRequest {
  /** An `.onnx` file whose one input is sound. */
  readonly file: string;
  /** Samples a second that it was trained with. */
  readonly rate: number;
  /** What the network shall be called; the name of its file by default. */
  readonly name?: string;
  /** Samples in [-1, 1] are multiplied with it: 32768 for a network of samples of 16 bits. Default: 1. */
  readonly scale?: number;
  /** Seconds of a window, for a network that takes any length. Default: 1. */
  readonly seconds?: number;
  /** Seconds from a window to the next. Default: half a window. */
  readonly hop?: number;
  /** What makes a spectrogram of samples, for a network that takes one: `speech-mel` is the only one. Default: it takes samples. */
  readonly mel?: string;
  /** Whether its weights are random numbers, for a control. Default: they are not. */
  readonly untrained?: boolean;
  /** The folder of imported networks. */
  readonly home: string;
  /** Whether an imported network of the same name is replaced; one that is there makes the import fail otherwise. Default: it is replaced. */
  readonly replace?: boolean;
  /** Told what is done now. Default: nobody is told. */
  readonly onStep?: (step: 'read-network' | 'run-network') => void;
}

/** Frames of a window of spectrogram where the network takes any number. */
const FRAMES = 98;

/**
 * Imports a network that hears: reads its input, runs it on noise, and keeps it by name. It is a family then, as `speech-embedding` is.
 *
 * @returns its card
 * @throws WinceError `no-such-file`, `unknown-network-format`, `bad-network-file`, `unsupported-layer`, `unclear-preprocessing`,
 *   `network-name-taken`, `network-self-test`, `network-store-unusable`
 */
export async function importSoundNetwork(request: SoundImportRequest): Promise<SoundNetworkCard> {
  const { file, home } = request;
  if (path.extname(file).toLowerCase() !== '.onnx') {
    throw new WinceError('unknown-network-format', `${file}: a network of sound is read from ONNX alone.`, {
      hint: 'Export the network as an .onnx file.',
    });
  }
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new WinceError('no-such-file', `${file} cannot be read.`, { hint: 'Check the path.', cause });
  });
  refuseForeignContent(file, bytes);
  request.onStep?.('read-network');
  const id = await freeName(request);
  if (request.replace === false) await refuseTaken(path.join(home, SOUND_FOLDER), id);
  const given = soundInputOf(bytes);
  const session = await openSession(bytes);
  try {
    const window = windowOf(given, request);
    const outputs = await outputsOf(session, given, window);
    const sha256 = sha256Of(bytes);
    const card = soundNetworkCard.parse({
      ...{ id, version: 1, title: `Imported from ${path.basename(file)}`, domain: 'sound', role: 'features' },
      untrained: request.untrained ?? false,
      source: {
        ...{ kind: 'file', file: path.basename(file), format: 'onnx' },
        ...{ bytes: bytes.length, sha256, converted: sha256 },
      },
      licence: 'Not stated in the file. The licence of its authors applies.',
      training: request.untrained ? 'None: its weights are random numbers.' : 'Not stated in the file.',
      caution: 'It is not known what it was trained on, or how it works on newborns.',
      input: {
        ...{ rate: request.rate, scale: window.scale, front: window.front },
        ...{ length: window.length, hop: window.hop },
        tensor: { name: given.name, shape: [...window.shape] },
      },
      outputs,
    });
    request.onStep?.('run-network');
    const layers = [await selfTest(card, bytes)];
    await placeSoundNetwork(home, card, bytes, { by: await whenImported(), layers });
    return card;
  } finally {
    await session.release();
  }
}

/** What the network is given of a sound. */
interface Window extends Pick<SoundNetworkCard['input'], 'scale' | 'front' | 'length' | 'hop'> {
  readonly shape: readonly number[];
  /** The side that the file leaves open; null where it fixes all. */
  readonly open: number | null;
}

function windowOf(given: SoundTensor, request: SoundImportRequest): Window {
  const { file, rate, seconds, mel } = request;
  const shown = `[${given.shape.map((side) => side ?? '?').join(', ')}]`;
  // The first of several sides is the batch.
  const [batch, ...rest] = given.shape.length > 1 ? given.shape : [1, ...given.shape];
  const sides = rest.flatMap((side, i) => (side === 1 ? [] : [i]));
  const wanted = mel === undefined ? 1 : 2;
  if ((batch !== null && batch !== 1) || sides.length !== wanted) {
    throw new WinceError(
      'unclear-preprocessing',
      mel === undefined
        ? `${file} takes ${shown}, which is not a row of samples.`
        : `${file} takes ${shown}, which is not a spectrogram [1, frames, bands].`,
      {
        hint:
          mel === undefined
            ? 'For a network of spectrograms, give --mel speech-mel. For another spectrogram, export the network together with what makes it, so that it takes samples.'
            : 'Leave --mel out for a network that takes samples.',
      },
    );
  }
  const shape: number[] = rest.map((side) => side ?? 0);
  const [first] = sides;
  const isOpen = rest[first] === null;
  const front = mel === undefined ? null : frontOf(mel, rest[sides[1]], request);
  const length = isOpen ? Math.round((seconds ?? 1) * rate) : (rest[first] ?? 0);
  const framesOf = (samples: number) => Math.floor((samples - 512) / 160) + 1;
  const frames = front && isOpen ? (seconds === undefined ? FRAMES : framesOf(length)) : length;
  shape[first] = front ? frames : length;
  const samples = front ? 512 + (frames - 1) * 160 : length;
  if (!isOpen && seconds !== undefined && Math.round(seconds * rate) !== samples) {
    throw new WinceError(
      'unclear-preprocessing',
      `${file} takes windows of ${(samples / rate).toFixed(3)} s.`,
      {
        hint: 'Leave --seconds out: the file states how long a window is.',
      },
    );
  }
  const whole = given.shape.length > 1 ? [1, ...shape] : shape;
  return {
    scale: request.scale ?? (front ? 32_768 : 1),
    front,
    length: samples,
    hop: request.hop === undefined ? Math.ceil(samples / 2) : Math.max(1, Math.round(request.hop * rate)),
    shape: whole,
    open: isOpen ? first + whole.length - shape.length : null,
  };
}

/** The spectrogram in front of a network, which must fit it. */
function frontOf(mel: string, bands: number | null, { file, rate }: SoundImportRequest): Window['front'] {
  const known = soundNetworks.entries.filter(({ role }) => role === 'spectrogram');
  const card = known.find(({ id }) => id === mel);
  const reason = !card
    ? `"${mel}" is not a known spectrogram`
    : rate !== card.input.rate
      ? `${mel} takes ${card.input.rate} samples a second, not ${rate}`
      : bands !== null && bands !== card.outputs[0].numbers
        ? `${mel} has ${card.outputs[0].numbers} bands, and the network takes ${bands}`
        : null;
  if (reason === null) return { network: mel, scale: 0.1, offset: 2 };
  throw new WinceError('unclear-preprocessing', `${file} cannot be given this spectrogram: ${reason}.`, {
    hint: `These are known: ${known.map(({ id }) => id).join(', ')}. For another one, export the network together with what makes it, so that it takes samples.`,
  });
}

/**
 * What the network gives, from runs on noise: where it takes any length, an output that grows with it has steps of time.
 *
 * @throws WinceError `unsupported-layer`, `bad-network-file`
 */
async function outputsOf(
  session: ort.InferenceSession,
  { name }: SoundTensor,
  { shape, open }: Window,
): Promise<SoundNetworkCard['outputs']> {
  const once = await shapesWith(session, name, shape);
  const longer =
    open === null
      ? once
      : await shapesWith(
          session,
          name,
          shape.map((side, i) => (i === open ? 2 * side : side)),
        );
  const outputs = [...once].flatMap(([output, dims]) => {
    const other = longer.get(output);
    if (other?.length !== dims.length) return [];
    const grown = dims.flatMap((side, axis) => (side === other[axis] ? [] : [axis]));
    const all = dims.reduce((product, side) => product * side, 1);
    if (grown.length > 1 || all === 0) return [];
    const [time = null] = grown;
    return [{ name: output, numbers: time === null ? all : all / dims[time], time }];
  });
  if (outputs.length > 0) return outputs;
  throw networkError('unsupported-layer', 'ONNX file', 'no output gives float values of a known number.', {
    hint: 'Export the network again with an output of type float.',
  });
}

async function shapesWith(
  session: ort.InferenceSession,
  name: string,
  shape: readonly number[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { Tensor } = await import('onnxruntime-node');
  const random = randomFrom('sound import');
  const length = shape.reduce((product, side) => product * side, 1);
  const input = new Tensor(
    'float32',
    Float32Array.from({ length }, () => 0.1 * random.normal()),
    [...shape],
  );
  try {
    const results = await session.run({ [name]: input });
    return new Map(
      Object.entries(results).flatMap(([output, { data, dims }]) =>
        data instanceof Float32Array ? [[output, dims] as const] : [],
      ),
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.trim() : String(cause);
    throw networkError(
      'unsupported-layer',
      'ONNX file',
      `the network cannot be run on [${shape.join(', ')}]: ${reason}`,
      {
        hint: 'Give the length of a window with --seconds, or a spectrogram with --mel.',
      },
    );
  }
}

async function freeName({ file, name, home }: SoundImportRequest): Promise<string> {
  const stem = path.basename(file, path.extname(file)).toLowerCase();
  const id = name ?? stem.replace(/[^a-z0-9.-]+/g, '-').replace(/^[.-]+/, '');
  const seen = await importedCards(home);
  const isTaken =
    networks.has(id) ||
    soundNetworks.has(id) ||
    families.has(id) ||
    id === 'table' ||
    seen.some((card) => card.id === id);
  if (!isTaken && /^[a-z0-9][a-z0-9.-]*$/.test(id)) return id;
  const reason = isTaken ? 'is the name of another network or family' : 'cannot be the name of a network';
  throw new WinceError('network-name-taken', `"${id}" ${reason}.`, {
    hint: 'Give another name with --name: lower case, digits, dots and hyphens.',
  });
}

/** Runs the network as a family does, on three windows of noise: every number must be finite. */
async function selfTest(card: SoundNetworkCard, bytes: Uint8Array): Promise<LayerNumbers> {
  const network = await runningNetwork(card, await openSession(bytes));
  try {
    return await soundNumbersOfNoise(network);
  } finally {
    await network.close();
  }
}
