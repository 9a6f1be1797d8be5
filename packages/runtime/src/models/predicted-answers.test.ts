import {
  clipParameters,
  FACE_LOOK,
  faceParameters,
  fitCell,
  type Matrix,
  matrix,
  readFittedCell,
  type SignalStates,
  shiftPrevalence,
  thresholdOf,
} from '@wince/core';
import { writeClassifier } from '@wince/networks';
import type { TrainedModel } from '@wince/observation';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type CellChanges,
  exampleCell,
  exampleRows,
} from '../../../core/src/learning/pipeline/example-cell.fixture.ts';
import { predictionsCsv } from '../monitoring/prediction-csv.ts';
import { documentOf, predictionDocument } from '../monitoring/prediction-document.ts';
import { completeModel } from './archive.ts';
import { describeModel } from './describe-model.ts';
import { lookingAt, type Prediction, predictionOf } from './predict.ts';

const rows = exampleRows();
const COLUMNS = Array.from({ length: 20 }, (_, c) => `column ${c}`);
const used = { status: 'used', reason: '' } as const;
const signals: SignalStates = { face: used, frames: used, sound: used };

function modelOf(changes: CellChanges, look?: Matrix): TrainedModel {
  const { fitted } = fitCell(exampleCell({ classifier: 'naive-bayes', ...changes }), { ...rows, look }, 1);
  const family = (name: string) => ({
    name,
    kind: 'table' as const,
    columns: 10,
    identity: name,
    network: null,
  });
  return completeModel(
    {
      ...{ version: '0.0.0', cell: 'a+b/example', positive: 'pain', negative: 'rest', rows: 'pictures' },
      ...{ families: [family('a'), family('b')], specifications: ['a', 'b'], modalities: [] },
      ...{ face: faceParameters.parse({}), clips: clipParameters.parse({}), clip_seconds: null },
      dataset: { name: null, sha256: '', synthetic: true },
      ...{ subjects: [], left_out: [], samples: 24, seed: 1 },
    },
    fitted,
  );
}

/** A model whose two families are modalities: their scores are fused. */
function fusedModel(): TrainedModel {
  const modalities = [
    { name: 'face', families: ['a'] },
    { name: 'cry', families: ['b'] },
  ];
  const model = modelOf({
    features: {
      ...{ name: 'face+cry~mean', families: ['a', 'b'], selected: 'together', modalities },
      late: { by: 'mean', weights: { face: 1, cry: 3 }, missing: 'left-out' },
    },
  });
  return { ...model, manifest: { ...model.manifest, modalities } };
}

describe('a model that fuses modalities', () => {
  const model = fusedModel();
  const of = (lost: 'a' | 'b' | null) => {
    const values = Float32Array.from({ length: 20 }, (_, c) => {
      if (lost === (c < 10 ? 'a' : 'b')) return Number.NaN;
      return c % 10 < 3 ? 1.5 : 0;
    });
    const row = {
      ...({ status: 'used', reason: '', confidence: 0.9, look: null, signals, values } as const),
      ...{ columns: COLUMNS, regions: null },
    };
    return predictionOf('a.mp4', model, row);
  };

  test('says what it used, and answers without a modality', () => {
    expect(describeModel(model).fusion).toEqual({
      by: 'mean',
      modalities: [
        { name: 'face', weight: 0.25 },
        { name: 'cry', weight: 0.75 },
      ],
    });
    const [both, cry] = [of(null), of('a')];
    expect(both.modalities).toEqual({ used: ['face', 'cry'], missing: [] });
    expect(cry).toMatchObject({ state: 'signs of pain', modalities: { used: ['cry'], missing: ['face'] } });
    const pictures = { model: describeModel(model), predictions: [both, cry] };
    const document = predictionDocument.parse(documentOf(pictures, [], 'second'));
    expect(document.predictions[1].modalities?.missing).toEqual(['face']);
    const table: Record<string, string>[] = parse(predictionsCsv(pictures.predictions), { columns: true });
    expect(table.map(({ modalities }) => modalities)).toEqual(['face+cry', 'cry']);
  });

  test('is no ONNX file, and says so', () => {
    expect(() => writeClassifier({ fitted: model.fitted, columns: 20, properties: {} })).toThrow(
      expect.objectContaining({ code: 'cannot-export' }),
    );
  });
});

