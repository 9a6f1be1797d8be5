import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFaceAnalyser } from '../../packages/runtime/src/faces/index.ts';
import { tryDetector } from '../../packages/runtime/src/phantom/detection.ts';

/** The full figures of the phantom before the default detector: 100 subjects, upright and at any angle. */
const SUBJECTS = 100;

const cache = await mkdtemp(join(tmpdir(), 'wince-phantom-long-'));
const analyser = await openFaceAnalyser({ cache });
let failed = false;
try {
  for (const lie of ['upright', 'any angle'] as const) {
    for (const expressions of ['neutral', 'pain'] as const) {
      const { pictures, found, used, error } = await tryDetector(analyser, {
        subjects: SUBJECTS,
        seed: 101,
        lie,
        expressions,
      });
      const errors = Object.entries(error).map(([group, value]) => `${group} ${(100 * value).toFixed(1)} %`);
      console.log(
        `${lie}, ${expressions}: found ${found} of ${pictures}, usable ${used}; error ${errors.join(', ')}`,
      );
      if (found / pictures < (lie === 'upright' ? 0.95 : 0.9)) failed = true;
      if (lie === 'upright' && expressions === 'neutral' && !(error.all < 0.08)) failed = true;
    }
  }
} finally {
  await analyser.close();
  await rm(cache, { recursive: true, force: true });
}
console.log(failed ? 'phantom: a bound is broken' : 'phantom: all bounds hold');
process.exitCode = failed ? 1 : 0;
