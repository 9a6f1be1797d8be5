import type { StressDocument } from '@wince/core';
import { expect, test, vi } from 'vitest';
import { main } from '../main.ts';
import { stressText } from './stress.ts';

const point = {
  ...{
    level: 0,
    answered: 7,
    rows: 8,
    auc: 0.9,
    accuracy: 0.8,
    sensitivity: 0.8,
    specificity: 0.8,
    brier: 0.1,
  },
  ci95: { auc: [0.7, 1], accuracy: null } as const,
  accuracy_of_all: 0.7,
};
const found: StressDocument = {
  ...{ schema: 1, kind: 'wince stress', version: '1', dataset: { name: null, synthetic: true } },
  ...{ cell: 'hog/none/knn', model: 'ward.wince', protocol: null },
  ...{ subjects: 4, subjects_in_training: 1, rows: 8, row_kind: 'clips' },
  curves: [{ kind: 'blur', unit: '%', points: [point] }],
  retest: {
    versions: ['as it is', 'shift 1'],
    small_changes: null,
    repeated_recordings: { groups: 3, measurements: 8, error: 0.1, repeatability: 0.277, intraclass: 0.5 },
  },
};

test('the text says what scored what, whom the model knows, and what scores are not for', () => {
  const text = stressText(found);
  expect(text).toContain('ward.wince (hog/none/knn): 8 clips of 4 subjects, scored as they are and degraded');
  expect(text).toContain(
    'warning: 1 of these subjects have the name of a subject that the model was trained on',
  );
  expect(text).toContain('0.900 [0.700, 1.000]');
  expect(text).toContain('too few clips have a score under two of them');
  expect(text).toContain('standard error of measurement 0.1000, ICC(1,1) 0.5000, over 3 of them');
  expect(text).toContain('not a medical device');
  const folds = { ...found, model: null, protocol: 'hold-out', subjects_in_training: 0 };
  expect(stressText(folds)).toContain('trained on clips as they are');
  expect(stressText(folds)).not.toContain('warning');
});

test.each([
  [['--model', 'm.wince', '--cell', 'a/b/c', '--dataset', 'x'], '--model and --cell are both given'],
  [['--model', 'm.wince', 'grid.yaml'], '--model and an experiment file are both given'],
  [['--retest', '--only', 'blur', '--dataset', 'x'], '--retest and --only are both given'],
])('%s is refused', async (words, message) => {
  const said: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line) => said.push(String(line)));
  expect(await main(['node', 'wince', 'stress', ...words])).toBe(2);
  vi.restoreAllMocks();
  process.exitCode = undefined;
  expect(said.join('\n')).toContain(message);
});
