import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clipParameters, faceParameters } from '@wince/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawnCry } from '../../../core/src/sound/drawn-sound.fixture.ts';
import { openExtractor } from '../measure/recording-extractor.ts';
import { wavBytes } from '../media/sound.fixture.ts';
import { memoryStore } from '../store/index.ts';

const RATE = 16_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-only-cry-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What the families of sound make of a recording, in the one way in which data sets, models and predictions read it. */
async function observed(name: string, sound: Float32Array, cryOnly: boolean) {
  const path = join(folder, `${name}.wav`);
  await writeFile(path, wavBytes([Float64Array.from(sound)], RATE, 's16'));
  const extractor = await openExtractor(memoryStore(), {
    face: faceParameters.parse({}),
    clips: clipParameters.parse({ cryOnly }),
    features: ['cry', 'speech-embedding'],
  });
  try {
    const rows = [{ row: 0, start: null, end: null, reference: false }];
    const [row] = await extractor.extract({ path, sha256: name.padEnd(64, '0'), rows, rest: null });
    return row;
  } finally {
    await extractor.close();
  }
}

/** A cry, with something louder than its pauses in front of it and behind it. */
function amid(voice: Float32Array): Float32Array {
  const cry = drawnCry({ sampleRate: RATE, hertz: 450 });
  const sound = new Float32Array(cry.length + 2 * voice.length);
  sound.set(voice);
  sound.set(cry, voice.length);
  sound.set(voice, voice.length + cry.length);
  return sound;
}

test('what is around a cry has no part in its columns', async () => {
  const voices = [190, 260].map((hertz) =>
    drawnCry({ sampleRate: RATE, hertz, breaths: 1 }).map((x) => x / 3),
  );
  const [one, other] = [
    await observed('one', amid(voices[0]), true),
    await observed('other', amid(voices[1]), true),
  ];
  const values = [one, other].map((row) => row.values.map((each) => each && [...each.values]));
  expect(values[0].every((each) => each !== null)).toBe(true);
  // The second voice is as long as the first.
  expect(values[1]).toEqual(values[0]);
});

test('nothing is kept of a voice that is no cry, and the row says so', async () => {
  const row = await observed('voice', drawnCry({ sampleRate: RATE, hertz: 220 }), true);
  expect(row.values).toEqual([null, null]);
  expect(row.finding.lost).toEqual([
    expect.stringContaining('Nothing of the sound is kept'),
    expect.stringContaining('Nothing of the sound is kept'),
  ]);
});
