import { expect, test } from 'vitest';
import { nfcsActions } from '../packages/core/src/families/face/nfcs/nfcs.ts';
import { openFaceAnalyser } from '../packages/runtime/src/measure/faces/index.ts';
import { memoryStore } from '../packages/runtime/src/store/index.ts';
import { correlationOf, drawnActions, TRUE_ACTIONS } from './drawn-actions.ts';

/** The correlation that is asked of each action over many subjects. */
const ASKED = 0.8;

/** The upper end of the 95 % interval of a correlation over so many pairs, by Fisher's transformation. */
function upperEnd(r: number, pairs: number): number {
  return Math.tanh(Math.atanh(r) + 1.96 / Math.sqrt(pairs - 3));
}

/**
 * A few subjects that nothing was fitted on, each action on its own. So few faces scatter, so no action may be surely below what is
 * asked; the long test "nfcs" measures more.
 */
test('actions read from pixels follow what was drawn', async () => {
  const columns = nfcsActions.columns({});
  const analyser = await openFaceAnalyser({ store: memoryStore() });
  const reads: Float32Array[] = [];
  const truths: Readonly<Record<string, number>>[] = [];
  for await (const face of drawnActions(analyser, { subjects: 4, seed: 1, acting: 'freely', size: 256 })) {
    if (!face.usable) continue;
    const read = new Float32Array(columns.length);
    nfcsActions.extract(face.registered, {}, read);
    reads.push(read);
    truths.push(
      Object.fromEntries(Object.entries(TRUE_ACTIONS).map(([name, of]) => [name, of(face.actions)])),
    );
  }
  await analyser.close();
  expect(reads.length).toBeGreaterThan(24);
  for (const name of Object.keys(TRUE_ACTIONS)) {
    const read = reads.map((row) => row[columns.indexOf(`nfcs ${name}`)]);
    const truth = truths.map((row) => row[name]);
    expect(upperEnd(correlationOf(read, truth), read.length), name).toBeGreaterThan(ASKED);
  }
}, 60_000);
