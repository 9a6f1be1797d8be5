import { parseExperiment } from '@wince/core';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { EXPERIMENT_PAGE, experimentPage } from '../scripts/experiment-page.ts';
import { readPage, tableUnder } from './markdown.ts';

const page = await readPage(EXPERIMENT_PAGE);

test('the page on experiment files is made from the schema', () => {
  expect(page).toBe(experimentPage());
});

test.each(tableUnder(page, 'Keys').map(([key, , meaning, example]) => [key, meaning, example]))(
  '%s has a meaning and an example that is accepted',
  (key, meaning, example) => {
    expect(meaning).not.toBe('');
    const [name, value] = [key, example].map((cell) => cell.replaceAll('`', ''));
    const given = { dataset: 'ward', classifiers: ['knn'], [name]: parse(value) };
    expect(() => parseExperiment(given, 'the example')).not.toThrow();
  },
);
