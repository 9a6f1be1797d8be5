import { expect, test } from 'vitest';
import { nfcsActions } from '../packages/core/src/families/face/nfcs/nfcs.ts';
import { openFaceAnalyser } from '../packages/runtime/src/measure/faces/index.ts';
import { memoryStore } from '../packages/runtime/src/store/index.ts';
import { correlationOf, drawnActions, TRUE_ACTIONS } from './drawn-actions.ts';

/**
 * A few subjects that nothing was fitted on; the long test "nfcs" measures more. The horizontal stretch of the mouth is the weakest, and
 * four subjects tell little of it.
 */
const AT_LEAST = 0.8;
const AT_LEAST_SIDEWAYS = 0.6;

test('actions read from pixels follow what was drawn', async () => {
  const columns = nfcsActions.columns({});
  const analyser = await openFaceAnalyser({ store: memoryStore() });
  const rows: { readonly read: Float32Array; readonly truth: Readonly<Record<string, number>> }[] = [];
  for await (const face of drawnActions(analyser, {
    subjects: 3,
    seed: 808,
    acting: 'as-in-life',
    size: 256,
  })) {
    if (!face.usable) continue;
    const read = new Float32Array(columns.length);
    nfcsActions.extract(face.registered, {}, read);
    const truth = Object.entries(TRUE_ACTIONS).map(([name, of]) => [name, of(face.actions)]);
    rows.push({ read, truth: Object.fromEntries(truth) });
  }
  await analyser.close();
  expect(rows.length).toBeGreaterThan(24);
  const found = Object.keys(TRUE_ACTIONS).map((name) => {
    const at = columns.indexOf(`nfcs ${name}`);
    return [
      name,
      correlationOf(
        rows.map(({ read }) => read[at]),
        rows.map(({ truth }) => truth[name]),
      ),
    ] as const;
  });
  for (const [name, r] of found)
    expect(r, name).toBeGreaterThan(name === 'mouth-stretch-horizontal' ? AT_LEAST_SIDEWAYS : AT_LEAST);
});
