import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applyCell,
  classifiers,
  clipParameters,
  type FamilyRecord,
  faceParameters,
  fitCell,
  matrix,
  WinceError,
} from '@wince/core';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CellChanges,
  exampleCell,
  exampleRows,
} from '../../../core/src/learning/pipeline/example-cell.fixture.ts';
import { sha256Of } from '../files/hash.ts';
import { completeModel, readModel, writeModel } from './archive.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

const rows = exampleRows();

function family(name: string): FamilyRecord {
  return { name, kind: 'table', columns: 10, identity: name, network: null };
}

/** A model of the example's two families, written. */
async function written(classifier: string, changes: CellChanges = {}): Promise<string> {
  const { fitted } = fitCell(exampleCell({ classifier, ...changes }), rows, 1);
  const model = completeModel(
    {
      ...{ version: '0.0.0', cell: 'a+b/example', positive: 'pain', negative: 'rest' },
      ...{ families: [family('a'), family('b')], specifications: ['a', 'b'], modalities: [] },
      ...{
        face: faceParameters.parse({}),
        rows: 'pictures',
        clips: clipParameters.parse({}),
        clip_seconds: null,
      },
      ...{
        dataset: { name: null, sha256: '', synthetic: true },
        subjects: [],
        left_out: [],
        samples: 24,
        seed: 1,
      },
    },
    fitted,
  );
  const path = join(folder, `${crypto.randomUUID()}.wince`);
  await writeModel(path, model);
  return path;
}

/** The same model with other content, and with the checksum of that content: as if it had been written so. */
async function changed(path: string, change: (model: string, manifest: string) => readonly [string, string]) {
  const entries = unzipSync(await readFile(path));
  const [model, manifest] = change(strFromU8(entries['model.json']), strFromU8(entries['manifest.json']));
  const sealed = manifest.replace(
    /"model_sha256": "[0-9a-f]+"/,
    `"model_sha256": "${sha256Of(strToU8(model))}"`,
  );
  const other = join(folder, `${crypto.randomUUID()}.wince`);
  await writeFile(other, zipSync({ 'model.json': strToU8(model), 'manifest.json': strToU8(sealed) }));
  return other;
}

/** A value that is not in the model, as text, for each place of it: of a list the first, one in the middle and the last. */
function* damages(value: unknown, put: (text: string) => string): Generator<string> {
  const texts = ['null', '"x"', '[]', '{}', '-1', '0', '0.5', '1e308', '-1e308', '1e999', '12345678'];
  for (const text of texts) if (text !== JSON.stringify(value)) yield put(text);
  if (Array.isArray(value)) {
    const last = value.length - 1;
    yield put(JSON.stringify(value.slice(0, -1)));
    yield put(JSON.stringify([...value, value[last]]));
    yield put(JSON.stringify([...value].reverse()));
    for (const at of new Set([0, value.length >> 1, last].filter((i) => i >= 0 && i <= last))) {
      yield* damages(value[at], (text) =>
        put(`[${value.map((each, i) => (i === at ? text : JSON.stringify(each))).join()}]`),
      );
    }
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    const object = (pairs: readonly (readonly [string, string])[]) =>
      put(`{${pairs.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join()}}`);
    for (const [at] of entries.entries()) {
      const others = entries.map(([key, each]) => [key, JSON.stringify(each)] as const);
      yield object(others.filter((_, i) => i !== at));
      yield* damages(entries[at][1], (text) =>
        object(others.map(([key, own], i) => [key, i === at ? text : own] as const)),
      );
    }
  }
}

