import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  clipParameters,
  type FamilyObserver,
  randomFrom,
  resample,
  type SoundBlock,
} from '../../packages/core/src/index.ts';
import { drawnCry } from '../../packages/core/src/sound/drawn-sound.fixture.ts';
import { onlyCry } from '../../packages/runtime/src/cry/only-cry.ts';
import {
  type FamilyPlanner,
  openFamilyPlanner,
} from '../../packages/runtime/src/measure/families/planner.ts';
import { memoryStore } from '../../packages/runtime/src/store/index.ts';

/**
 * What the columns of sound keep of speech: digits that espeak-ng speaks, in several voices and pitches, recognised by the nearest recording of
 * another voice. Chance is one in ten. Three settings: digits alone, digits in the pauses of a cry, and digits at the same time as a cry and 10 dB softer;
 * each with all of the sound, and with the cry alone (`cry_only`).
 *
 * Held is, with the cry alone: no recording of speech gives columns, and digits around a cry are at chance. Needs espeak-ng.
 */
const VOICES = ['m1', 'm3', 'f1', 'f2', 'f5'];
const PITCHES = [50, 90];
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const FAMILIES = ['cry', 'speech-embedding'];
const RATE = 16_000;
const SETTINGS = ['alone', 'around a cry', 'at the same time as a cry'] as const;
type Setting = (typeof SETTINGS)[number];

interface Spoken {
  readonly voice: string;
  readonly digit: number;
  readonly values: readonly number[];
}

const broken: string[] = [];
if (spawnSync('espeak-ng', ['--version']).status !== 0) {
  console.log('spoken-digits: skipped, espeak-ng is not installed');
} else {
  const folder = await mkdtemp(join(tmpdir(), 'wince-digits-'));
  const planner = await openFamilyPlanner(clipParameters.parse({}), memoryStore());
  try {
    const said = await digits(join(folder, 'a.wav'));
    for (const setting of SETTINGS) {
      for (const cryOnly of [false, true]) {
        for (const [family, rows] of await columnsOf(planner, said, setting, cryOnly))
          report(setting, cryOnly, family, said.length, rows);
      }
    }
  } finally {
    await planner.close();
    await rm(folder, { recursive: true });
  }
}
for (const line of broken) console.log(`fails: ${line}`);
process.exitCode = broken.length > 0 ? 1 : 0;

/** What each family gives of each recording. */
async function columnsOf(planner: FamilyPlanner, said: readonly Digit[], setting: Setting, cryOnly: boolean) {
  const rows = new Map<string, Spoken[]>(FAMILIES.map((family) => [family, []]));
  for (const [i, digit] of said.entries()) {
    const samples = recordingOf(digit, setting, i);
    for (const family of FAMILIES) {
      const plan = await planner.plan(family);
      const observer = plan.open({
        clips: clipParameters.parse({}),
        describe: () => Promise.reject(new Error('no face')),
      });
      const values = await heard(observer, samples, cryOnly);
      if (values) rows.get(family)?.push({ ...digit, values });
    }
  }
  return rows;
}

function report(
  setting: Setting,
  cryOnly: boolean,
  family: string,
  all: number,
  rows: readonly Spoken[],
): void {
  const right = rows.filter((row) => nearest(row, rows) === row.digit).length;
  const chance = 1 / WORDS.length;
  const most = chance + 2 * Math.sqrt((chance * (1 - chance)) / Math.max(1, rows.length));
  const share =
    rows.length === 0
      ? 'none to recognise'
      : `${right} recognised: ${((100 * right) / rows.length).toFixed(1)} %`;
  console.log(
    `${family}, digits ${setting}, ${cryOnly ? 'the cry alone' : 'all of the sound'}: ${rows.length} of ${all} recordings give columns, ${share} (chance 10 %, with two standard errors ${(100 * most).toFixed(1)} %)`,
  );
  if (!cryOnly) return;
  if (setting === 'alone' && rows.length > 0)
    broken.push(`${family} keeps ${rows.length} recordings of speech`);
  if (setting === 'around a cry' && (rows.length < all / 2 || right > most * rows.length))
    broken.push(`${family} tells digits around a cry`);
}