function predicted(model: TrainedModel, sign: number, look: readonly number[] | null = null): Prediction {
  // Columns that tell the labels apart are the first of each family.
  const values = Float32Array.from({ length: 20 }, (_, c) => (c % 10 < 3 ? 0.75 + sign : 0));
  return predictionOf('a.jpg', model, {
    status: 'used',
    reason: '',
    confidence: 0.9,
    look,
    signals,
    values,
    columns: COLUMNS,
    regions: null,
  });
}

describe('a model that abstains', () => {
  const model = modelOf({ calibration: 'platt', abstention: { method: 'cross', level: 0.9 } });
  const [pain, rest] = [predicted(model, 3), predicted(model, -3)];
  const between = Array.from({ length: 31 }, (_, i) => predicted(model, i / 10 - 1.5)).find(
    ({ state }) => state === 'cannot tell',
  );

  test('answers where one label is ruled out, and says by what', () => {
    expect(pain.state).toBe('signs of pain');
    expect(pain.answer).toEqual({
      not_ruled_out: ['pain'],
      promised_coverage: 0.8,
      reason: 'the absence of pain is ruled out at 90 %, by 12 calibration subjects with pain and 12 without',
    });
    expect(pain.score.reason).toBeNull();
    expect(rest).toMatchObject({ state: 'no sign of pain', answer: { not_ruled_out: ['rest'] } });
  });

  test('cannot tell where neither is, and the reason stands beside the score', () => {
    expect(between).toMatchObject({
      state: 'cannot tell',
      answer: { not_ruled_out: ['pain', 'rest'] },
      score: {
        value: expect.any(Number),
        reason: expect.stringContaining('neither label is ruled out at 90 %'),
      },
    });
  });

  test('says the same as a table and as a document', () => {
    const pictures = { model: describeModel(model), predictions: between ? [pain, between] : [] };
    const table: Record<string, string>[] = parse(predictionsCsv(pictures.predictions), { columns: true });
    expect(table[1]).toMatchObject({ state: 'cannot tell', prevalence: '0.5', promised_coverage: '0.8' });
    expect(table[1].reason).toContain('neither label is ruled out');
    const document = predictionDocument.parse(documentOf(pictures, [], 'second'));
    expect(document.predictions[1].answer?.not_ruled_out).toEqual(['pain', 'rest']);
    expect(document.model).toMatchObject({
      ...{ calibration: 'platt', prevalence: 0.5 },
      abstention: {
        method: 'cross',
        level: 0.9,
        promised_coverage: 0.8,
        subjects: { positive: 12, negative: 12 },
      },
    });
  });
});

describe('the prevalence of a model', () => {
  const model = modelOf({ calibration: 'platt' });

  test('stands in what its scores mean, and moves with what is named', () => {
    const moved = lookingAt(model, { prevalence: 0.1 });
    const [before, after] = [predicted(model, 0.4), predicted(moved, 0.4)];
    expect([before.prevalence, after.prevalence]).toEqual([0.5, 0.1]);
    expect(after.score.value).toBeCloseTo(shiftPrevalence(before.score.value ?? Number.NaN, 0.5, 0.1), 12);
    expect(after.answer).toBeNull();
    expect(thresholdOf(moved.fitted)).toBe(0.5);
    expect(describeModel(model).score_means).toMatch(
      /^a probability of pain, calibrated by platt; it holds where the share of pain is 0\.5;/,
    );
    expect(describeModel(moved).score_means).toContain('the share of pain is 0.1;');
    expect(describeModel(modelOf({})).score_means).toMatch(/^a number from 0 to 1; .*not a share of pain/);
  });
});