describe('a model whose content was changed', () => {
  const CALIBRATED = { calibration: 'beta', abstention: { method: 'split', level: 0.6 } } as const;
  test.each([...classifiers.ids.map((id) => [id, {}] as const), ['naive-bayes', CALIBRATED] as const])(
    '%s %o: is refused, or gives scores from 0 to 1',
    async (classifier, changes) => {
      const path = await written(classifier, changes);
      const { fitted } = await readModel(path);
      const few = matrix(3, 20, Float64Array.from(rows.x.data.subarray(0, 60)));
      let refused = 0;
      let scored = 0;
      for (const text of damages(fitted, (own) => own)) {
        const other = await changed(path, (_, manifest) => [text, manifest]);
        try {
          const { score, decision } = applyCell((await readModel(other)).fitted, few);
          expect(
            score.every((value) => value >= 0 && value <= 1),
            text,
          ).toBe(true);
          expect(decision).toHaveLength(3);
          scored++;
        } catch (error) {
          if (!(error instanceof WinceError))
            throw new Error(`not a typed error for ${text}`, { cause: error });
          refused++;
        }
        await rm(other);
      }
      expect(refused).toBeGreaterThan(scored);
      expect(refused + scored).toBeGreaterThan(200);
    },
  );

  test.each([
    [
      'a fit that is kept for abstention keeps a column that no family has',
      /"stages":\[\{"stage":"select".*?"columns":\[\d+,/,
      20,
    ],
    ['a fit that is kept for abstention has no classifier', /"stages":\[\{"stage":"select"/, null],
  ])('%s', async (_, find, column) => {
    const path = await written('naive-bayes', { abstention: { method: 'cross', level: 0.6 } });
    const other = await changed(path, (model, manifest) => {
      // The second list of stages is that of the first fold.
      const at = model.indexOf('"parts":[');
      const part = model.slice(at);
      const put =
        column === null
          ? part.replace('"stage":"classify"', '"stage":"scale"')
          : part.replace(/"columns":\[\d+,/, `"columns":[${column},`);
      expect(part).toMatch(find);
      expect(put).not.toBe(part);
      return [model.slice(0, at) + put, manifest];
    });
    await expect(readModel(other)).rejects.toThrow(WinceError);
  });

  test.each([
    ['support vectors that are missing', 'svm-rbf', /"vectors":\[[^\]]+\]/, '"vectors":[]'],
    ['a k below 0', 'knn', /"k":5/g, '"k":-1'],
    ['a mean that is too short', 'naive-bayes', /"mean":\[\[[^,]+,/, '"mean":[['],
    ['a tree that comes back to its root', 'random-forest', /"child":\[1,/, '"child":[0,'],
    ['a column that no family has', 'logistic', /"columns":\[\d+,/, '"columns":[20,'],
  ])('%s', async (_, classifier, find, put) => {
    const path = await changed(await written(classifier), (model, manifest) => {
      const other = model.replace(find, put);
      expect(other).not.toBe(model);
      return [other, manifest];
    });
    await expect(readModel(path)).rejects.toMatchObject({ name: 'WinceError', code: 'damaged-model' });
  });

  test.each([
    ['no family', /"families": \[[\s\S]*?\n \],/, '"families": [],'],
    ['families with fewer columns', /"columns": 10/g, '"columns": 1'],
    ['no word on how families are computed', /"specifications": \[[^\]]*\]/, '"specifications": ["a"]'],
  ])('%s in the manifest', async (_, find, put) => {
    const path = await changed(await written('logistic'), (model, manifest) => {
      const other = manifest.replace(find, put);
      expect(other).not.toBe(manifest);
      return [model, other];
    });
    await expect(readModel(path)).rejects.toMatchObject({ name: 'WinceError', code: 'damaged-model' });
  });
});

test('a score that is not a number is an error, not a decision', async () => {
  const { fitted } = await readModel(await written('naive-bayes'));
  const huge = matrix(1, 20, new Float64Array(20).fill(1e308));
  expect(() => applyCell(fitted, huge)).toThrow(WinceError);
});

test('an archive that would unpack to more than a model is refused before it is unpacked', async () => {
  const path = join(folder, 'bomb.wince');
  const spaces = [Buffer.alloc(150_000_000, ' '), { level: 6 }] as const;
  await writeFile(path, zipSync({ 'manifest.json': strToU8('{}'), 'model.json': [...spaces] }));
  const error = await readModel(path).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: 'damaged-model' });
  expect(String(error)).toContain('would unpack to 150000002');
});
