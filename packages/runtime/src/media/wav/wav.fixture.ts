import { WAV_FORMATS } from '../sound.fixture.ts';

/** A WAV file that is drawn. */
export interface DrawnWav {
  readonly form: keyof typeof WAV_FORMATS;
  readonly header: 'plain' | 'with a length' | 'extensible';
  readonly channels: number;
  readonly sampleRate: number;
  /** Samples of each channel. */
  readonly frames: number;
  readonly seed: number;
  /** How many floats are louder than 1, infinite or no number. */
  readonly odd: number;
  readonly before: readonly DrawnChunk[];
  readonly after: readonly DrawnChunk[];
  /** Bytes of the last frame that are not there, and not counted. */
  readonly lost?: number;
}

export interface DrawnChunk {
  readonly word: string;
  readonly bytes: Uint8Array;
}

/** The bytes of a WAV file whose lengths agree. */
export function wavFile(wav: DrawnWav): Uint8Array {
  const samples = samplesOf(wav);
  const chunks = [
    { word: 'fmt ', bytes: formatOf(wav) },
    ...wav.before,
    { word: 'data', bytes: samples.subarray(0, samples.length - (wav.lost ?? 0)) },
    ...wav.after,
  ].map(chunkOf);
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return Buffer.concat([chunkOf({ word: 'RIFF', bytes: body })]);
}

function chunkOf({ word, bytes }: DrawnChunk): Buffer {
  const header = Buffer.alloc(8);
  header.write(word, 'latin1');
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes, Buffer.alloc(bytes.length % 2)]);
}

function formatOf({ form, header, channels, sampleRate }: DrawnWav): Uint8Array {
  const { bytes, code } = WAV_FORMATS[form];
  const chunk = Buffer.alloc({ plain: 16, 'with a length': 18, extensible: 40 }[header]);
  chunk.writeUInt16LE(header === 'extensible' ? 0xfffe : code, 0);
  chunk.writeUInt16LE(channels, 2);
  chunk.writeUInt32LE(sampleRate, 4);
  chunk.writeUInt32LE(sampleRate * channels * bytes, 8);
  chunk.writeUInt16LE(channels * bytes, 12);
  chunk.writeUInt16LE(8 * bytes, 14);
  if (header !== 'extensible') return chunk;
  chunk.writeUInt16LE(22, 16);
  chunk.writeUInt16LE(8 * bytes, 18);
  chunk.writeUInt32LE(2 ** channels - 1, 20);
  chunk.writeUInt16LE(code, 24);
  chunk.write('000000001000800000aa00389b71', 26, 'hex');
  return chunk;
}

/** Samples without any order, of the full range. */
function samplesOf({ form, channels, frames, seed, odd }: DrawnWav): Uint8Array {
  const { bytes, put, code } = WAV_FORMATS[form];
  const samples = new Uint8Array(frames * channels * bytes);
  const view = new DataView(samples.buffer);
  let state = seed | 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  const count = frames * channels;
  for (let i = 0; i < count; i++) put(view, i * bytes, 2 * next() - 1);
  if (code === 3)
    for (let i = 0; i < Math.min(odd, count); i++)
      put(view, Math.floor(next() * count) * bytes, [3, Number.NaN, Number.NEGATIVE_INFINITY][i]);
  return samples;
}
