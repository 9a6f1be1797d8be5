import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cry } from '../../packages/core/src/families/cry/cry.ts';
import { clipParameters } from '../../packages/core/src/index.ts';

/**
 * What the columns of `cry` keep of speech: digits that espeak-ng speaks, in several voices and pitches. Printed are how many recordings give columns at all, and how many of
 * these digits the nearest neighbour recognises from them, with the voice left out. Chance is one in ten. Nothing is held. Needs espeak-ng.
 */
const VOICES = ['m1', 'm3', 'm7', 'f1', 'f2', 'f4', 'f5'];
const PITCHES = [40, 80];
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

interface Spoken {
  readonly voice: string;
  readonly digit: number;
  readonly values: Float64Array;
}

if (spawnSync('espeak-ng', ['--version']).status !== 0) {
  console.log('spoken-digits: skipped, espeak-ng is not installed');
} else {
  const folder = await mkdtemp(join(tmpdir(), 'wince-digits-'));
  try {
    const rows = await spokenRows(join(folder, 'a.wav'));
    const right = rows.filter((row) => nearest(row, rows) === row.digit).length;
    const chance = 1 / WORDS.length;
    const error = Math.sqrt((chance * (1 - chance)) / rows.length);
    console.log(
      `${VOICES.length * PITCHES.length * WORDS.length} recordings of digits, of which ${rows.length} give columns of cry; ` +
        `${right} of these digits are recognised with the voice left out: ${((100 * right) / rows.length).toFixed(1)} % ` +
        `(chance 10 %, two standard errors ${(200 * error).toFixed(1)} points)`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function spokenRows(path: string): Promise<readonly Spoken[]> {
  const rows: Spoken[] = [];
  for (const voice of VOICES) {
    for (const pitch of PITCHES) {
      for (const [digit, word] of WORDS.entries()) {
        // Said three times: one word is shorter than a breath.
        const text = `${word}. ${word}. ${word}.`;
        const said = spawnSync('espeak-ng', ['-v', `en+${voice}`, '-p', String(pitch), '-w', path, text]);
        if (said.status !== 0) throw new Error(`espeak-ng: ${said.stderr.toString()}`);
        const values = await columnsOf(await readFile(path));
        if (values) rows.push({ voice, digit, values });
      }
    }
  }
  return rows;
}

/** The columns of `cry` for a mono WAV of 16 bits; null where there are none. */
async function columnsOf(bytes: Buffer): Promise<Float64Array | null> {
  const clips = clipParameters.parse({});
  const plan = await cry.plan('cry', { clips, plan: () => Promise.reject(new Error('no other family')) });
  const observer = plan.open({ clips, describe: () => Promise.reject(new Error('no face')) });
  const samples = Float32Array.from(
    { length: (bytes.length - 44) >> 1 },
    (_, i) => bytes.readInt16LE(44 + 2 * i) / 32_768,
  );
  await observer.sound?.({ time: 0, sampleRate: bytes.readUInt32LE(24), samples });
  const found = observer.values({ kind: 'clip', reference: false, keyFrames: [] });
  return 'reason' in found ? null : Float64Array.from(found.values);
}

/** The digit of the nearest recording of another voice, by z-scores of all recordings of other voices. */
function nearest({ voice, values }: Spoken, rows: readonly Spoken[]): number {
  const others = rows.filter((row) => row.voice !== voice);
  const scales = Array.from(values, (_, c) => {
    const own = others.map((row) => row.values[c]);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    return Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length) || 1;
  });
  const distance = (row: Spoken) =>
    row.values.reduce((sum, value, c) => sum + ((value - values[c]) / scales[c]) ** 2, 0);
  return others.reduce((best, row) => (distance(row) < distance(best) ? row : best)).digit;
}
