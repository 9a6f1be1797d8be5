import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyCell, clipParameters, type FamilyRecord, faceParameters, fitCell } from '@wince/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleCell, exampleRows } from '../../../core/src/learning/pipeline/example-cell.fixture.ts';
import { completeModel, writeModel } from './archive.ts';
import { exportModel } from './export-model.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-export-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a model that is exported gives the scores of the program, and says which columns go in', async () => {
  const rows = exampleRows();
  const { fitted } = fitCell(exampleCell({ classifier: 'svm-rbf' }), rows, 1);
  const family = (name: string): FamilyRecord => ({
    ...{ name, kind: 'table', columns: 10, identity: name, network: null },
  });
  const model = completeModel(
    {
      ...{ version: '0.0.0', cell: 'a+b/example', positive: 'pain', negative: 'rest', rows: 'pictures' },
      ...{ families: [family('a'), family('b')], specifications: ['a', 'b'], clip_seconds: null },
      modalities: [],
      ...{ face: faceParameters.parse({}), clips: clipParameters.parse({}) },
      ...{ dataset: { name: null, sha256: '', synthetic: true }, subjects: [], left_out: [] },
      ...{ samples: 24, seed: 1 },
    },
    fitted,
  );
  const [path, out] = [join(folder, 'a.wince'), join(folder, 'a.onnx')];
  await writeModel(path, model);
  const written = await exportModel(path, out);
  expect(written).toMatchObject({ cell: 'a+b/example', columns: 20, abstains: false });
  expect(written.families).toEqual([
    { name: 'a', columns: 10 },
    { name: 'b', columns: 10 },
  ]);
  const session = await InferenceSession.create(out);
  const features = new Tensor('float64', Float64Array.from(rows.x.data), [rows.x.rows, rows.x.columns]);
  const { score } = await session.run({ features });
  const own = applyCell(fitted, rows.x).score;
  const far = Array.from(own, (value, r) => Math.abs(value - Number(score.data[r])));
  expect(Math.max(...far)).toBeLessThan(1e-5);
  await expect(exportModel(join(folder, 'none.wince'), out)).rejects.toMatchObject({ code: 'no-such-file' });
});
