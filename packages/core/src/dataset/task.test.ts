import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WinceError } from '../errors.ts';
import { type DatasetDescription, parseDescription } from './description.ts';
import { countLabels } from './label.ts';
import { type Sample, sampleName } from './sample.ts';
import { assignLabels, middleTreatments, resolveTask, type TaskChoice } from './task.ts';

function sample(line: number, given: Partial<Sample>): Sample {
  return {
    line,
    path: `${line}.jpg`,
    subject: 'S1',
    label: 'pain',
    session: null,
    period: null,
    start: null,
    end: null,
    role: null,
    columns: {},
    ...given,
  };
}

function dataset(description: unknown, rows: readonly Partial<Sample>[]) {
  return {
    description: parseDescription(description, 'dataset.yaml'),
    samples: rows.map((row, i) => sample(i + 2, row)),
  };
}

function errorOf(action: () => unknown): WinceError {
  try {
    action();
  } catch (error) {
    if (error instanceof WinceError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const icope = dataset(
  {
    positive: 'pain',
    left_out: ['friction'],
    tasks: {
      'pain-rest': { positive: 'pain', negative: 'rest' },
      'pain-other': { positive: ['pain'], negative: ['rest', 'cry', 'air'] },
    },
    reference: { periods: ['baseline'] },
  },
  [
    { label: 'pain' },
    { label: 'rest' },
    { label: 'cry' },
    { label: 'air' },
    { label: 'friction' },
    { label: 'rest', role: 'reference' },
    { label: 'rest', period: 'baseline' },
  ],
);

describe('tasks over stimulus labels', () => {
  test('two tasks are two problems over the same rows', () => {
    const truths = (task: string) =>
      assignLabels(icope, resolveTask(icope, { task })).map(({ truth }) => truth);
    expect(truths('pain-rest')).toEqual([1, 0, null, null, null, null, null]);
    expect(truths('pain-other')).toEqual([1, 0, 0, 0, null, null, null]);
  });

  test('without a task, the positive label stands against all that are not left out', () => {
    const task = resolveTask(icope);
    expect(task).toEqual({
      name: 'pain against air+cry+rest',
      positive: ['pain'],
      negative: ['air', 'cry', 'rest'],
      middle: 'left-out',
    });
    const rows = assignLabels(icope, task);
    expect(rows.map(({ status }) => status)).toEqual([
      'eligible',
      'eligible',
      'eligible',
      'eligible',
      'left-out',
      'reference',
      'reference',
    ]);
    expect(rows[4].reason).toBe('the label friction is left out of the data set');
    expect(rows[2]).toMatchObject({ label: 'cry', truth: 0, reason: '', score: null, band: null });
  });

  test('labels named on the spot win over left_out', () => {
    const task = resolveTask(icope, { positive: ['friction'], negative: ['rest'] });
    expect(task.name).toBe('friction against rest');
    const rows = assignLabels(icope, task);
    expect(rows.map(({ truth }) => truth)).toEqual([null, 0, null, null, 1, null, null]);
    expect(rows[0].reason).toBe('the label pain is not in the task friction against rest');
  });

  test('labels are counted without reference rows', () => {
    expect([...countLabels(icope)]).toEqual([
      ['air', 1],
      ['cry', 1],
      ['friction', 1],
      ['pain', 1],
      ['rest', 1],
    ]);
  });

  test.each<[string, TaskChoice, string]>([
    ['unknown-task', { task: 'pain-rset' }, 'Did you mean "pain-rest"?'],
    ['unknown-label', { positive: ['pian'] }, 'Did you mean "pain"?'],
    ['unknown-label', { positive: ['pain'], negative: ['Rest'] }, 'Did you mean "rest"?'],
    ['label-on-both-sides', { positive: ['pain'], negative: ['pain'] }, '"pain"'],
    ['no-negative-label', { positive: ['pain', 'rest', 'cry', 'air'] }, 'pain, rest, cry, air'],
    ['task-and-labels', { task: 'pain-rest', positive: ['pain'] }, 'pain-rest'],
  ])('%s', (code, choice, text) => {
    const error = errorOf(() => resolveTask(icope, choice));
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
    expect(error.status).toBe(2);
  });

  test('a data set that names no positive label asks for one', () => {
    const plain = dataset({}, [{ label: 'a' }, { label: 'b' }]);
    const error = errorOf(() => resolveTask(plain));
    expect(error.code).toBe('no-positive-label');
    expect(error.hint).toContain('a, b');
  });
});

describe('labels that are grades', () => {
  const grades = dataset(
    {},
    ['0', '1', '2', '3', '4', '5'].map((label) => ({ label })),
  );

  test.each([[undefined], [['3']], [['2', '4', '5']]])(
    'are refused where %j would hold higher grades for no pain',
    (positive) => {
      const error = errorOf(() => resolveTask(grades, positive ? { positive } : {}));
      expect(error).toMatchObject({ code: 'ordinal-labels', status: 2 });
      expect(error.message).toContain('0, 1, 2, 3, 4, 5 are grades');
      expect(error.hint).toContain('--positive 3,4,5 --negative 0,1,2');
    },
  );

  test('are two sides where one lies above the other, or both are named', () => {
    expect(resolveTask(grades, { positive: ['4', '5'] }).negative).toEqual(['0', '1', '2', '3']);
    expect(resolveTask(grades, { positive: ['0'] }).negative).toHaveLength(5);
    expect(resolveTask(grades, { positive: ['3'], negative: ['0', '5'] }).name).toBe('3 against 0+5');
  });
});

describe('labels from a scale', () => {
  const scored = dataset(
    { labels: { from: 'scale', scale: 'nips' } },
    ['0', '2', '3', '4', '5', '7', '', 'NA'].map((nips) => ({ label: 'anything', columns: { nips } })),
  );
  const truths = (middle: (typeof middleTreatments)[number]) =>
    assignLabels(scored, resolveTask(scored, { middle })).map(({ truth }) => truth);

  test('the middle band is left out, counts as pain, or as no pain', () => {
    expect(truths('left-out')).toEqual([0, 0, null, null, 1, 1, null, null]);
    expect(truths('as-pain')).toEqual([0, 0, 1, 1, 1, 1, null, null]);
    expect(truths('as-no-pain')).toEqual([0, 0, 0, 0, 1, 1, null, null]);
  });

  test('scores and bands of rows left out are kept', () => {
    const rows = assignLabels(scored, resolveTask(scored));
    expect(rows[2]).toMatchObject({
      status: 'left-out',
      label: 'middle',
      score: 3,
      band: 'middle',
      reason: 'middle band of nips',
    });
    expect(rows[6]).toMatchObject({
      status: 'left-out',
      label: '',
      score: null,
      reason: 'no score in the column nips',
    });
    const asPain = assignLabels(scored, resolveTask(scored, { middle: 'as-pain' }));
    expect(asPain[2]).toMatchObject({
      status: 'eligible',
      label: 'pain',
      truth: 1,
      score: 3,
      band: 'middle',
    });
  });

  test('a cut-off has no middle band', () => {
    const cut = {
      ...scored,
      description: { ...scored.description, labels: { ...scored.description.labels, bands: 'cutoff-4' } },
    };
    const task = resolveTask(cut);
    expect(task.negative).toEqual(['no-pain']);
    expect(assignLabels(cut, task).map(({ truth }) => truth)).toEqual([0, 0, 0, 1, 1, 1, null, null]);
  });

  test('rows under sedation are on no side, and cannot be put on one', () => {
    const sedated = dataset(
      { labels: { from: 'scale', scale: 'n-pass' } },
      ['-6', '0', '5'].map((score) => ({ columns: { 'n-pass': score } })),
    );
    for (const middle of middleTreatments) {
      expect(assignLabels(sedated, resolveTask(sedated, { middle })).map(({ truth }) => truth)).toEqual([
        null,
        0,
        1,
      ]);
    }
    expect(errorOf(() => resolveTask(sedated, { negative: ['not-assessable'] })).code).toBe(
      'not-assessable-label',
    );
  });

  test.each([
    ['many', 'bad-score'],
    ['8', 'score-out-of-range'],
    ['2.5', 'score-not-whole'],
  ])('the score "%s" is an error that names the line', (score, code) => {
    const wrong = dataset({ labels: { from: 'scale', scale: 'nips' } }, [
      { columns: { nips: '0' } },
      { columns: { nips: score } },
    ]);
    const error = errorOf(() => countLabels(wrong));
    expect(error.code).toBe(code);
    expect(error.message).toContain('Line 3');
  });

  test('no row vanishes, reference rows are never eligible, and the treatments agree outside the middle band', () => {
    const row = fc.record({
      columns: fc.record({ nips: fc.constantFrom('', '0', '1', '2', '3', '4', '5', '6', '7') }),
      role: fc.constantFrom(null, 'reference' as const),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const anchors = [{ columns: { nips: '0' } }, { columns: { nips: '7' } }];
        const some = dataset({ labels: { from: 'scale', scale: 'nips' } }, [...anchors, ...rows]);
        const treated = middleTreatments.map((middle) => assignLabels(some, resolveTask(some, { middle })));
        for (const result of treated) {
          expect(result.map(({ sample: { line } }) => line)).toEqual(some.samples.map(({ line }) => line));
          for (const {
            sample: { role },
            status,
            truth,
            reason,
          } of result) {
            expect(status === 'eligible').toBe(truth !== null);
            expect(status === 'eligible').toBe(reason === '');
            if (role === 'reference') expect(status).toBe('reference');
          }
        }
        treated[0].forEach(({ band }, i) => {
          const three = new Set(treated.map((result) => result[i].truth));
          expect(three.size).toBe(band === 'middle' && treated[0][i].status !== 'reference' ? 3 : 1);
        });
      }),
    );
  });
});

describe('dataset.yaml', () => {
  test('defaults', () => {
    expect(parseDescription(null, 'dataset.yaml')).toEqual({
      schema: 1,
      left_out: [],
      synthetic: false,
      labels: { from: 'not stated', blind_to: [] },
      tasks: {},
      reference: { periods: [] },
    } satisfies DatasetDescription);
  });

  test('own bands', () => {
    const bands = [
      { label: 'no-pain', from: 0, to: 1 },
      { label: 'middle', from: 2, to: 5 },
      { label: 'pain', from: 6, to: 7 },
    ];
    const described = parseDescription({ labels: { from: 'scale', scale: 'nips', bands } }, 'dataset.yaml');
    expect(described.labels.bands).toEqual(bands);
  });

  test.each([
    [{ positiv: 'pain' }, 'bad-description', 'there is no key "positiv". Did you mean "positive"?'],
    [{ labels: { form: 'scale' } }, 'bad-description', 'there is no key "labels.form". Did you mean "from"?'],
    [
      { tasks: { a: { positive: 'p', negatives: 'n', negative: 'n' } } },
      'bad-description',
      'Did you mean "negative"?',
    ],
    [{ reference: { period: ['a'] } }, 'bad-description', 'Did you mean "periods"?'],
    [{ positive: 3 }, 'bad-description', '"positive" cannot be 3: it must be text or a list'],
    [{ positive: [] }, 'bad-description', '"positive" cannot be this: it must have at least 1 entry'],
    ['text', 'bad-description', 'the file cannot be "text"'],
    [{ schema: 2 }, 'newer-schema', 'schema 2'],
    [{ labels: { from: 'scale' } }, 'bad-description', '"labels.scale" is missing'],
    [{ labels: { from: 'scale', scale: 'nps' } }, 'unknown-scale', 'Did you mean "nips"?'],
    [{ labels: { from: 'scale', scale: 'nips', bands: 'cutoff-9' } }, 'unknown-bands', 'cutoff-9'],
    [{ labels: { from: 'rater', scale: 'nips' } }, 'bad-description', '"labels.scale"'],
    [
      { tasks: { a: { positive: 'p', negative: ['n', 'p'] } } },
      'bad-description',
      '"p" as positive and as negative',
    ],
    [
      { left_out: ['n'], tasks: { a: { positive: 'p', negative: 'n' } } },
      'bad-description',
      '"left_out" lists',
    ],
  ])('%j is refused', (value, code, text) => {
    const error = errorOf(() => parseDescription(value, 'dataset.yaml'));
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });
});

test('the name of a sample', () => {
  expect(sampleName({ path: 'a.jpg', start: null, end: null })).toBe('a.jpg');
  expect(sampleName({ path: 'a.mp4', start: 0, end: 2.5 })).toBe('a.mp4#0-2.5');
});
