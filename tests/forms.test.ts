import { experimentSpecification, METRICS_VERSION, RUN_SCHEMA, runManifest } from '@wince/core';
import { MODEL_SCHEMA, modelManifest } from '@wince/observation';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { exampleRun } from '../packages/pages/src/report/example-run.fixture.ts';
import { sha256Of } from '../packages/runtime/src/files/hash.ts';

/** What a file of a form may contain, in one string: its keys, types and bounds, but neither its words nor its defaults. */
function fingerprint(form: z.ZodType): string {
  const schema = z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' });
  const text = JSON.stringify(schema, (key, value) =>
    (key === 'description' && typeof value === 'string') || key === 'default' ? undefined : value,
  );
  return sha256Of(text).slice(0, 16);
}

/*
 * A file that was written before a parameter went is intact, and must be refused for its form, not as damaged. Where one of these
 * fingerprints changes: raise the form's number, if files of before cannot be read any more, and write the new fingerprint here.
 */
test.each([
  ['a model', MODEL_SCHEMA, modelManifest, 3, '7768ade1d1a2957c'],
  ['the manifest of a run', RUN_SCHEMA, runManifest, 3, '1cabc943a969cd49'],
])('%s has the form that its number stands for', (_, number, form, known, print) => {
  expect([number, fingerprint(form)]).toEqual([known, print]);
});

test('a key more changes the fingerprint, a description does not', () => {
  const print = fingerprint(experimentSpecification);
  expect(fingerprint(experimentSpecification.describe('other words'))).toBe(print);
  expect(fingerprint(experimentSpecification.extend({ more: z.string() }))).not.toBe(print);
});

/*
 * Metrics are kept in the cache. Where this fails and the numbers were meant to change, raise METRICS_VERSION and write the new number
 * here: else a run that was computed before shows the metrics of before.
 */
test('an example has the metrics that the version stands for', () => {
  const { metrics } = exampleRun({
    ...{ subjects: 6, classifiers: ['naive-bayes'], synthetic: true, faces: null, middle: true },
  });
  const text = JSON.stringify(metrics, (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(8)) : value,
  );
  expect([METRICS_VERSION, sha256Of(text).slice(0, 16)]).toEqual([8, '09944e721063c880']);
});
