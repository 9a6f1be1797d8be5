import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawSubject } from '../../packages/phantom/src/index.ts';
import { pulseInPixels } from '../../packages/phantom/src/time/pulse-in-pixels.ts';
import { openFaceAnalyser } from '../../packages/runtime/src/faces/index.ts';
import { tryDetector } from '../../packages/runtime/src/phantom/detection.ts';
import { writeCohort } from '../../packages/runtime/src/phantom/write-cohort.ts';

/**
 * The full figures of the phantom: the pulse in the pixels of ten tones, whole clips written twice, and 100 subjects before
 * the default detector, upright and at any angle.
 */
const SUBJECTS = 100;

const folder = await mkdtemp(join(tmpdir(), 'wince-phantom-long-'));
const broken: string[] = [];
try {
  pulses();
  await clips();
  await detection();
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(broken.length > 0 ? `phantom: broken: ${broken.join('; ')}` : 'phantom: all bounds hold');
process.exitCode = broken.length > 0 ? 1 : 0;

function hold(name: string, holds: boolean): void {
  if (!holds) broken.push(name);
}

function pulses(): void {
  for (let monk = 1; monk <= 10; monk++) {
    const subject = drawSubject(`long-${monk}`, 5, { monk });
    const { peak, truth, amplitude } = pulseInPixels(subject, { seed: 5, size: 96, seconds: 20 });
    const text = `pulse, tone ${monk}: peak ${peak.toFixed(2)}, truth ${truth.toFixed(2)} a minute`;
    console.log(`${text}; ${(100 * amplitude).toFixed(2)} % of mean green`);
    hold(`pulse of tone ${monk}`, Math.abs(peak - truth) < 2);
    hold(`amplitude of tone ${monk}`, amplitude >= 0.002 && amplitude <= 0.01);
  }
}

async function clips(): Promise<void> {
  for (const video of ['mp4', 'webm'] as const) {
    const hashes: string[] = [];
    for (const workers of [1, 2]) {
      const out = join(folder, `${video}-${workers}`);
      await writeCohort({ subjects: 2, seed: 7, size: 96, video, out, workers });
      hashes.push(await hashOf(out));
    }
    console.log(
      `${video}: two cohorts of two clips of 34 s ${hashes[0] === hashes[1] ? 'are' : 'are not'} the same bytes`,
    );
    hold(`bytes of ${video}`, hashes[0] === hashes[1]);
  }
}

async function hashOf(root: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file.slice(root.length)).update(await readFile(file));
  return hash.digest('hex');
}

async function detection(): Promise<void> {
  const analyser = await openFaceAnalyser({ cache: join(folder, 'cache') });
  try {
    for (const lie of ['upright', 'any angle'] as const) {
      for (const expressions of ['neutral', 'pain'] as const) {
        const trial = { subjects: SUBJECTS, seed: 101, lie, expressions };
        const { pictures, found, used, error } = await tryDetector(analyser, trial);
        const errors = Object.entries(error).map(
          ([group, value]) => `${group} ${(100 * value).toFixed(1)} %`,
        );
        console.log(
          `${lie}, ${expressions}: found ${found} of ${pictures}, usable ${used}; error ${errors.join(', ')}`,
        );
        hold(`faces ${lie}, ${expressions}`, found / pictures >= (lie === 'upright' ? 0.95 : 0.9));
        if (expressions === 'neutral') hold(`landmarks ${lie}`, error.all < 0.08);
      }
    }
  } finally {
    await analyser.close();
  }
}
