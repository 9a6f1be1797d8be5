import {
  calibrators,
  classifiers,
  type ExperimentSpecification,
  experimentSpecification,
  extractors,
  parseExperiment,
  protocols,
  selectors,
} from '@wince/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exampleRun } from '../report/example-run.fixture.ts';
import { viewRun } from '../report/run-view.ts';
import { methodsLatex, methodsMarkdown, paperText, referencesBibtex } from './documents.ts';
import { parameterWords } from './method-words.ts';
import { worksOf } from './references.ts';

const run = exampleRun({
  ...{ subjects: 3, classifiers: ['knn'], synthetic: false, middle: false, faces: null },
});

/** The words of the example run, had it been made of another experiment. */
function wordsOf(specification: ExperimentSpecification): string {
  const { test_dataset: path } = specification;
  const test_dataset = path === undefined ? null : { path, name: null, sha256: 'ab'.repeat(32) };
  const manifest = { ...run.manifest, specification, test_dataset };
  return methodsMarkdown(paperText(viewRun({ ...run, manifest })), null).replaceAll('\\', '');
}

const GIVEN = {
  dataset: 'ward/dataset.csv',
  task: 'pain-rest',
  positive: ['pain'],
  negative: ['rest'],
  features: ['hog'],
  mixes: ['faceres+hog'],
  classifiers: ['knn'],
  comparisons: [['hog/none/knn', 'lbp/none/knn']],
  comparing: { loss: 'log_loss', test: 'sign-flip' },
  permutations: 199,
  soft_labels: ['anna', 'ben'],
  ranked: ['hog/none/knn', 'lbp/none/knn', 'gabor/none/knn'],
  tuning: { keep: [10], C: [0.1], gamma: [0.2], k: [3] },
  primary: 'hog/relieff-100/knn',
  breakdown: ['sex'],
  calibration: 'platt',
  prevalence: 0.1,
  abstention: { method: 'split', level: 0.85, share: 0.25 },
  monitor: 'hog/relieff-100/knn',
};
/** Between them they have every key that an experiment can have. */
const EXPERIMENTS = [
  GIVEN,
  {
    ...GIVEN,
    protocol: { id: 'train-test' },
    test_dataset: 'other/dataset.csv',
    threshold: { false_negative: 2, false_positive: 3 },
    face: { choose: { which: { near: [0.25, 0.75] } }, registration: { robust: true } },
    clips: { strain: { noise: { floor: 0.125 } } },
  },
  {
    ...GIVEN,
    face: { choose: { which: { index: 2 } } },
    clips: { strain: { mesh: 0, smoothing: { deviation: 0 } } },
  },
  {
    ...GIVEN,
    fusion: { modalities: { face: 'hog', cry: 'cry' }, how: ['mean'], weights: 'equal', missing: 'left-out' },
  },
].map((given) => parseExperiment(given, 'the test'));

const node = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
});

/** Every key of the schema that holds a value, with the words that it may hold where they are listed. */
function keysOf(schema: unknown, path = ''): readonly (readonly [path: string, words: readonly unknown[]])[] {
  const { properties, anyOf, enum: words = [], const: word } = node.parse(schema);
  if (properties) {
    return Object.entries(properties).flatMap(([key, value]) =>
      keysOf(value, path === '' ? key : `${path}.${key}`),
    );
  }
  if (anyOf) return anyOf.flatMap((each) => keysOf(each, path));
  return [[path, word === undefined ? words : [word]]];
}

function valueAt(of: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), of);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The experiment with another value at a path; it need not be one that a file could hold. */
function withValue(of: ExperimentSpecification, path: string, value: unknown): ExperimentSpecification {
  const copy: unknown = structuredClone(of);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), copy);
  if (!isRecord(holder)) throw new Error(`${path} is not there`);
  holder[last] = value;
  // What the words make of it is the test; the type says only that the rest is as it was.
  return copy as ExperimentSpecification;
}