interface Digit {
  readonly voice: string;
  readonly digit: number;
  readonly samples: Float32Array;
}

/** Each digit, said three times by each voice at each pitch: one word is shorter than a breath. */
async function digits(path: string): Promise<readonly Digit[]> {
  const said: Digit[] = [];
  for (const voice of VOICES) {
    for (const pitch of PITCHES) {
      for (const [digit, word] of WORDS.entries()) {
        const text = `${word}. ${word}. ${word}.`;
        const { status, stderr } = spawnSync('espeak-ng', [
          '-v',
          `en+${voice}`,
          '-p',
          String(pitch),
          '-w',
          path,
          text,
        ]);
        if (status !== 0) throw new Error(`espeak-ng: ${stderr.toString()}`);
        const bytes = await readFile(path);
        const samples = Float32Array.from(
          { length: (bytes.length - 44) >> 1 },
          (_, i) => bytes.readInt16LE(44 + 2 * i) / 32_768,
        );
        said.push({ voice, digit, samples: resample(samples, bytes.readUInt32LE(24), RATE) });
      }
    }
  }
  return said;
}

/** A recording: the words, or a cry of its own with the words in its first pauses, or under it. */
function recordingOf({ samples }: Digit, setting: Setting, number: number): Float32Array {
  if (setting === 'alone') return samples;
  const random = randomFrom('spoken-digits', number);
  const cry = drawnCry({ sampleRate: RATE, hertz: 400 + 150 * random.next(), breaths: 3 });
  const gain = levelOf(cry) / levelOf(samples);
  if (setting === 'around a cry') {
    const words = samples.map((x) => x * gain);
    const sound = new Float32Array(cry.length + 2 * words.length);
    sound.set(words);
    sound.set(cry, words.length);
    sound.set(words, words.length + cry.length);
    return sound;
  }
  return cry.map((x, i) => x + 10 ** (-10 / 20) * gain * (samples[i % samples.length] ?? 0));
}

/** The root mean square of the loudest quarter of frames of 20 ms. */
function levelOf(samples: Float32Array): number {
  const size = RATE / 50;
  const powers = Array.from({ length: Math.floor(samples.length / size) }, (_, i) =>
    samples.subarray(i * size, (i + 1) * size).reduce((sum, x) => sum + x * x, 0),
  ).sort((a, b) => b - a);
  const loud = powers.slice(0, Math.ceil(powers.length / 4));
  return Math.sqrt(loud.reduce((sum, power) => sum + power, 0) / (loud.length * size));
}

/** The columns of a recording; null where there are none. */
async function heard(
  observer: FamilyObserver,
  samples: Float32Array,
  cryOnly: boolean,
): Promise<readonly number[] | null> {
  const blocks = one({ time: 0, sampleRate: RATE, samples });
  try {
    for await (const block of cryOnly ? onlyCry(blocks) : blocks) await observer.sound?.(block);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'no-cry-alone') return null;
    throw error;
  }
  await observer.heard?.();
  const found = observer.values({ kind: 'clip', reference: false, keyFrames: [] });
  return 'reason' in found ? null : [...found.values];
}

async function* one(block: SoundBlock): AsyncGenerator<SoundBlock, void, undefined> {
  yield block;
}

/** The digit of the nearest recording of another voice, by z-scores of all recordings of other voices. */
function nearest({ voice, values }: Spoken, rows: readonly Spoken[]): number | null {
  const others = rows.filter((row) => row.voice !== voice);
  if (others.length === 0) return null;
  const scales = values.map((_, c) => {
    const own = others.map((row) => row.values[c]);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    return Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length) || 1;
  });
  const distance = (row: Spoken) =>
    row.values.reduce((sum, value, c) => sum + ((value - values[c]) / scales[c]) ** 2, 0);
  return others.reduce((best, row) => (distance(row) < distance(best) ? row : best)).digit;
}