describe('a model that tells which rows are unlike its training rows', () => {
  const model = modelOf({ outside: 0.1 });
  const usual = predicted(model, 1);
  const far = predicted(model, 60);

  test('does not answer there, and says what differs most', () => {
    expect(usual).toMatchObject({ state: 'signs of pain', outside: { is_outside: false, differs: [] } });
    expect(far.state).toBe('cannot tell');
    expect(far.outside).toMatchObject({ is_outside: true, share: 0.1 });
    expect(far.outside?.p).toBeCloseTo(1 / 13, 12);
    expect(far.outside?.differs[0]).toMatchObject({
      what: expect.stringMatching(/^column \d+$/),
      of: 'features',
    });
    expect(far.score.value).toEqual(expect.any(Number));
    expect(far.score.reason).toMatch(
      /^outside what this model was trained on: its features differ most: column \d+ is [\d.]+ standard deviations above the training rows, .* \(at most 10 % of new subjects of the same kind are called so\)$/,
    );
  });

  test('scores as it does without, and says so as a table and as a document', () => {
    const plain = predicted(modelOf({}), 60);
    expect(far.score.value).toBe(plain.score.value);
    expect(plain).toMatchObject({ state: 'signs of pain', outside: null });
    const pictures = { model: describeModel(model), predictions: [usual, far] };
    const table: Record<string, string>[] = parse(predictionsCsv(pictures.predictions), { columns: true });
    expect(table.map(({ state }) => state)).toEqual(['signs of pain', 'cannot tell']);
    expect(Number(table[1].outside_p)).toBeCloseTo(1 / 13, 12);
    const document = predictionDocument.parse(documentOf(pictures, [], 'second'));
    expect(document.predictions[1].outside?.is_outside).toBe(true);
    expect(document.model.outside).toEqual({ subjects: 12, share: 0.1, looks_at: ['features'] });
  });

  test('tells a face that looks older or younger than those it was trained on, and in a light unlike theirs', () => {
    const wave = (row: number, column: number) => Math.sin(7 * row + 3 * column);
    const { length } = rows.y;
    const looks = Array.from({ length }, (_, row) => FACE_LOOK.map((_, column) => wave(row, column)));
    const seeing = modelOf(
      { outside: 0.1 },
      matrix(length, FACE_LOOK.length, Float64Array.from(looks.flat())),
    );
    expect(describeModel(seeing).outside?.looks_at).toEqual([
      'features',
      'light and sharpness',
      'apparent age',
    ]);
    const told = (change: number, column: number) =>
      predicted(
        seeing,
        1,
        FACE_LOOK.map((_, own) => (own === column ? change : 0)),
      );
    const age = FACE_LOOK.indexOf('apparent age');
    expect(told(0, age)).toMatchObject({ state: 'signs of pain', outside: { is_outside: false } });
    for (const [change, word] of [
      [20, 'older'],
      [-20, 'younger'],
    ] as const) {
      const { state, outside, score } = told(change, age);
      expect(state).toBe('cannot tell');
      expect(outside?.differs).toEqual([
        { what: 'apparent age', of: 'apparent age', deviations: expect.any(Number) },
      ]);
      expect(score.reason).toContain(
        `the face looks ${word} than those that it was trained on: apparent age is`,
      );
    }
    expect(told(60, 0).outside?.differs[0]).toMatchObject({ what: 'brightness', of: 'light and sharpness' });
    expect(told(60, 0).score.reason).toContain('its light or sharpness differ most: brightness is');
  });

  test('is read back as it was, and refused where its numbers do not fit together', () => {
    const read = readFittedCell(JSON.parse(JSON.stringify(model.fitted)));
    expect(read).toEqual(model.fitted);
    expect(predicted({ ...model, fitted: read }, 60)).toEqual(far);
    const cut = model.fitted.stages.map((each) =>
      each.stage === 'outside' ? { ...each, model: { asked: 0.1, share: 0.1, subjects: 3 } } : each,
    );
    expect(() => readFittedCell({ ...model.fitted, stages: cut })).toThrow(z.ZodError);
  });
});