/** Values that a method's name must be one of. */
const METHODS: Readonly<Record<string, unknown>> = {
  selection: ['anova-f'],
  classifiers: ['svm-rbf'],
  calibration: 'beta',
  protocol: 'hold-out',
  features: ['lbp'],
  mixes: ['lbp+geometry'],
  'fusion.how': ['stack'],
};

/** Another value than the one that stands there, and what of it the words must hold. */
function another(
  path: string,
  value: unknown,
  words: readonly unknown[],
): readonly (readonly [unknown, string | null])[] {
  if (path in METHODS) return [[METHODS[path], null]];
  const others = words.filter((word) => word !== value).map((word) => [word, null] as const);
  if (words.includes(value)) return others;
  if (typeof value === 'number') {
    const other = value + (Number.isInteger(value) ? 17 : 17.0625);
    return [...others, [other, String(other)]];
  }
  if (typeof value === 'boolean') return [[!value, null]];
  if (typeof value === 'string') return [...others, [`${value}-other`, `${value}-other`]];
  if (value === null) return [[0.0625, '0.0625']];
  if (Array.isArray(value) && value.every((each) => typeof each === 'number')) {
    const other = value.map((each) => Number(each) + 17.0625);
    return [[other, String(other[0])]];
  }
  if (Array.isArray(value)) {
    const text = JSON.stringify(value).replace(/([a-z])"/, '$1-other"');
    return [[JSON.parse(text), '-other']];
  }
  return [];
}

const KEYS = new Map(
  [...Map.groupBy(keysOf(z.toJSONSchema(experimentSpecification, { io: 'input' })), ([path]) => path)]
    .filter(([path]) => !path.endsWith('.id'))
    .map(([path, all]) => [path, all.flatMap(([, words]) => words)]),
);

describe('the methods of a paper', () => {
  test('these experiments have every key of the schema', () => {
    const lacking = [...KEYS.keys()].filter((path) =>
      EXPERIMENTS.every((experiment) => valueAt(experiment, path) === undefined),
    );
    expect(lacking).toEqual([]);
    expect(KEYS.size).toBeGreaterThan(100);
  });

  test('every parameter of an experiment stands in them: another value, other words', () => {
    const silent: string[] = [];
    for (const experiment of EXPERIMENTS) {
      const before = wordsOf(experiment);
      for (const [path, words] of KEYS) {
        const value = valueAt(experiment, path);
        if (value === undefined) continue;
        for (const [other, said] of another(path, value, words)) {
          const after = wordsOf(withValue(experiment, path, other));
          if (after === before || (said !== null && !after.includes(said)))
            silent.push(`${path}: ${JSON.stringify(other)}`);
        }
      }
    }
    expect(silent).toEqual([]);
  });

  test('every parameter of every method has words', () => {
    const without = [calibrators, classifiers, selectors, protocols, extractors].flatMap((catalogue) =>
      catalogue.entries.flatMap(({ id, parameters }) => {
        const { properties = {} } = node.parse(z.toJSONSchema(parameters, { io: 'input' }));
        return Object.keys(properties).flatMap((name) =>
          parameterWords(catalogue.kind, id, { [name]: 3 }).filter((text) => text.startsWith(`${name} = `)),
        );
      }),
    );
    expect(without).toEqual([]);
  });

  test('works that are cited are listed, and the other way round', () => {
    const text = paperText(viewRun(run));
    const cited = [...methodsLatex(text, null).matchAll(/\\cite\{([^}]+)\}/g)].flatMap(([, keys]) =>
      keys.split(','),
    );
    const listed = [...referencesBibtex(text).matchAll(/^@\w+\{(\w+),$/gm)].map(([, key]) => key);
    expect(cited.length).toBeGreaterThan(10);
    expect(listed).toEqual([...new Set(cited)]);
  });

  test.each([calibrators, classifiers, selectors, protocols, extractors])(
    'every $kind names its work',
    ({ entries }) => {
      const without = entries.filter(({ id, source }) => id !== 'none' && worksOf(source).length === 0);
      expect(without.map(({ id }) => id)).toEqual([]);
    },
  );
});
